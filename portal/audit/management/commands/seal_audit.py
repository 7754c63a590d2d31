"""`manage.py seal_audit`: seal now, as the scheduler does each minute."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.audit import sealing


class Command(BaseCommand):
    help = "Seal the events that wait, and append the seal to the anchor."

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = sealing.seal(now=timezone.now())
        self.stdout.write(f"Seal {sealed.number}: {len(sealed.events)} events." if sealed else "Nothing to seal.")
