"""One run of the outbox: read the ledger, take back what was left half done, send what is due. Bounded, and safe to run twice at once.

A message is claimed (in the database, with a lease) before it is sent and marked afterwards. A crash in between leaves it claimed; once the
lease has ended, the next run finds that it *may have been sent*. It is then sent again only where a repeat does no harm or the office chose
so, and what goes out a second time says so. Otherwise it stays as uncertain, for the operator to see and decide.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sandan.domain.notice import Timing, again_at
from sandan.domain.shield import marked
from sandan.domain.values import Fault
from sandan.outbox.carrier import Fields, Outcome, Result, carry
from sandan.outbox.models import Channel, Means, Message, Notice, Preference, State
from sandan.outbox.reader import awake, office, read_ledger, wanted
from sandan.outbox.recipient import in_service
from sandan.outbox.secret import opened, opened_fields
from sandan.outbox.wording import Letter, letter

_log = logging.getLogger("sandan.outbox")

LEASE = timedelta(minutes=10)
"""Longer than any try can take."""
STALE = timedelta(days=3)
"""What could not be sent for so long (the office had turned sending off) is no news any more; the person's list has it."""
KEPT = timedelta(days=90)
"""For how long notices and messages are kept."""
MOST = 100
SECONDS = 45.0

Carry = Callable[[Means, Fields, Letter], Outcome]


@dataclass(slots=True)
class Report:
    """What one run did."""

    read: int = 0
    notices: int = 0
    sent: int = 0
    uncertain: int = 0
    failed: int = 0
    waiting: int = 0
    """Messages that still wait, also those whose hour has not come."""


def run(at: datetime | None = None, *, most: int = MOST, seconds: float = SECONDS, by: Carry = carry) -> Report:
    """Make notices of what is new, and send at most `most` messages in about `seconds`. `at` is the clock (default: now)."""
    began, at = time.monotonic(), at or timezone.now()

    def clock() -> datetime:
        return at + timedelta(seconds=time.monotonic() - began)

    made = read_ledger(at)
    report = Report(made.read, made.notices)
    recover(at)
    _forget(at)
    if office().sending:
        for _turn in range(most):
            if time.monotonic() - began > seconds:
                break
            message = _claim(clock())
            if message is None:
                break
            _count(report, _send(message, clock, by))
    report.waiting = Message.objects.filter(state=State.WAITING.value).count()
    return report


def recover(at: datetime) -> int:
    """Settle what somebody claimed and never marked: it may have been sent. Returns how many."""
    left = Message.objects.filter(state=State.SENDING.value, lease_until__lt=at).select_related("channel")
    return sum(_mark(each, Outcome(Result.UNSURE, "stopped"), at) is not None for each in left)


def _claim(at: datetime) -> Message | None:
    """The next message that is due, claimed for this run alone; None if there is none."""
    while True:
        due = Message.objects.filter(state=State.WAITING.value, next_at__lte=at, channel__enabled=True)
        key = due.order_by("next_at", "key").values_list("key", flat=True).first()
        if key is None:
            return None
        claim = secrets.token_hex(16)
        claimed = Message.objects.filter(key=key, state=State.WAITING.value).update(
            state=State.SENDING.value, claim=claim, lease_until=at + LEASE, tries=F("tries") + 1
        )
        if claimed:
            return Message.objects.select_related("channel").get(key=key)


def _send(message: Message, clock: Callable[[], datetime], by: Carry) -> State | None:
    notices = list(Notice.objects.filter(items__message=message).order_by("at", "id"))
    if any(marked(each.matter) for each in notices):
        raise Fault(f"message {message.key} is about a matter under the shield")
    reason = _why_not(message, notices, clock())
    if reason:
        _settle(message, state=State.DROPPED, reason=reason)
        return State.DROPPED
    to, language = _whither(message)
    fields = opened_fields(message.channel.sealed)
    if not fields or (_personal(message) and not to):
        return _mark(message, Outcome(Result.REFUSED, "unreadable"), clock())
    outcome = by(Means(message.channel.means), fields, letter(message, notices, to, language, office().site))
    return _mark(message, outcome, clock())


