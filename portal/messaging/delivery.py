"""What a worker does with a message: claim it, send it, record what came of it, find out what became of it.

No transaction is open while a provider is called. Each function may be called at any time, by any number of
workers, any number of times: what is not due, or held by another worker, is left alone.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare

from portal.messaging import caps, texts
from portal.messaging.channels import (
    Channel,
    Draft,
    NotNow,
    Outcome,
    Parcel,
    ProviderAway,
    Refused,
    Taken,
    Unknown,
)
from portal.messaging.channels.email import EmailChannel
from portal.messaging.channels.letter import LetterChannel
from portal.messaging.channels.sms import SmsChannel
from portal.messaging.models import ChannelChoices, Message, MessageAttempt
from portal.messaging.moves import back_to_queue, move
from portal.messaging.states import AT_PROVIDER, FINAL, State, may_move, sources
from portal.primitives.elapsing import clock_from
from portal.primitives.errors import InvalidValue

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=45)  # above the provider's time-out
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
FOLLOW_UP = timedelta(minutes=10)  # without a callback for so long, we ask
FOLLOW_UP_ENDS = timedelta(days=2)
COST_KNOWN_WITHIN = timedelta(days=3)  # later it is not asked for any more
COSTS_AT_ONCE = 200

CHANNELS: dict[str, Channel] = {
    ChannelChoices.SMS: SmsChannel(),
    ChannelChoices.EMAIL: EmailChannel(),
    ChannelChoices.LETTER: LetterChannel(),
}


def deliver(message_id: int, *, now: datetime) -> None:
    """Do what is due for this message at `now`."""
    clock = clock_from(now)
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        log.info("messaging.no_such_message", message_id=message_id)
        return
    if message.state == State.CLAIMED and _lease_ran_out(message, now):
        _release(message, now)
    elif message.state == State.SENDING and _lease_ran_out(message, now):
        _left_open(message, now)
        _resolve(message_id, now, clock)
    elif message.state == State.UNKNOWN:
        _resolve(message_id, now, clock)
    elif message.state in AT_PROVIDER:
        _follow_up(message, now)
    _send(message_id, now, clock)


def _lease_ran_out(message: Message, now: datetime) -> bool:
    return message.lease_until is not None and message.lease_until <= now


def _send(message_id: int, now: datetime, clock: Callable[[], datetime]) -> None:
    message = claim(message_id, now=now)
    if message is None:
        return
    held = Q(claims=message.claims)
    channel = CHANNELS[message.channel]
    draft = Draft(message.template, message.context, message.language, message.address, message.postal)
    try:
        prepared = channel.prepare(draft)
    except (texts.TextFault, InvalidValue) as fault:
        reason = f"address_{fault.code}" if isinstance(fault, InvalidValue) else "text"
        log.error("messaging.not_sendable", message_id=message_id, template=message.template, reason=reason)
        move(message_id, State.FAILED, now=now, among=[State.CLAIMED], only_if=held, reason=reason)
        return
    attempt = begin(message, prepared.text, now=clock())
    if attempt is None:
        return
    parcel = Parcel(
        to=prepared.to,
        text=prepared.text,
        file=prepared.file,
        message_id=str(message.public_id),
        attempt_id=str(attempt.public_id),
        seconds_left=(message.expires_at - clock()).total_seconds(),
    )
    _record(message, attempt, channel.send(parcel), now=clock())


def claim(message_id: int, *, now: datetime) -> Message | None:
    """Take a due message for one lease. None when it is not due, or when another worker has it.

    One that was cancelled, or that comes too late, ends here.
    """
    with transaction.atomic(durable=True):
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=message_id, state__in=sources(State.CLAIMED), not_before__lte=now)
            .first()
        )
        if message is None:
            return None
        if message.cancelled_at is not None or message.expires_at <= now:
            end = State.CANCELLED if message.cancelled_at is not None else State.EXPIRED
            move(message_id, end, now=now, reason=message.reason)
            return None
        message.claims += 1
        move(message_id, State.CLAIMED, now=now, claims=message.claims, lease_until=now + LEASE)
    return message


def begin(message: Message, text: str, *, now: datetime) -> MessageAttempt | None:
    """Write down that a request is about to be made. None when the claim is lost or a cap is reached."""
    held = Q(claims=message.claims)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:  # on disk before anything leaves, however the server is set up
            cursor.execute("SET LOCAL synchronous_commit TO on")
        if capped := caps.wait_until(message, now=now):
            name, until = capped
            log.warning("messaging.cap_reached", cap=name, message_id=message.pk)
            back_to_queue(
                message.pk, now=now, not_before=until, reason=f"cap_{name}", among=[State.CLAIMED], only_if=held
            )
            return None
        begun = move(
            message.pk,
            State.SENDING,
            now=now,
            among=[State.CLAIMED],
            only_if=held & Q(cancelled_at=None, expires_at__gt=now),
            lease_until=now + LEASE,
            attempt_count=F("attempt_count") + 1,
        )
        if not begun:
            return None
        return MessageAttempt.objects.create(
            message=message, channel=message.channel, started_at=now, text_digest=texts.digest(text.strip())
        )


def _record(message: Message, attempt: MessageAttempt, outcome: Outcome, *, now: datetime) -> None:
    """Write down what came of a request. A callback may have been quicker: then the row has moved on."""
    held = Q(claims=message.claims)
    sending = [State.SENDING]
    log.info("messaging.attempt", message_id=message.pk, outcome=type(outcome).__name__.lower())
    match outcome:
        case Taken(provider_id, status):
            _end(attempt, "accepted", now=now, provider_id=provider_id, status=status)
            _taken(message.pk, outcome, now=now, channel=message.channel)
        case NotNow(error):
            _end(attempt, "retry", now=now, error=error)
            pause = _pause(MessageAttempt.objects.filter(message=message).count())
            back_to_queue(
                message.pk,
                now=now,
                not_before=now + pause,
                reason=f"retry_{error}"[:60],
                among=sending,
                only_if=held,
            )
        case Refused(error):
            _end(attempt, "refused", now=now, error=error)
            reason = f"refused_{error}"[:60]
            move(message.pk, State.FAILED, now=now, among=sending, only_if=held, reason=reason)
        case Unknown(error):
            _end(attempt, "unknown", now=now, error=error)
            _await_callback(message, error, now=now, only_if=held)


def _end(
    attempt: MessageAttempt,
    outcome: str,
    *,
    now: datetime,
    error: str = "",
    provider_id: str = "",
    status: str = "",
) -> None:
    changes: dict[str, object] = {"outcome": outcome, "ended_at": now, "error": error[:60]}
    if provider_id:
        changes["provider_id"] = provider_id
    MessageAttempt.objects.filter(pk=attempt.pk).update(**changes)
    if status:
        MessageAttempt.objects.filter(pk=attempt.pk, status="").update(status=status)


def _taken(
    message_id: int, taken: Taken, *, now: datetime, channel: str, among: list[State] | None = None
) -> None:
    """The provider has it: remember under which id, and move on, unless a callback already moved it further."""
    if taken.provider_id:
        Message.objects.filter(pk=message_id, provider_id="").update(provider_id=taken.provider_id)
    check = None if CHANNELS[channel].final_when_taken else now + FOLLOW_UP
    changes: dict[str, Any] = {"not_before": check} if taken.status in AT_PROVIDER else {}
    move(message_id, taken.status, now=now, among=among, **changes)


def _pause(tries: int) -> timedelta:
    """How long to wait after so many tries: 5 s, 15 s, 45 s … a quarter of an hour, and not all at once."""
    seconds = min(FIRST_PAUSE.total_seconds() * 3 ** min(tries - 1, 9), LONGEST_PAUSE.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 (spreads load)


def _release(message: Message, now: datetime) -> None:
    """A worker was lost before anything left the house."""
    held = Q(claims=message.claims, lease_until__lte=now)
    back_to_queue(message.pk, now=now, not_before=now, reason="lease_ran_out", among=[State.CLAIMED], only_if=held)


def _left_open(message: Message, now: datetime) -> None:
    """A worker was lost after it began a request: nobody knows whether it got through.

    The lease was long enough for a callback, so the provider is asked at once.
    """
    MessageAttempt.objects.filter(message=message, ended_at=None).update(outcome="unknown", ended_at=now)
    held = Q(claims=message.claims, lease_until__lte=now)
    move(
        message.pk,
        State.UNKNOWN,
        now=now,
        among=[State.SENDING],
        only_if=held,
        reason="lease_ran_out",
        not_before=now,
    )


def _await_callback(message: Message, error: str, *, now: datetime, only_if: Q) -> None:
    until = now + timedelta(seconds=settings.MESSAGING_UNKNOWN_WAIT)
    reason = f"unknown_{error}"[:60]
    move(
        message.pk, State.UNKNOWN, now=now, among=[State.SENDING], only_if=only_if, reason=reason, not_before=until
    )


def _resolve(message_id: int, now: datetime, clock: Callable[[], datetime]) -> None:
    """No callback came: look for the message in the provider's list. Only when it is not there, send it again."""
    message = Message.objects.filter(pk=message_id, state=State.UNKNOWN, not_before__lte=now).first()
    attempts = list(message.attempts.order_by("started_at", "pk")) if message else []
    if message is None or not attempts:
        return
    attempt = attempts[-1]
    same = Q(attempt_count=message.attempt_count)
    channel = CHANNELS[message.channel]
    try:
        found = channel.find(
            message_id=str(message.public_id),
            to=message.address,
            since=attempts[0].started_at,
            is_ours=lambda text: any(
                constant_time_compare(texts.digest(text), one.text_digest) for one in attempts
            ),
            known=lambda provider_id: _is_known(provider_id, message),
        )
    except ProviderAway as away:
        log.warning("messaging.look_up_failed", message_id=message_id, error=away.error)
        Message.objects.filter(same, pk=message_id, state=State.UNKNOWN).update(
            not_before=clock() + _pause(2), changed_at=clock()
        )
        return
    at = clock()
    if found is not None:
        try:
            with transaction.atomic():
                _end(attempt, "found", now=at, provider_id=found.provider_id, status=found.status)
                _taken(message_id, found, now=at, channel=message.channel, among=[State.UNKNOWN])
        except IntegrityError:  # another message took that one meanwhile: look again
            log.info("messaging.found_taken", message_id=message_id)
        return
    _end(attempt, "not_found", now=at, error=attempt.error)
    again = now if len(attempts) == 1 else at + _pause(len(attempts))
    back_to_queue(message_id, now=at, not_before=again, reason="not_found", among=[State.UNKNOWN], only_if=same)


