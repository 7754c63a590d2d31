"""Signed papers, and who judged them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from mandates.models import Mandate
from mandates.papers.states import OPEN, WITH_PEOPLE, PaperState
from mandates.states import Way


class StateChoices(models.TextChoices):
    """The states in words."""

    RECEIVED = PaperState.RECEIVED, pgettext_lazy("state of a signed paper", "being checked")
    REVIEW = PaperState.REVIEW, pgettext_lazy("state of a signed paper", "to be read by one of us")
    SECOND_REVIEW = (
        PaperState.SECOND_REVIEW,
        pgettext_lazy("state of a signed paper", "read by another of us"),
    )
    ACCEPTED = PaperState.ACCEPTED, pgettext_lazy("state of a signed paper", "accepted")
    REJECTED = PaperState.REJECTED, pgettext_lazy("state of a signed paper", "not accepted")
    VOID = PaperState.VOID, pgettext_lazy("state of a signed paper", "no longer needed")


class SignedPaper(models.Model):
    """A PDF that somebody sent as the signed mandate: signed elsewhere with a certificate, or a scan.

    `findings` is what the worker found, as a list of {"code", "passed", "detail"}. `content` is erased some months
    after the decision: of an accepted paper, the mandate's signature keeps it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="papers")
    way = models.CharField(max_length=10)
    state = models.CharField(max_length=14, choices=StateChoices.choices, default=PaperState.RECEIVED)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    document_sha256 = models.CharField(max_length=64, blank=True)  # of the mandate's document then; "" without one
    pages = models.PositiveSmallIntegerField()
    held = models.BooleanField()  # no scanner looked for viruses: a person decides
    by_holder = models.BooleanField()  # a member of the holder sent it, not the grantor
    uploaded_by = models.CharField(max_length=64)  # public id of the user
    uploaded_at = models.DateTimeField()
    findings = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)  # of workers that began to judge it
    two_readers = models.BooleanField()  # drawn by lot: a second person looks at it as well
    handler = models.CharField(max_length=64, blank=True)  # public id of the member of staff who opened it
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mandate"],
                condition=Q(state__in=[state.value for state in sorted(OPEN)]),
                name="signed_paper_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PaperState]), name="signed_paper_state_known"
            ),
            models.CheckConstraint(
                condition=Q(way__in=[Way.ELSEWHERE.value, Way.PAPER.value]), name="signed_paper_way_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in sorted(OPEN)]) | Q(content__isnull=False),
                name="signed_paper_kept_while_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_at"],
                condition=Q(state__in=[state.value for state in sorted(WITH_PEOPLE)]),
                name="signed_paper_waiting",
            ),
            models.Index(
                fields=["uploaded_at"],
                condition=Q(state=PaperState.RECEIVED.value),
                name="signed_paper_to_judge",
            ),
            models.Index(fields=["sha256"], name="signed_paper_by_content"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_with_people(self) -> bool:
        return self.state in WITH_PEOPLE

    @property
    def page_numbers(self) -> range:
        return range(1, self.pages + 1)

    @property
    def answers(self) -> dict[str, bool | None]:
        """What was found, without the data that belong to it."""
        return {finding["code"]: finding["passed"] for finding in self.findings}


class Review(models.Model):
    """One person's decision about one paper. Whoever sent it decides nothing about it (R15)."""

    paper = models.ForeignKey(SignedPaper, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.CharField(max_length=64)  # public id of the member of staff
    uploaded_by = models.CharField(max_length=64)  # as in the paper, so that the database can compare
    accepted = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)  # code of `rules.REASONS`, when not accepted
    note = models.CharField(max_length=300, blank=True)  # for colleagues
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "reviewer"], name="review_each_reader_once"),
            models.CheckConstraint(condition=~Q(reviewer=F("uploaded_by")), name="review_not_by_uploader"),
            models.CheckConstraint(condition=Q(accepted=True) | ~Q(reason=""), name="review_refusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
