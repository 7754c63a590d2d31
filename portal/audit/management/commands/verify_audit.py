"""`manage.py verify_audit`: check the whole trace against its seals and the anchor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.audit import sealing
from portal.audit.models import Seal


class Command(BaseCommand):
    help = "Check the trace against its seals and the anchor; name each changed, removed or cut-off row."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for finding in sealing.findings(now=timezone.now()):
            self.stderr.write(self.style.ERROR(finding))
            found += 1
        if found:
            raise CommandError(f"{found} findings: the trace is not as it was sealed.")
        self.stdout.write(self.style.SUCCESS(f"The trace is whole: {Seal.objects.count()} seals checked."))