def _is_known(provider_id: str, message: Message) -> bool:
    return MessageAttempt.objects.filter(provider_id=provider_id).exclude(message=message).exists()


def _follow_up(message: Message, now: datetime) -> None:
    """No callback for a while: ask what became of it, ever less often, and at last no more."""
    if message.not_before is None or message.not_before > now or not message.provider_id:
        return
    age = now - message.created_at
    again = now + max(FOLLOW_UP, age) if age < FOLLOW_UP_ENDS else None
    Message.objects.filter(pk=message.pk, state=message.state).update(not_before=again)
    try:
        said = CHANNELS[message.channel].status_of(message.provider_id)
    except ProviderAway as away:
        log.warning("messaging.follow_up_failed", message_id=message.pk, error=away.error)
        return
    if said is None:
        return
    note_cost(message.pk, said.cost, said.currency)
    if may_move(State(message.state), said.status):
        move(message.pk, said.status, now=now)


def ask_costs(*, now: datetime) -> int:
    """Ask what SMS cost that have come to their end and were not told to. Returns of how many it is known now."""
    ended = Message.objects.filter(
        channel=ChannelChoices.SMS,
        state__in=FINAL,
        cost=None,
        changed_at__gt=now - COST_KNOWN_WITHIN,
    ).exclude(provider_id="")
    told = 0
    for message_id, provider_id in ended.order_by("-changed_at").values_list("pk", "provider_id")[:COSTS_AT_ONCE]:
        try:
            said = CHANNELS[ChannelChoices.SMS].status_of(provider_id)
        except ProviderAway as away:
            log.warning("messaging.costs_unknown", error=away.error)
            break
        if said is not None and said.cost is not None:
            note_cost(message_id, said.cost, said.currency)
            told += 1
    return told


def note_cost(message_id: int, cost: Decimal | None, currency: str) -> None:
    """Keep what a message cost."""
    if cost is not None:
        Message.objects.filter(pk=message_id).update(cost=cost, currency=currency)
