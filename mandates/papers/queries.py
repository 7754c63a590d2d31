"""Papers and the mandates that wait for one, scoped to who may see them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mandates.models import Mandate
from mandates.papers.models import Review, SignedPaper
from mandates.papers.states import OPEN, WITH_PEOPLE
from mandates.queries import held_by
from mandates.states import ANSWERABLE, MandateState
from portal.access.actor import Actor
from portal.accounts.models import Membership

SIGNABLE = frozenset({*ANSWERABLE, MandateState.UNDER_REVIEW})


def of_grantor(actor: Actor) -> QuerySet[Mandate]:
    """The mandates that the actor is the grantor of, and that have a document to sign."""
    return Mandate.objects.filter(grantor__user=actor.user_id, document__isnull=False).select_related("document")


def of_holder(actor: Actor) -> QuerySet[Mandate]:
    """What the actor’s organisation asked for, whether or not there is a customer who could answer; what a grantor
    drafts is not among it."""
    return held_by(actor)


def papers_of(mandate: Mandate, *, by_holder: bool) -> QuerySet[SignedPaper]:
    """What this side sent, the latest first."""
    found = SignedPaper.objects.filter(mandate=mandate, by_holder=by_holder)
    return found.defer("content").prefetch_related("reviews").order_by("-uploaded_at")


def open_paper(mandate: Mandate) -> SignedPaper | None:
    """The one that is not decided yet."""
    return SignedPaper.objects.filter(mandate=mandate, state__in=OPEN).defer("content").first()


def waiting(actor: Actor) -> QuerySet[SignedPaper]:
    """What the member of staff may judge, the oldest first (R15): nothing that the person sent, granted, would
    hold, or has judged before."""
    found = SignedPaper.objects.filter(~_own(actor), state__in=WITH_PEOPLE, mandate__state__in=SIGNABLE)
    return found.defer("content").order_by("uploaded_at")


def for_reviewer(actor: Actor) -> QuerySet[SignedPaper]:
    """What the member of staff may judge, and what the person has judged."""
    seen = Q(pk__in=waiting(actor).values("pk")) | Q(Exists(_judged(actor)))
    found = SignedPaper.objects.filter(seen).select_related("mandate__grantor", "mandate__holder")
    return found.defer("content").prefetch_related("reviews")


def sent_before(paper: SignedPaper) -> bool:
    """Whether the same file came for another mandate."""
    return SignedPaper.objects.filter(sha256=paper.sha256).exclude(mandate=paper.mandate_id).exists()


def _own(actor: Actor) -> Q:
    holder = Membership.objects.filter(user=actor.user_id, organisation=OuterRef("mandate__holder"), ended_at=None)
    granted = Mandate.objects.filter(pk=OuterRef("mandate"), grantor__user=actor.user_id)
    return Q(uploaded_by=actor.id) | Q(Exists(granted)) | Q(Exists(holder)) | Q(Exists(_judged(actor)))


def _judged(actor: Actor) -> QuerySet[Review]:
    return Review.objects.filter(paper=OuterRef("pk"), reviewer=actor.id)
