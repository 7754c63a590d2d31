"""``manage.py messages update|compile|check``: keep the catalogues of all apps (see portal/ui/catalogues.py)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.ui import catalogues


class Command(BaseCommand):
    help = (
        "update: collect the sentences of templates and code into each app's catalogues, keeping translations. "
        "compile: make them usable. "
        "check: fail if one is out of date, fuzzy, untranslated, wrong in a placeholder, or unlike another app's."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["update", "compile", "check"])
        parser.add_argument("apps", nargs="*", metavar="app_label", help="these apps only")

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[str] = []
        for app in catalogues.project_apps():
            for language in _languages():
                if options["apps"] and app.label not in options["apps"]:
                    continue
                if options["action"] == "compile":
                    catalogues.compile_file(app.catalogue(language), language)
                    continue
                if options["action"] == "update":
                    catalogues.update(app, language)
                faults += catalogues.faults(app, language)
        if not options["apps"]:
            faults += [fault for language in _languages() for fault in catalogues.conflicts(language)]
        if faults and options["action"] == "check":
            raise CommandError("\n".join(faults))
        for fault in faults:
            self.stdout.write(fault)


def _languages() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if code != catalogues.SOURCE_LANGUAGE]
