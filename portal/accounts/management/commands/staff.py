"""Roles of the staff, from the command line: the first manager, leavers, a list."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts import operations, queries
from portal.accounts.models import RoleChoices
from portal.accounts.operations import UnableToBlockLeavers, UnableToChangeRole
from portal.accounts.roles import STAFF_ROLES, Role
from portal.identity.models import User


class Command(BaseCommand):
    """`staff list`, `staff employ EMAIL NAME ROLE`, `staff review|take EMAIL ROLE`, `staff leave EMAIL`,
    `staff leavers FILE` (e-mail addresses of those employed, one a line: everybody else is blocked)."""

    help = "Give, review and take roles of the operator's staff, and block leavers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="who holds which role, and until when")
        employ = verbs.add_parser("employ", help="give a role; opens the account if there is none")
        employ.add_argument("email")
        employ.add_argument("name")
        employ.add_argument("role", choices=list(STAFF_ROLES))
        employ.add_argument("--language", default="fr", choices=[code for code, _name in settings.LANGUAGES])
        for verb, text in (("review", "keep a role for six months more"), ("take", "take a role away")):
            with_role = verbs.add_parser(verb, help=text)
            with_role.add_argument("email")
            with_role.add_argument("role", choices=list(STAFF_ROLES))
        verbs.add_parser("leave", help="block one person").add_argument("email")
        leavers = verbs.add_parser("leavers", help="block everybody whose address is not in the file")
        leavers.add_argument("file", type=Path)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(options)
        except UnableToChangeRole as refusal:
            raise CommandError(refusal.code) from refusal

    def _list(self, options: dict[str, Any]) -> None:
        for user in queries.staff():
            for role in user.current_roles:  # type: ignore[attr-defined]
                self.stdout.write(f"{user.email}\t{RoleChoices(role.role).value}\t{role.review_by:%Y-%m-%d}")

    def _employ(self, options: dict[str, Any]) -> None:
        told = {name: options[name] for name in ("email", "name", "language")}
        operations.employ(**told, role=Role(options["role"]), by=None, now=timezone.now())

    def _review(self, options: dict[str, Any]) -> None:
        operations.review_role(
            user=_user(options["email"]), role=Role(options["role"]), by=None, now=timezone.now()
        )

    def _take(self, options: dict[str, Any]) -> None:
        operations.take_role(user=_user(options["email"]), role=Role(options["role"]), by=None, now=timezone.now())

    def _leave(self, options: dict[str, Any]) -> None:
        operations.leave(user=_user(options["email"]), by=None, now=timezone.now())

    def _leavers(self, options: dict[str, Any]) -> None:
        if not options["file"].is_file():
            raise CommandError(gettext("There is no such file: %(name)s") % {"name": options["file"]})
        try:
            blocked = operations.block_leavers(employed=options["file"].read_text().split(), now=timezone.now())
        except UnableToBlockLeavers as refusal:
            message = gettext("Nobody of the staff is in this file: give the addresses of those employed.")
            raise CommandError(message) from refusal
        self.stdout.write(gettext("%(count)s blocked") % {"count": blocked})


def _user(email: str) -> User:
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise CommandError(gettext("There is no account with this address: %(email)s") % {"email": email})
    return user
