"""What a worker does with an event: claim it, tell it, record what came of it.

No transaction is open while an endpoint is called. Each function may be called at any time, by any number of
workers: what is not due, or held by another one, is left alone. A worker that is lost after the request leaves a
claim whose lease runs out: the event is told again under the same id.
"""

import random
from datetime import datetime, timedelta

import orjson
import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from portal.accounts.operations.reminders import recipients
from portal.accounts.queries import members
from portal.accounts.webhooks import secret_keys
from portal.accounts.webhooks.holding import hold
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.sending import Answer, post
from portal.accounts.webhooks.states import DeliveryState, EndpointState, delivery_sources, endpoint_sources
from portal.messaging.operations import enqueue
from portal.messaging.sweeping import take_up
from portal.primitives.elapsing import clock_from

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)  # above the time limit of the task
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
BREATH, LONGEST_BREATH = timedelta(seconds=30), timedelta(minutes=5)
FAILING_FOR = timedelta(days=3)  # nothing got through for so long: the endpoint is stopped
KEEP = timedelta(days=30)  # what ended, so that it can be told again

_DUE = Q(endpoint__state=EndpointState.ACTIVE)


def deliver(delivery_id: int, *, now: datetime) -> None:
    """Tell this event if it is due at `now`."""
    clock = clock_from(now)
    delivery = claim(delivery_id, now=now)
    if delivery is None:
        return
    endpoint = delivery.endpoint
    body = orjson.dumps(delivery.payload)
    secrets = [endpoint.secret]
    if endpoint.former_secret and endpoint.former_until is not None and endpoint.former_until > now:
        secrets.append(endpoint.former_secret)
    try:
        headers = secret_keys.signed_headers(secrets, message_id=delivery.message_id, body=body, at=clock())
    except secret_keys.SecretLost:
        answer = Answer(error="secret")
    else:
        kind = {"content-type": "application/json", "user-agent": "Raccord-Webhooks/1"}
        answer = post(endpoint.url, body=body, headers=kind | headers)
    log.info("webhooks.told", delivery_id=delivery.pk, status=answer.status, error=answer.error)
    record_answer(delivery, answer, now=clock())


def claim(delivery_id: int, *, now: datetime) -> Delivery | None:
    """Take an event for one lease. None when it is not due, or when another worker has it."""
    due = Q(state=DeliveryState.QUEUED, not_before__lte=now) | Q(state=DeliveryState.CLAIMED, lease_until__lte=now)
    with transaction.atomic(durable=True):
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("endpoint__organisation")
            .filter(_DUE, due, pk=delivery_id)
            .first()
        )
        if delivery is None:
            return None
        delivery.claims += 1
        delivery.tries += 1
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.CLAIMED,
            claims=delivery.claims,
            tries=delivery.tries,
            lease_until=now + LEASE,
            changed_at=now,
        )
    return delivery


@transaction.atomic
def record_answer(delivery: Delivery, answer: Answer, *, now: datetime) -> None:
    """Write down what came of a try, unless another worker took the event over, or its endpoint was removed."""
    endpoint = hold(delivery.endpoint_id)
    asked = answer.asks_to_wait(now)
    if answer.is_taken:
        to, again = DeliveryState.DELIVERED, delivery.not_before
    elif answer.status == 410 or delivery.tries > len(PAUSES):
        to, again = DeliveryState.FAILED, delivery.not_before
    else:
        to, again = DeliveryState.QUEUED, now + max(_pause(delivery.tries), asked)
    held = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.CLAIMED, state__in=delivery_sources(to), claims=delivery.claims
    )
    moved = held.update(
        state=to,
        not_before=again,
        lease_until=None,
        swept_at=None,
        status=answer.status,
        error=answer.error,
        changed_at=now,
    )
    if moved and answer.is_taken:
        Endpoint.objects.filter(pk=endpoint.pk).exclude(failing_since=None).update(failing_since=None)
    elif moved:
        _note_failure(endpoint, answer, now=now)


def due(*, now: datetime) -> list[int]:
    """Ids of events that are due and for which no worker was woken lately. Marks them as woken."""
    waiting = Q(state=DeliveryState.QUEUED, not_before__lte=now)
    abandoned = Q(state=DeliveryState.CLAIMED, lease_until__lte=now)
    return take_up(Delivery.objects.filter(_DUE, waiting | abandoned), now=now)


def tidy(*, now: datetime) -> None:
    """Forget what was told a month ago, and secrets that no longer sign; bring the others under the newest key."""
    ended = [DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.CANCELLED]
    told_long_ago = Q(state__in=ended, changed_at__lt=now - KEEP)
    left_waiting = Q(created_at__lt=now - 3 * KEEP)  # of an endpoint that nobody let go on
    for endpoint_id in list(Endpoint.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            hold(endpoint_id)
            Delivery.objects.filter(told_long_ago | left_waiting, endpoint_id=endpoint_id).delete()
    Endpoint.objects.filter(former_until__lte=now).update(former_secret="", former_until=None)
    for field in ("secret", "former_secret"):
        for endpoint in Endpoint.objects.exclude(**{field: ""}).exclude(state=EndpointState.REMOVED):
            _reseal(endpoint, field)


def _reseal(endpoint: Endpoint, field: str) -> None:
    sealed: str = getattr(endpoint, field)
    if secret_keys.is_under_newest(sealed):
        return
    try:
        again = secret_keys.reseal(sealed)
    except secret_keys.SecretLost:
        log.error("webhooks.secret_lost", endpoint_id=endpoint.pk)
        return
    Endpoint.objects.filter(pk=endpoint.pk, **{field: sealed}).update(**{field: again})


def _note_failure(endpoint: Endpoint, answer: Answer, *, now: datetime) -> None:
    """Stop an endpoint that is gone, or that nothing reached for days, and tell those who run it."""
    mine = Endpoint.objects.filter(pk=endpoint.pk, state__in=endpoint_sources(EndpointState.GONE))
    if answer.status == 410:
        stopped = mine.update(state=EndpointState.GONE, failing_since=Coalesce(F("failing_since"), now))
    else:
        mine.filter(failing_since=None).update(failing_since=now)
        if answer.status is None or answer.status == 429 or answer.status >= 500:
            _spare(endpoint, answer, now=now)
        stopped = mine.filter(failing_since__lte=now - FAILING_FOR).update(state=EndpointState.FAILING)
    if not stopped:
        return
    organisation = endpoint.organisation
    for number, recipient in recipients(organisation, members(organisation, now=now)):
        enqueue(
            template="webhook_ended.email",
            to=recipient,
            context={"gone": answer.status == 410},
            key=f"webhook_ended:{endpoint.public_id}:{now.isoformat()}:{number}",
            now=now,
        )


def _spare(endpoint: Endpoint, answer: Answer, *, now: datetime) -> None:
    """Let what else is due wait a while: as long as the endpoint asks, else the longer, the longer it has been
    away. One try after the other, each of ten seconds, would keep the workers from everything else. A wait that is
    not the event's fault costs no try."""
    away = now - (endpoint.failing_since or now)
    asked = answer.asks_to_wait(now)
    until = now + max(asked, min(max(away, BREATH), LONGEST_BREATH))
    queued = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.QUEUED, not_before__lt=until)
    (queued if asked else queued.exclude(tries__gt=0)).update(not_before=until, swept_at=None)


def _pause(tries: int) -> timedelta:
    """After so many tries; up to a tenth longer, so that what failed together does not come back together."""
    return PAUSES[tries - 1] * random.uniform(1, 1.1)  # noqa: S311 (spreads load)
