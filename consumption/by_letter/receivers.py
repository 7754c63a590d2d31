"""What this room does when the look-up tells it something, in its transaction."""

from datetime import datetime
from typing import Any

import structlog

from consumption.by_letter.operations import UnableToSendHistory, send_history
from portal.access.actor import SYSTEM
from portal.customers.models import Occupancy
from portal.look_up.models import LookUp

log = structlog.get_logger(__name__)


def send_instead_of_code(*, look_up: LookUp, occupancy: Occupancy, now: datetime, **_: Any) -> None:
    """The pair was right and no contact is on file: the history goes by letter (R4). Who asked learns nothing."""
    try:
        send_history(occupancy=occupancy, actor=SYSTEM, token=look_up.public_id, now=now)
    except UnableToSendHistory as refusal:
        log.info("history_letter_not_sent", look_up=str(look_up.public_id), reason=refusal.code)
