"""The worker of a journey: runs what Celery would run when the journey waits for it, and reads the phone."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pypdfium2
from django.conf import settings
from django.core import mail
from django.utils import timezone

from mandates.papers.models import SignedPaper
from mandates.papers.operations import judge_paper
from mandates.papers.states import PaperState
from portal.ean_delivery.models import EanDelivery
from portal.ean_delivery.tasks import go_on
from portal.look_up.models import LookUp
from portal.look_up.operations import judge
from portal.look_up.states import LookUpState
from portal.messaging import delivery, sweeping
from portal.messaging.standin.provider import Provider
from portal.supplier_name.models import SupplierRequest
from portal.supplier_name.tasks import judge_request

_CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Worker:
    """Runs what waits, and reads the codes that arrived."""

    provider: Provider

    def run(self) -> None:
        """Judge what was asked for, and send the messages that wait."""
        now = timezone.now()
        for waiting in LookUp.objects.filter(state=LookUpState.REQUESTED).values_list("pk", flat=True):
            judge(look_up_id=waiting, now=now)
        for delivery_id in EanDelivery.objects.values_list("pk", flat=True):
            go_on(delivery_id)
        for request_id in SupplierRequest.objects.values_list("pk", flat=True):
            judge_request(request_id)
        for paper_id in SignedPaper.objects.filter(state=PaperState.RECEIVED).values_list("pk", flat=True):
            judge_paper(paper_id=paper_id, now=timezone.now())
        now = timezone.now()
        for message_id in sweeping.due(now=now):
            delivery.deliver(message_id, now=now)

    def letter(self) -> tuple[dict[str, Any], str]:
        """The job ticket and the text of the one letter that waits for the print house."""
        (path,) = (Path(settings.LETTER_SPOOL) / "ready").glob("*.json")
        pages = pypdfium2.PdfDocument(path.with_suffix(".pdf"))
        text = "".join(page.get_textpage().get_text_bounded() for page in pages)
        return orjson.loads(path.read_bytes()), text

    def code_by_sms(self, mobile: str) -> str:
        """The code of the latest SMS to `mobile`."""
        self.run()
        return _CODE.findall(self.provider.find(mobile)[0].body)[0]

    def code_by_email(self, address: str) -> str:
        """The code of the latest e-mail to `address`."""
        self.run()
        return _CODE.findall([letter.body for letter in mail.outbox if address in letter.to][-1])[0]
