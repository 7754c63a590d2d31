"""Bring in the legal terms of connections."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from connectmyhome.legs.terms.operations import load_terms


class Command(BaseCommand):
    help = "Loads the terms of utilities that have none yet; what staff changed stays."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_terms(now=timezone.now())} terms added")
