"""What is said of a leg, and what may be sent."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.columns import COLUMNS, CONTACT
from connectmyhome.application.models import Attachment
from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Utility
from portal.ui.fields import no_ean
from portal.uploads.documents import MOST_BYTES, MOST_PAGES

STATES = [state.value for state in LegState]
KINDS = [kind.value for kind in AttachmentKind]
UTILITIES = [utility.value for utility in Utility]
_NAMED = sorted({key.value for columns in COLUMNS.values() for key in columns})
_WORDS = "In words that the applicant reads; without an EAN."
_BESIDE = (*CONTACT, "commune", "commune_nis")

# Described field by field, sent as `payload.given` has it: no second place names what an operator is given.
_GIVEN = inline_serializer(
    "Given",
    {name: serializers.CharField() for name in _BESIDE}
    | {name: serializers.JSONField(required=False) for name in _NAMED},
)


class LegStateSerializer(serializers.Serializer[Leg]):
    """Where a leg is."""

    id = serializers.UUIDField(source="public_id")
    utility = serializers.ChoiceField(UTILITIES)
    state = serializers.ChoiceField(STATES)
    revision = serializers.IntegerField(help_text="One more at each change; in quotes it is the `ETag`.")
    own_reference = serializers.CharField(help_text="Your own number of this file.")
    sent_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    planned_on = serializers.DateField(allow_null=True)


class LegSerializer(LegStateSerializer):
    """A leg with what it gives of the application."""

    to_be_checked = serializers.BooleanField(help_text="Whether it is not certain that you connect this plot.")
    accepted_at = serializers.DateTimeField(allow_null=True)
    paid_on = serializers.DateField(allow_null=True)
    road_works = serializers.BooleanField()
    permits_on = serializers.DateField(allow_null=True, help_text="Since when all permits exist.")
    connected_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(help_text="Why it was refused.")
    closed_at = serializers.DateTimeField(allow_null=True)
    application = serializers.SerializerMethodField()

    @extend_schema_field(_GIVEN)
    def get_application(self, leg: Leg) -> dict[str, Any]:
        return dict(self.context["given"])


class DocumentSerializer(serializers.Serializer[Attachment]):
    """A file of the applicant."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(KINDS)
    name = serializers.CharField(help_text="As the applicant called the file.")
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    pages = serializers.IntegerField()
    sha256 = serializers.CharField()
    held = serializers.BooleanField(help_text="Whether no scanner looked for viruses.")
    added_at = serializers.DateTimeField()


class QuestionSerializer(serializers.Serializer[Question]):
    """A question to the applicant, or a document that is missing."""

    id = serializers.UUIDField(source="public_id")
    text = serializers.CharField()
    document = serializers.ChoiceField(["", *KINDS], help_text="The one that is missing; empty for a question.")
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_with = serializers.UUIDField(
        source="attachment.public_id", allow_null=True, default=None, help_text="The document that was sent."
    )
    answered_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class OfferSerializer(serializers.Serializer[Offer]):
    """An offer that you made."""

    id = serializers.UUIDField(source="public_id")
    amount = serializers.DecimalField(max_digits=9, decimal_places=2, help_text="EUR, VAT included.")
    valid_until = serializers.DateField(help_text="The last day.")
    pages = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="Of your document.")
    made_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(
        allow_null=True, help_text="Declined, replaced, expired, or gone with the leg."
    )
    declined_because = serializers.CharField(help_text="As the applicant says.")


class LegsQuery(serializers.Serializer[None]):
    """Which legs."""

    state = serializers.ChoiceField(STATES, required=False)
    changed_since = serializers.DateTimeField(required=False, help_text="This moment included.")


class Nothing(serializers.Serializer[None]):
    """No more is to be said."""


class StudyBody(serializers.Serializer[None]):
    own_reference = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        validators=[no_ean],
        help_text="Your own number of this file.",
    )


class ReasonBody(serializers.Serializer[None]):
    reason = serializers.CharField(max_length=500, validators=[no_ean], help_text=_WORDS)


class QuestionBody(serializers.Serializer[None]):
    text = serializers.CharField(max_length=2000, validators=[no_ean], help_text=_WORDS)


class MissingBody(QuestionBody):
    document = serializers.ChoiceField(KINDS)


class OfferBody(serializers.Serializer[None]):
    amount = serializers.DecimalField(
        max_digits=9, decimal_places=2, min_value=Decimal(0), help_text="EUR, VAT included."
    )
    valid_until = serializers.DateField(help_text="The last day; not in the past.")
    document = serializers.FileField(
        help_text=f"A PDF of at most {MOST_BYTES // 1024 // 1024} MB and {MOST_PAGES} pages."
    )


class PaymentBody(serializers.Serializer[None]):
    paid_on = serializers.DateField()


class PermitsBody(serializers.Serializer[None]):
    exist_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="Since when all permits exist. Without it: road works need permits that do not exist yet.",
    )


class DayBody(serializers.Serializer[None]):
    day = serializers.DateField()


class ConnectedBody(serializers.Serializer[None]):
    connected_on = serializers.DateField()
