"""From ledger entries to notices, and from notices to messages that wait. Reading the same entries again makes nothing new.

A cursor says up to which position notices have been made. It moves in the transaction that makes them, and unique constraints hold beside
it: one notice for each (occasion, recipient), one item for each (notice, channel).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from sandan.domain.handover import HandoverOffered
from sandan.domain.notice import (
    BY_DATE,
    TO_ADJUDICATE,
    TO_READ_AGAIN,
    Kind,
    Rule,
    Timing,
    after_quiet,
    next_digest,
    rule_of,
)
from sandan.domain.shield import marked
from sandan.domain.values import Fault, Outcome
from sandan.domain.wire import decode
from sandan.ledger import read
from sandan.outbox.models import Channel, Item, Means, Message, Notice, Office, Preference, State
from sandan.outbox.recipient import Recipients, recipients, staff
from sandan.projections.circuit_visit import CircuitVisit
from sandan.projections.problem import Problem, due_soon, overdue
from sandan.projections.version import as_of, now

BACK = timedelta(days=14)
"""How far back the first run looks: a county that has been at work for years is not told its history."""
_LATE = timedelta(days=7)
"""For how long an overdue problem that nobody was told of yet is still news."""
MOST_LINES = {Means.EMAIL: 40, Means.SMS: 200}
LINES = 8
"""Notices in one message to a group: a robot of WeCom takes 2048 bytes."""
NIGHT = (time(21), time(7, 30))
"""Quiet hours of groups, which have no preferences of their own."""


@dataclass(frozen=True, slots=True)
class Made:
    """How many entries were read, and how many notices and messages came of them."""

    read: int = 0
    notices: int = 0
    messages: int = 0


def office() -> Office:
    """The office's settings, made if missing."""
    return Office.objects.get_or_create(id=1)[0]


def read_ledger(at: datetime, most: int = 1000) -> Made:
    """Make the notices of at most `most` further entries, and of today's due dates, and the messages that tell them."""
    office()
    with transaction.atomic():
        held = Office.objects.select_for_update().get(id=1)
        head = read.head().size
        start = held.cursor if held.cursor is not None else read.position_at(at - BACK)
        upto = min(head, start + most)
        groups = set(Channel.objects.exclude(unit="").values_list("unit", flat=True))
        made = [each for entry in read.entries(start, upto) for each in _of_entry(entry, groups)]
        if upto == head:
            made += _by_date(held, head, timezone.localdate(at), at, groups)
            held.day = timezone.localdate(at)
        fresh = _keep(made)
        messages = _enqueue(fresh, at) if held.sending else 0
        held.cursor = upto
        held.save(update_fields=["cursor", "day"])
    return Made(upto - start, len(fresh), messages)


def catch_up(at: datetime) -> int:
    """Read the ledger to its end, however far that is. Returns how many notices came of it."""
    made, more = 0, True
    while more:
        step = read_ledger(at)
        made, more = made + step.notices, step.read > 0
    return made


def _of_entry(entry: read.Entry, groups: set[str]) -> list[Notice]:
    event = decode(entry.kind, entry.public, entry.internal)
    rule = rule_of(entry.stream, event)
    if rule is None:
        return []
    doer, on = entry.by.get("person", ""), timezone.localdate(entry.recorded_at)
    noun, _slash, matter = entry.stream.partition("/")
    notice = Notice(occasion=f"entry/{entry.position}", kind=rule.kind.value, matter=matter, at=entry.recorded_at)
    told = Recipients(frozenset(rule.named) - {""})
    if noun == "problem":
        row = as_of(Problem, entry.position).filter(key=matter).first()
        if row is None:
            return []
        rule = _instead(rule, row)
        notice.kind = rule.kind.value
        _say(notice, row)
        if not rule.named:
            told = recipients(row, rule.audiences, entry.position, on)
    elif noun == "circuit_visit":
        told = _of_circuit_visit(notice, entry.position, on)
    elif not isinstance(event, HandoverOffered):
        raise Fault(f"{entry.kind} makes a notice and stands in no problem")
    return _to(replace(told, people=told.people - {doer}), notice, groups)


def _instead(rule: Rule, row: Problem) -> Rule:
    """Whom it tells by where the problem stands, where that is not for the event alone to say."""
    if rule.kind is Kind.RETURN_ASKED and row.return_asks >= row.adjudicate_at:
        return TO_ADJUDICATE
    unread = row.outcome == Outcome.NOT_SUBSTANTIATED and row.second_read_on is None
    return TO_READ_AGAIN if rule.kind is Kind.VERIFIED and unread else rule


def _of_circuit_visit(notice: Notice, position: int, on: date) -> Recipients:
    """Who is told of a circuit visit: those who go or went before a change, and the unit once it may know."""
    row = as_of(CircuitVisit, position).get(key=notice.matter)
    notice.number, notice.unit, notice.due_on = row.number, row.place, row.day
    if notice.kind == Kind.CIRCUIT_TOLD:
        notice.due_on = row.object_by
        return staff((row.place,), position, on)
    team = set(row.team.split())
    before = as_of(CircuitVisit, position - 1).filter(key=notice.matter).first()
    team |= set(before.team.split()) if before is not None else set()
    unit = staff((row.place,), position, on) if row.announced else Recipients()
    return replace(unit, people=unit.people | team)


