"""`manage.py load_demo`: the demo's people, once, and what to type."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.pages.demo import loading, sign_ins


class Command(BaseCommand):
    help = "Load the demo's people with their readings, unless they are there, and say what to type."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if not loading.is_loaded():
            self.stdout.write("Loading homes, people and three years of readings …")
            loading.load(now=now)
        self.stdout.write(sign_ins.in_words(now=now))
