from pathlib import Path
from time import monotonic, sleep

import pytest
from django.utils import timezone

from portal.audit.models import Event, Seal
from portal.audit.sealing import seal


@pytest.fixture(autouse=True)
def anchor(settings, tmp_path) -> Path:
    """An anchor file of its own for each test."""
    settings.AUDIT_ANCHOR = str(tmp_path / "anchor.ndjson")
    return tmp_path / "anchor.ndjson"


def seal_all(limit: int = 50_000) -> None:
    """Seal everything. Transactions of other test processes in the same cluster hold the horizon back: wait."""
    deadline = monotonic() + 60
    while True:
        while seal(now=timezone.now(), limit=limit) is not None:
            pass
        last = Seal.objects.order_by("-number").first()
        if not Event.objects.filter(transaction__gte=last.end_transaction if last else 0).exists():
            return
        assert monotonic() < deadline, "an open transaction holds the seals back"
        sleep(0.05)