def _why_not(message: Message, notices: list[Notice], at: datetime) -> str:
    """Why a message is not worth sending any more; "" if it is."""
    if not notices:
        return "nothing_left"
    if at - message.next_at > STALE:
        return "stale"
    if _personal(message):
        person = message.recipient.partition("/")[2]
        wish = Preference.objects.filter(person=person).first()
        if wish is None or wanted(wish, message.channel) is Timing.NEVER:
            return "not_wanted"
        if not in_service(person, timezone.localdate(at)):
            return "left_service"
    return ""


def _personal(message: Message) -> bool:
    return message.recipient.startswith("person/")


def _whither(message: Message) -> tuple[str, str]:
    """A person's address and language, or the group's language alone."""
    if not _personal(message):
        return "", message.channel.language
    wish = Preference.objects.get(person=message.recipient.partition("/")[2])
    return opened(wish.email if message.channel.means == Means.EMAIL else wish.phone), wish.language


def _mark(message: Message, outcome: Outcome, at: datetime) -> State | None:
    """Write down what is known of a claimed message; None if the claim is no longer ours."""
    again = again_at(message.tries, at)
    if again is not None:
        person = message.recipient.partition("/")[2] if _personal(message) else ""
        again = awake(again, Preference.objects.filter(person=person).first())
    told = {"reason": outcome.reason, "detail": outcome.detail}
    match outcome.result:
        case Result.SENT:
            return _settle(message, state=State.SENT, sent_at=at, reason="", detail=None)
        case Result.NOT_SENT if again is not None:
            return _settle(message, state=State.WAITING, next_at=again, **told)
        case Result.UNSURE if again is not None and may_repeat(message.channel):
            return _settle(message, state=State.WAITING, next_at=again, perhaps_twice=True, **told)
        case Result.UNSURE:
            return _settle(message, state=State.UNCERTAIN, **told)
    # A later try was turned away, but an earlier one may have arrived: then that is what must be said.
    state = State.UNCERTAIN if message.perhaps_twice else State.FAILED
    return _settle(message, state=state, **told)


def _settle(message: Message, *, state: State, **values: object) -> State | None:
    ours = Message.objects.filter(key=message.key, state=State.SENDING.value, claim=message.claim)
    if not ours.update(state=state.value, claim="", lease_until=None, **values):
        _log.warning("message %s was settled by another run meanwhile", message.key)
        return None
    return state


def may_repeat(channel: Channel) -> bool:
    """Whether what may have been sent is sent again: the other side throws repeats away, or the office would rather have two than none."""
    return channel.idempotent or office().resend


def try_again(key: str, at: datetime) -> bool:
    """Let a failed or uncertain message wait anew, by the operator's decision. An uncertain one will say that it may come twice."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(key=key).first()
        if message is None or message.state not in (State.FAILED.value, State.UNCERTAIN.value):
            return False
        message.perhaps_twice |= message.state == State.UNCERTAIN.value
        message.state, message.next_at, message.tries = State.WAITING.value, at, 1
        message.save(update_fields=["perhaps_twice", "state", "next_at", "tries"])
        return True


def drop(key: str) -> bool:
    """Give a message up, by the operator's decision."""
    held = (State.FAILED.value, State.UNCERTAIN.value, State.WAITING.value)
    return bool(Message.objects.filter(key=key, state__in=held).update(state=State.DROPPED.value, reason="given_up"))


def _forget(at: datetime) -> None:
    """Delete what is older than it is kept. What is still on its way stays."""
    ended = (State.SENT.value, State.FAILED.value, State.DROPPED.value, State.UNCERTAIN.value)
    Message.objects.filter(state__in=ended, made_at__lt=at - KEPT).delete()
    Notice.objects.filter(at__lt=at - KEPT, items__isnull=True).delete()


def _count(report: Report, state: State | None) -> None:
    match state:
        case State.SENT:
            report.sent += 1
        case State.UNCERTAIN:
            report.uncertain += 1
        case State.FAILED:
            report.failed += 1
