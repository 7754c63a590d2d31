"""Issue the letters of a campaign."""

import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext
from tqdm import tqdm

from portal.correspondence.lists import BadLine, Malformed, Target, described, targets
from portal.correspondence.models import Campaign
from portal.correspondence.operations import campaigns
from portal.correspondence.operations.issuing import CHUNK, issue_next
from portal.correspondence.states import CampaignState
from portal.market.lines import read_lines


class Command(BaseCommand):
    """`issue_correspondence FILE|CODE`: a campaign file (docs/correspondence.md), or the code of a campaign that
    was stopped.

    Bad lines of a list go to standard error, with number and reason, and stop no other. Ctrl-C pauses the campaign
    after the chunk at work. After anything harder the scheduled task goes on; the same command does too, and
    issues nothing twice.
    """

    help = "Issue the letters of a campaign, or go on with it (see docs/correspondence.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("campaign", help="the campaign file, or the code of a campaign")
        parser.add_argument("--list", default="", help="the list of access points, or - for standard input")
        parser.add_argument("--chunk", type=int, default=CHUNK, help="letters per transaction")
        parser.add_argument("--no-progress", action="store_true", help="show no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["chunk"] < 1:
            raise CommandError(gettext("A transaction holds at least one letter: --chunk 1 or more."))
        self._quiet = options["no_progress"] or not sys.stderr.isatty()
        campaign = self._prepared(options["campaign"], options["list"])
        try:
            campaigns.run(campaign=campaign, now=timezone.now())
            self._issue(campaign, options["chunk"])
        except KeyboardInterrupt:
            campaigns.pause(campaign=campaign, now=timezone.now())
        self._sum_up(campaign)

    def _prepared(self, name: str, listed: str) -> Campaign:
        path = Path(name)
        if not path.is_file():
            known = Campaign.objects.filter(code=name).first()
            if known is None:
                raise CommandError(gettext("There is no such file or campaign: %(name)s") % {"name": name})
            return known
        try:
            told, list_name = described(path.read_bytes())
            campaign = campaigns.prepare(described=told, now=timezone.now())
        except Malformed as why:
            raise CommandError(
                gettext("The campaign file says nothing usable at: %(part)s") % {"part": why}
            ) from why
        except campaigns.UnableToStart as why:
            message = gettext("Campaign %(code)s exists already, and says something else.")
            raise CommandError(message % {"code": why}) from why
        if list_name:
            self._read_list(campaign, path, listed or list_name)
        return campaign

    def _read_list(self, campaign: Campaign, path: Path, name: str) -> None:
        chunk: list[Target] = []
        bar = tqdm(unit="B", unit_scale=True, disable=self._quiet)
        with bar, _open(path.parent / name, name) as stream:
            for target in targets(read_lines(stream, bar.update), campaign.kind):
                if isinstance(target, BadLine):
                    self._report(target.line, target.reason)
                    continue
                chunk.append(target)
                if len(chunk) == CHUNK:
                    self._add(campaign, chunk)
                    chunk = []
        self._add(campaign, chunk)

    def _add(self, campaign: Campaign, chunk: list[Target]) -> None:
        for unknown in campaigns.add_targets(campaign=campaign, targets=chunk):
            self._report(unknown.line, "unknown_access_point")

    def _report(self, line: int, reason: str) -> None:
        self.stderr.write(gettext("line %(number)s: %(reason)s") % {"number": line, "reason": _in_words(reason)})

    def _issue(self, campaign: Campaign, chunk: int) -> None:
        campaign.refresh_from_db()
        with tqdm(total=campaign.selected, initial=campaign.issued, disable=self._quiet) as bar:
            while (step := issue_next(campaign_id=campaign.pk, now=timezone.now(), size=chunk)).more:
                bar.update(step.issued)

    def _sum_up(self, campaign: Campaign) -> None:
        campaign.refresh_from_db()
        self.stdout.write(
            gettext("%(code)s: %(digital)s digital, %(paper)s on paper, of %(selected)s selected")
            % {
                "code": campaign.code,
                "digital": campaign.digital,
                "paper": campaign.paper,
                "selected": campaign.selected,
            }
        )
        if campaign.state == CampaignState.PAUSED:
            again = gettext("Paused. Go on with: manage.py issue_correspondence %(code)s")
            self.stdout.write(again % {"code": campaign.code})


def _open(path: Path, name: str) -> AbstractContextManager[BinaryIO]:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _in_words(reason: str) -> str:
    return {
        "not_json": gettext("this is no JSON"),
        "ean": gettext("no valid EAN"),
        "data": gettext("the figures of the letter are missing or malformed"),
        "unknown_access_point": gettext("no access point with this EAN"),
    }[reason]
