"""Deliveries of EANs, calls about them, and requests for more than two (R6). No row here holds an EAN."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.customers.models import Occupancy
from portal.ean_delivery.states import DeliveryState, Match, RequestState

_LETTER_FOLLOWS = pgettext_lazy("state of a delivery", "the SMS could not be delivered, a letter leaves tomorrow")


class DeliveryStateChoices(models.TextChoices):
    """The states in words: for the occupant, and for staff."""

    REQUESTED = DeliveryState.REQUESTED, pgettext_lazy("state of a delivery", "being prepared")
    REFUSED = DeliveryState.REFUSED, pgettext_lazy("state of a delivery", "refused")
    BY_SMS = DeliveryState.BY_SMS, pgettext_lazy("state of a delivery", "sent by SMS")
    SMS_FAILED = DeliveryState.SMS_FAILED, _LETTER_FOLLOWS
    BY_LETTER = DeliveryState.BY_LETTER, pgettext_lazy("state of a delivery", "a letter is on its way")
    LETTER_FOLLOWS = DeliveryState.LETTER_FOLLOWS, _LETTER_FOLLOWS
    POSTED = DeliveryState.POSTED, pgettext_lazy("state of a delivery", "posted")
    ARRIVED = DeliveryState.ARRIVED, pgettext_lazy("state of a delivery", "arrived")
    LOST = DeliveryState.LOST, pgettext_lazy("state of a delivery", "could not be delivered")
    REGISTERED = DeliveryState.REGISTERED, pgettext_lazy("state of a delivery", "registered, answered by letter")
    CANCELLED = DeliveryState.CANCELLED, pgettext_lazy("state of a delivery", "stopped: the occupant has left")


class EanDelivery(models.Model):
    """One wish to have the EANs of a home. Bound to an occupancy when the address and the meter number are right;
    what was typed is erased once judged."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField(unique=True)  # of the form: sent twice, it is one delivery
    state = models.CharField(
        max_length=12, choices=DeliveryStateChoices.choices, default=DeliveryState.REQUESTED.value
    )
    typed = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2)
    occupancy = models.ForeignKey(Occupancy, null=True, on_delete=models.PROTECT, related_name="ean_deliveries")
    actor_kind = models.CharField(max_length=20)  # an `ActorKind`
    actor_id = models.CharField(max_length=64, blank=True)  # pseudonymous: of the resident, of the member of staff
    role = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=200, blank=True)  # the reason that staff gave
    requested_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "EAN deliveries"
        indexes = [
            models.Index(
                fields=["changed_at"],
                condition=Q(state__in=[DeliveryState.REQUESTED, DeliveryState.SMS_FAILED]),
                name="ean_delivery_waiting",
            ),
            models.Index(fields=["occupancy", "-requested_at"], name="ean_delivery_by_occupancy"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(DeliveryState)), name="ean_delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.REQUESTED) | Q(typed={}), name="ean_delivery_typed_erased"
            ),
            models.CheckConstraint(
                condition=Q(occupancy__isnull=False)
                | Q(state__in=[DeliveryState.REQUESTED, DeliveryState.REFUSED]),
                name="ean_delivery_bound_when_right",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Call(models.Model):
    """A call at the contact centre: what the caller said was right or not, and the delivery that followed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff_id = models.CharField(max_length=64)  # pseudonymous
    reference = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    right = models.BooleanField()
    occupancy = models.ForeignKey(Occupancy, null=True, on_delete=models.PROTECT, related_name="ean_calls")
    delivery = models.OneToOneField(EanDelivery, null=True, on_delete=models.PROTECT, related_name="call")

    class Meta:
        indexes = [models.Index(fields=["staff_id", "-at"], name="ean_call_by_staff")]
        constraints = [
            models.CheckConstraint(
                condition=Q(right=True, occupancy__isnull=False) | Q(right=False, occupancy__isnull=True),
                name="ean_call_right_has_home",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RequestStateChoices(models.TextChoices):
    """The states in words."""

    REGISTERED = RequestState.REGISTERED, pgettext_lazy("state of a request", "registered")
    IN_HAND = RequestState.IN_HAND, pgettext_lazy("state of a request", "in hand")
    ANSWERED = RequestState.ANSWERED, pgettext_lazy("state of a request", "answered")
    RETURNED = (
        RequestState.RETURNED,
        pgettext_lazy("state of a request", "the letter did not arrive, we answer again"),
    )
    REFUSED = RequestState.REFUSED, pgettext_lazy("state of a request", "refused")
    WITHDRAWN = RequestState.WITHDRAWN, pgettext_lazy("state of a request", "withdrawn")


class MatchChoices(models.TextChoices):
    """What became of a line, in words."""

    FOUND = Match.FOUND, pgettext_lazy("line of a request", "found")
    NOT_FOUND = Match.NOT_FOUND, pgettext_lazy("line of a request", "not found")
    OTHER = Match.OTHER, pgettext_lazy("line of a request", "another customer’s")


class AnswerBy(models.TextChoices):
    """How the requester wants to hear of the request. EANs themselves go by post."""

    EMAIL = "email", _("By e-mail, and the EAN numbers by post")
    POST = "post", _("By post only")


class EanRequest(models.Model):
    """A request for more than two EANs: a home with many access points, or a company's list."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField(unique=True)  # of the form, or of the delivery that was too large
    reference = models.CharField(max_length=12, unique=True)  # for a letter and the telephone
    state = models.CharField(
        max_length=10, choices=RequestStateChoices.choices, default=RequestState.REGISTERED.value
    )
    company = models.CharField(max_length=150, blank=True)  # empty: an occupant's own home
    contact = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    answer_by = models.CharField(max_length=5, choices=AnswerBy.choices, default=AnswerBy.POST.value)
    wish = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    occupancy = models.ForeignKey(Occupancy, null=True, on_delete=models.PROTECT, related_name="ean_requests")
    registered_at = models.DateTimeField()
    answer_on = models.DateField()  # the last day to answer
    handler = models.CharField(max_length=64, blank=True)  # pseudonymous
    purpose = models.CharField(max_length=200, blank=True)  # the reason that the handler gave before opening it
    explanation = models.CharField(max_length=500, blank=True)  # of the decision, for who asked
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["answer_on", "id"],
                condition=Q(state__in=[RequestState.REGISTERED, RequestState.IN_HAND, RequestState.RETURNED]),
                name="ean_request_open",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(RequestState)), name="ean_request_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[RequestState.REGISTERED, RequestState.WITHDRAWN]) | ~Q(handler=""),
                name="ean_request_has_handler",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class EanRequestLine(models.Model):
    """One address and meter number of a list, and what the register says of it."""

    request = models.ForeignKey(EanRequest, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()  # in the list as it came
    street = models.CharField(max_length=120)
    house_number = models.CharField(max_length=12)
    box = models.CharField(max_length=12, blank=True)
    postal_code = models.CharField(max_length=4)
    meter_number = models.CharField(max_length=20)
    match = models.CharField(max_length=9, choices=MatchChoices.choices, blank=True)  # empty: not looked at yet
    occupancy = models.ForeignKey(Occupancy, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="ean_request_line_once")]

    def __str__(self) -> str:
        return f"line {self.number} of {self.request_id}"
