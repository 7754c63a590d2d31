"""Which access points a campaign goes to. Its `selection` is {} for all of them, or any of

{"listed": true}                those that its list names
{"meter_kind": "annual"}        those with a meter of that kind
{"municipality": "92094"}       those in the municipality, by NIS code
{"unanswered": "2026-reading"}  those whose letter of that campaign got no reading yet
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.correspondence.models import Campaign, CampaignTarget, Letter
from portal.grid.models import AccessPoint, Meter


def selected(campaign: Campaign, *, on: date) -> QuerySet[AccessPoint]:
    """The access points of this campaign, as they stand on the day `on`."""
    wanted = campaign.selection
    found = AccessPoint.objects.all()
    if wanted.get("listed"):
        found = found.filter(Exists(CampaignTarget.objects.filter(campaign=campaign, access_point=OuterRef("pk"))))
    if kind := wanted.get("meter_kind"):
        there = Q(removed_on=None) | Q(removed_on__gt=on)
        meters = Meter.objects.filter(there, access_point=OuterRef("pk"), kind=kind, installed_on__lte=on)
        found = found.filter(Exists(meters))
    if municipality := wanted.get("municipality"):
        found = found.filter(municipality=municipality)
    if code := wanted.get("unanswered"):
        asked = Letter.objects.filter(access_point=OuterRef("pk"), campaign__code=code)
        found = found.filter(Exists(asked), ~Exists(asked.exclude(answered_at=None)))
    return found


def still_to_issue(campaign: Campaign, *, on: date) -> QuerySet[AccessPoint]:
    """Those behind the campaign's position that have no letter of it, in the order in which it goes on."""
    has_one = Letter.objects.filter(campaign=campaign, access_point=OuterRef("pk"))
    return selected(campaign, on=on).filter(~Exists(has_one), pk__gt=campaign.position).order_by("pk")
