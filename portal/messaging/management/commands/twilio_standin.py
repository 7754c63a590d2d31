"""`manage.py twilio_standin`: a local server that speaks Twilio's REST dialect, for the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.messaging.standin.provider import Provider
from portal.messaging.standin.server import StandIn


class Command(BaseCommand):
    help = "Stand in for Twilio: take SMS, keep them in memory, and call back. No SMS leaves this machine."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8010)
        parser.add_argument("--pace", type=float, default=1.0, help="seconds between callbacks")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The stand-in is for the demo and for tests.")
        provider = Provider(token=settings.TWILIO_AUTH_TOKEN, pace=options["pace"])
        server = StandIn(
            provider,
            account=settings.TWILIO_ACCOUNT_SID,
            user=settings.TWILIO_API_KEY,
            password=settings.TWILIO_API_SECRET,
            port=options["port"],
        )
        self.stdout.write(f"Twilio's stand-in listens on {server.url}")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            server.server_close()