def _by_date(held: Office, head: int, today: date, at: datetime, groups: set[str]) -> list[Notice]:
    """What is due soon by its rules, or newly overdue, looked at once a day. Where the clock stands still, nothing is."""
    if held.day == today:
        return []
    made = []
    near = now(Problem).filter(due_soon(today) | overdue(today), due_on__gte=today - _LATE)
    for row in near.iterator():
        assert row.due_on is not None
        kind = Kind.OVERDUE if row.due_on < today else Kind.DUE_SOON
        notice = Notice(occasion=f"{kind}/{row.key}/{row.due_on}", kind=kind.value, matter=row.key, at=at)
        _say(notice, row)
        told = recipients(row, BY_DATE[kind], head, today)
        made += _to(told, notice, groups)
    return made


def _say(notice: Notice, row: Problem) -> None:
    notice.number, notice.unit, notice.due_on = row.number, row.unit, row.due_on
    if notice.kind == Kind.REVIEW:
        notice.due_on = row.review_on


def _to(told: Recipients, notice: Notice, groups: set[str]) -> list[Notice]:
    if marked(notice.matter):
        raise Fault("a notice about a matter under the shield")
    same = {each.attname: getattr(notice, each.attname) for each in Notice._meta.concrete_fields if each.name != "id"}
    return [Notice(**{**same, "recipient": name}) for name in told.names(groups)]


def _keep(made: Iterable[Notice]) -> list[Notice]:
    """Keep those that are not there yet, and return them."""
    listed = {(each.occasion, each.recipient): each for each in made}
    there = set[tuple[str, str]]()
    occasions = sorted({occasion for occasion, _recipient in listed})
    for start in range(0, len(occasions), 500):
        found = Notice.objects.filter(occasion__in=occasions[start : start + 500])
        there |= set(found.values_list("occasion", "recipient"))
    fresh = [each for pair, each in listed.items() if pair not in there]
    return Notice.objects.bulk_create(fresh, batch_size=200)


def _enqueue(fresh: list[Notice], at: datetime) -> int:
    """Put each notice into the messages by which its recipient wants to be told. Returns how many messages are new."""
    channels = list(Channel.objects.filter(enabled=True).order_by("key"))
    people = {each.recipient.partition("/")[2] for each in fresh if each.recipient.startswith("person/")}
    wishes = {each.person: each for each in Preference.objects.filter(person__in=people)}
    before = Message.objects.count()
    for notice in fresh:
        kind, _slash, who = notice.recipient.partition("/")
        for channel in channels:
            if kind == "unit":
                timing = Timing.AT_ONCE if channel.unit == who else Timing.NEVER
                wish = None
            else:
                wish = wishes.get(who)
                timing = wanted(wish, channel) if wish and notice.kind not in wish.muted.split() else Timing.NEVER
            if timing is not Timing.NEVER:
                _put(notice, channel, timing, wish, at)
    return Message.objects.count() - before


def wanted(wish: Preference, channel: Channel) -> Timing:
    """When a person wants to be told by this channel: never, without an address there."""
    match channel.means:
        case Means.EMAIL:
            return Timing(wish.email_timing) if wish.email else Timing.NEVER
        case Means.SMS:
            return Timing(wish.phone_timing) if wish.phone else Timing.NEVER
    return Timing.NEVER


def _put(notice: Notice, channel: Channel, timing: Timing, wish: Preference | None, at: datetime) -> None:
    """Add the notice to a message that waits and has room, or to a new one."""
    local = timezone.localtime(at)
    if timing is Timing.AT_ONCE or wish is None:
        due, kind = awake(local, wish), "now"
    else:
        due = next_digest(local, wish.digest_at, wish.digest_day if timing is Timing.WEEKLY else None)
        kind = "digest"
    waiting = Message.objects.select_for_update().filter(
        channel=channel, recipient=notice.recipient, state=State.WAITING.value, tries=0, slot__startswith=f"{kind}/"
    )
    most = MOST_LINES.get(Means(channel.means), LINES)
    for message in waiting.order_by("made_at", "key"):
        if message.items.aggregate(count=Count("id"))["count"] < most:
            break
    else:
        slot = f"{kind}/{notice.occasion}"
        message = Message.objects.create(
            key=key_of(channel.key, notice.recipient, slot),
            channel=channel,
            recipient=notice.recipient,
            slot=slot,
            next_at=due,
            made_at=at,
        )
    Item.objects.create(notice=notice, channel=channel, message=message)


def awake(at: datetime, wish: Preference | None) -> datetime:
    """`at`, or the end of the quiet hours of the person, or of a group, that it falls into."""
    first, last = (wish.quiet_first, wish.quiet_last) if wish else NIGHT
    return after_quiet(timezone.localtime(at), first, last)


def key_of(channel: str, recipient: str, slot: str) -> str:
    """The id of a message, the same whenever it is made: whoever gets it twice can tell by it."""
    return hashlib.sha256(f"{channel} {recipient} {slot}".encode()).hexdigest()[:32]
