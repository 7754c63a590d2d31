"""Applications, consents, and the files that come with them."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.states import ApplicationState
from connectmyhome.operators import Operator
from connectmyhome.territory.models import Commune


class ApplicationStateChoices(models.TextChoices):
    """The states in words."""

    DRAFT = ApplicationState.DRAFT, _("not sent yet")
    SENT = ApplicationState.SENT, _("sent")
    CLOSED = ApplicationState.CLOSED, _("finished")
    ERASED = ApplicationState.ERASED, _("erased")


class AttachmentKindChoices(models.TextChoices):
    """The kinds of files in words."""

    SITE_PLAN = AttachmentKind.SITE_PLAN, _("Site plan")
    PERMIT = AttachmentKind.PERMIT, _("Building permit")
    PHOTO = AttachmentKind.PHOTO, _("Photo")
    CERTIBEAU = AttachmentKind.CERTIBEAU, _("CertIBEau certificate")
    MANDATE = AttachmentKind.MANDATE, _("Signed mandate of the owner")
    OTHER = AttachmentKind.OTHER, _("Other document")


class NotifyBy(models.TextChoices):
    """How the applicant is told of changes."""

    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("By SMS")


class Application(models.Model):
    """One request for the connections of a home. `answers` are by `answers.Key`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the trace's subject
    reference = models.CharField(max_length=16, unique=True)  # for people: said on the phone, written on plans
    state = models.CharField(
        max_length=8, choices=ApplicationStateChoices.choices, default=ApplicationState.DRAFT.value
    )
    language = models.CharField(max_length=2)
    email = models.EmailField(blank=True)  # "" once erased
    mobile = models.CharField(max_length=16, blank=True)  # E.164
    notify_by = models.CharField(max_length=5, choices=NotifyBy.choices, default=NotifyBy.EMAIL)
    commune = models.ForeignKey(Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    revision = models.PositiveIntegerField(
        default=0
    )  # one more at each change: two tabs do not overwrite each other
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ApplicationState]), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="erased") | Q(email="", mobile="", answers={}),
                name="application_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "closed"]) | Q(sent_at__isnull=False), name="application_sent_when"
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="application_to_tidy")]

    def __str__(self) -> str:
        return self.reference


class ResumeLink(models.Model):
    """A link that went to the application's address and takes it up again, once. Only a digest of it is kept."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link {self.pk}"


class Consent(models.Model):
    """The applicant's word that one operator may have the part of the application that is for it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="consents")
    operator = models.CharField(max_length=10)
    text_version = models.CharField(max_length=20)  # of the words that were agreed to
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(operator__in=[operator.value for operator in Operator]),
                name="consent_operator_known",
            ),
            models.UniqueConstraint(
                fields=["application", "operator"], condition=Q(withdrawn_at=None), name="consent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class Attachment(models.Model):
    """A file of the application. Which operators may see its kind is in `application.columns`; what answers an
    operator's question is for that operator only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=10, choices=AttachmentKindChoices.choices)
    only_for = models.CharField(max_length=10, blank=True)  # an operator's code; "" is all whose columns name it
    name = models.CharField(max_length=120)  # as the applicant called the file
    media_type = models.CharField(max_length=20)  # application/pdf, image/jpeg
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes
    pages = models.PositiveSmallIntegerField(default=1)
    held = models.BooleanField()  # no scanner looked for viruses: operators are told
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "only_for", "sha256"], name="attachment_once"
            ),  # a doubled upload adds nothing
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
