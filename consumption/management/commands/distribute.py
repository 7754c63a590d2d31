"""`manage.py distribute`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from consumption.store.distribution import UnableToDistribute, distribute


class Command(BaseCommand):
    help = "Distribute the readings over the nodes of a Citus cluster, by access point."

    def handle(self, *args: object, **options: Any) -> None:
        try:
            tables = distribute()
        except UnableToDistribute as error:
            raise CommandError(str(error)) from None
        for table in tables:
            self.stdout.write(gettext("%(table)s is distributed by access point.") % {"table": table})
        if not tables:
            self.stdout.write(gettext("All tables were distributed already."))
