"""Mandates, the access points and kinds of data that each names, its document and its signatures (R8)."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from mandates.states import ANSWERABLE, MandateState, Mover, Way
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import Organisation
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint
from portal.primitives.period import Period

# A customer lends what the own occupancy shows (`customers.bases`), and nothing else.
LENDABLE = (DataKind.HISTORY, DataKind.INDEX, DataKind.TECHNICAL)


def _values(states: Iterable[StrEnum]) -> list[str]:
    return [state.value for state in states]


_UNANSWERED = _values([MandateState.REQUESTED, MandateState.TIMED_OUT, MandateState.WITHDRAWN])
_COUNTS_TO_END = _values([MandateState.SIGNED, MandateState.UNDER_REVIEW, MandateState.ACTIVE])


class Mandate(models.Model):
    """A permission of a customer (the grantor) to an organisation (the holder).

    A request whose EANs nobody occupies, or nobody knows, has no grantor: it stays unanswered like any other,
    and the holder cannot tell. `ends_on` is the last day on which the mandate counts; the data period is
    half-open, and without an end it goes on as long as the mandate. The terms are those that the grantor agreed
    to, or is about to: what the holder asked for stays in `asked` and in the points.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    grantor = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="mandates")
    state = models.CharField(max_length=12)
    begun_by = models.CharField(max_length=8)
    language = models.CharField(max_length=2, default="fr")  # of the document
    purpose = models.CharField(max_length=200)
    reference = models.CharField(max_length=60, blank=True)  # the holder's own, never shown to others
    kinds = ArrayField(models.CharField(max_length=20))
    granularity = models.PositiveSmallIntegerField()
    data_start = models.DateField()
    data_end = models.DateField(null=True)  # not included
    ends_on = models.DateField()  # the last day
    asked = models.JSONField(default=dict)  # the terms of the request, see `terms.Terms.as_json`
    asked_by = models.CharField(max_length=64, blank=True)  # public id of the member who asked
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="renewals")
    created_at = models.DateTimeField()
    addressed_at = models.DateTimeField(null=True)  # when the request was brought to whom it concerns, if anybody
    times_out_at = models.DateTimeField()  # unanswered or unsigned until then
    active_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)
    reminded = ArrayField(models.PositiveSmallIntegerField(), default=list)  # days before the end

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(MandateState)), name="mandate_state_known"),
            models.CheckConstraint(
                condition=Q(grantor__isnull=False) | Q(begun_by=Mover.HOLDER.value, state__in=_UNANSWERED),
                name="mandate_grantor_known",
            ),
            models.CheckConstraint(
                condition=Q(data_end__isnull=True) | Q(data_end__gt=F("data_start")), name="mandate_data_ordered"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("data_start")), name="mandate_ends_after_start"),
            models.CheckConstraint(
                condition=Q(granularity__in=[each.value for each in Granularity]), name="mandate_granularity_known"
            ),
            models.CheckConstraint(
                condition=Q(kinds__len__gt=0, kinds__contained_by=_values(LENDABLE)), name="mandate_kinds_lendable"
            ),
            models.CheckConstraint(
                condition=~Q(state=MandateState.ACTIVE.value) | Q(active_at__isnull=False),
                name="mandate_active_since",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-created_at", "-id"], name="mandate_by_holder"),
            models.Index(fields=["grantor", "-created_at"], name="mandate_by_grantor"),
            models.Index(
                fields=["id"],
                condition=Q(state=MandateState.REQUESTED.value, addressed_at=None),
                name="mandate_to_address",
            ),
            models.Index(
                fields=["ends_on"],
                condition=Q(state__in=_COUNTS_TO_END),
                name="mandate_to_expire",
            ),
            models.Index(
                fields=["times_out_at"],
                condition=Q(state__in=_values(sorted(ANSWERABLE))),
                name="mandate_to_time_out",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def data_period(self) -> Period:
        """Which days' data, before the occupancy and the last three years are taken into account."""
        after = self.ends_on + timedelta(days=1)
        return Period(self.data_start, min(self.data_end or after, after))

    def counts_on(self, day: date) -> bool:
        """Whether it gives a right on that day, as far as its state and term go."""
        return self.state == MandateState.ACTIVE and day <= self.ends_on


class RequestedPoint(models.Model):
    """An EAN of a request, as the holder gave it: it may be nobody's."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="points")
    ean = models.CharField(max_length=18)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "ean"], name="requested_point_once"),
            models.CheckConstraint(condition=Q(ean__regex=r"^[0-9]{18}$"), name="requested_point_ean_digits"),
        ]
        indexes = [models.Index(fields=["ean"], name="requested_point_by_ean")]

    def __str__(self) -> str:
        return f"point {self.pk}"


class MandateScope(models.Model):
    """One kind of data of one access point that a mandate names, through the grantor's occupancy.

    `active` while the mandate is active and the occupancy lasts, as far as events tell: rights are derived from
    the periods in any case. Holder and grantor stand here too, so that the database holds one active mandate per
    (grantor, holder, access point, kind). `replaced` by a newer mandate: it never comes back.
    """

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="scopes")
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    grantor = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    occupancy = models.ForeignKey(Occupancy, on_delete=models.PROTECT, related_name="mandate_scopes")
    access_point = models.ForeignKey(AccessPoint, on_delete=models.PROTECT, related_name="mandate_scopes")
    kind = models.CharField(max_length=20)
    active = models.BooleanField(default=False)
    replaced = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "occupancy", "kind"], name="mandate_scope_once"),
            models.UniqueConstraint(
                fields=["holder", "access_point", "grantor", "kind"],
                condition=Q(active=True),
                name="mandate_scope_one_active",
            ),
            models.CheckConstraint(
                condition=~Q(active=True, replaced=True), name="mandate_scope_replaced_is_over"
            ),
            models.CheckConstraint(condition=Q(kind__in=_values(LENDABLE)), name="mandate_scope_kind_lendable"),
        ]

    def __str__(self) -> str:
        return f"scope {self.pk}"


class MandateDocument(models.Model):
    """The exact paper that is signed: made once from the terms; its hash is what a signature names."""

    mandate = models.OneToOneField(Mandate, on_delete=models.CASCADE, related_name="document")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    text_version = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"document {self.pk}"


class Signature(models.Model):
    """One accepted signature, and the evidence for it."""

    mandate = models.OneToOneField(Mandate, on_delete=models.PROTECT, related_name="signature")
    way = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)  # of the document that was read
    text_version = models.CharField(max_length=10)
    factor = models.CharField(max_length=40)  # what proved who signs: "code:sms", "certificate", "review"
    signed_at = models.DateTimeField()
    detail = models.JSONField(default=dict)  # what else tells: session, certificate, findings; no name, no EAN
    sealed = models.BinaryField(null=True)  # the document under the operator's seal, or as it was signed elsewhere
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=_values(Way)), name="signature_way_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="signature_names_document"),
        ]
        indexes = [models.Index(fields=["signed_at"], condition=Q(sealed_at=None), name="signature_to_seal")]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class RequestList(models.Model):
    """A list of EANs for which an organisation asked in one go, with an outcome for each line."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="request_lists")
    asked_by = models.CharField(max_length=64)  # public id of the member
    token = models.UUIDField(unique=True)  # of the form: sent twice it is one list
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder", "-created_at"], name="request_list_by_holder")]

    def __str__(self) -> str:
        return str(self.public_id)


class RequestLine(models.Model):
    """One line of a list, as it was given, and what came of it: "asked", or the code of what is wrong with it."""

    list = models.ForeignKey(RequestList, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()  # of the line in the file
    ean = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=20)
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="request_line_once")]

    def __str__(self) -> str:
        return f"line {self.pk}"
