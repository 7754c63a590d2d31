"""Bring in the communes of Wallonia and who connects what there."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from connectmyhome.territory.operations import load_communes


class Command(BaseCommand):
    help = "Loads the communes that are not there yet; what staff changed stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_communes(now=timezone.now())} communes added")
