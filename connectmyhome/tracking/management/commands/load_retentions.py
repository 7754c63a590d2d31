"""Bring in how long what of connections must be kept."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from connectmyhome.tracking.retention.operations import load_retentions


class Command(BaseCommand):
    help = "Loads the retentions of operators that have none yet; what was changed stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_retentions(now=timezone.now())} retentions added")
