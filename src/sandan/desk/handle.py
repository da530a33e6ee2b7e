"""Handling commands: load, fold, decide, append, project, in one transaction.

A command sent twice under the same key happens once. If anything fails, the projections included, nothing happened.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from sandan.domain import (
    admission,
    advance,
    application,
    appointment,
    arrears,
    assignment,
    batch,
    boundary,
    bulletin,
    case,
    circuit_group,
    circuit_plan,
    circuit_rule,
    circuit_visit,
    commitment,
    deed,
    delegation,
    dispute,
    duty,
    exemplar,
    formula,
    handover,
    holiday,
    insured,
    lecture,
    look_back,
    material,
    measure,
    meeting,
    opinion,
    payment,
    person,
    plan,
    post,
    problem_command,
    programme,
    publicity,
    roster,
    rule,
    scheme,
    self_inspection,
    service_item,
    serving,
    settlement,
    sheet,
    spot_check,
    standard,
    study,
    training,
    unit,
    viewing,
    visit,
)
from sandan.domain.authority import FORBIDDEN, Actor
from sandan.domain.shield import MARK, marked
from sandan.domain.values import Fault, Refusal
from sandan.domain.wire import Command, Event, decode, encode
from sandan.ledger import append, read
from sandan.projections import replay
from sandan.projections.number import OPINION, PROBLEM, number
from sandan.projections.version import Tables

_security = logging.getLogger("sandan.security")


@dataclass(frozen=True, slots=True)
class Order:
    """A command for one stream. `seen` is the stream's version that the person looked at; None where it does not matter."""

    stream: str
    command: Command
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a command made: its entries with their events, and whether it had been carried out before."""

    first: int
    last: int
    events: tuple[tuple[read.Entry, Event], ...]
    again: bool = False

    def one(self, kind: type[Event]) -> Any:
        """The first event of this kind. Faults if there is none."""
        for _, event in self.events:
            if isinstance(event, kind):
                return event
        raise Fault(f"no {kind.__name__} among the events of this command")


@dataclass(frozen=True, slots=True)
class Noun:
    """How one kind of stream is decided and folded."""

    empty: Callable[[], Any]
    decide: Callable[[Command, Any, Actor, datetime], tuple[Event, ...]]
    evolve: Callable[[Any, Event], Any]


def _none() -> None:
    return None


NOUNS: Mapping[str, Noun] = {
    "unit": Noun(_none, unit.decide, unit.evolve),
    "person": Noun(_none, person.decide, person.evolve),
    "post": Noun(_none, post.decide, post.evolve),
    "appointment": Noun(_none, appointment.decide, appointment.evolve),
    "assignment": Noun(_none, assignment.decide, assignment.evolve),
    "duty": Noun(_none, duty.decide, duty.evolve),
    "formula": Noun(formula.Register, formula.decide, formula.evolve),
    "handover": Noun(_none, handover.decide, handover.evolve),
    "opinion": Noun(_none, opinion.decide, opinion.evolve),
    "batch": Noun(_none, batch.decide, batch.evolve),
    "viewing": Noun(_none, viewing.decide, viewing.evolve),
    "roster": Noun(_none, roster.decide, roster.evolve),
    "rule": Noun(rule.Shelf, rule.decide, rule.evolve),
    "boundary": Noun(_none, boundary.decide, boundary.evolve),
    "calendar": Noun(_none, holiday.decide, holiday.evolve),
    "look_back": Noun(_none, look_back.decide, look_back.evolve),
    "bulletin": Noun(_none, bulletin.decide, bulletin.evolve),
    "programme": Noun(_none, programme.decide, programme.evolve),
    "serving": Noun(_none, serving.decide, serving.evolve),
    "sheet": Noun(_none, sheet.decide, sheet.evolve),
    "measure": Noun(_none, measure.decide, measure.evolve),
    "lecture": Noun(_none, lecture.decide, lecture.evolve),
    "circuit_rule": Noun(circuit_rule.Rules, circuit_rule.decide, circuit_rule.evolve),
    "circuit_group": Noun(_none, circuit_group.decide, circuit_group.evolve),
    "circuit_plan": Noun(_none, circuit_plan.decide, circuit_plan.evolve),
    "circuit_visit": Noun(_none, circuit_visit.decide, circuit_visit.evolve),
    "deed": Noun(_none, deed.decide, deed.evolve),
    "exemplar": Noun(_none, exemplar.decide, exemplar.evolve),
    "standard": Noun(_none, standard.decide, standard.evolve),
    "self_inspection": Noun(_none, self_inspection.decide, self_inspection.evolve),
    "visit": Noun(_none, visit.decide, visit.evolve),
    "meeting": Noun(_none, meeting.decide, meeting.evolve),
    "dispute": Noun(_none, dispute.decide, dispute.evolve),
    "plan": Noun(_none, plan.decide, plan.evolve),
    "material": Noun(_none, material.decide, material.evolve),
    "study": Noun(_none, study.decide, study.evolve),
    "training": Noun(_none, training.decide, training.evolve),
    "publicity": Noun(_none, publicity.decide, publicity.evolve),
    "delegation": Noun(_none, delegation.decide, delegation.evolve),
    "spot_check": Noun(_none, spot_check.decide, spot_check.evolve),
    "commitment": Noun(_none, commitment.decide, commitment.evolve),
    "service_item": Noun(service_item.Shelf, service_item.decide, service_item.evolve),
    "application": Noun(_none, application.decide, application.evolve),
    "payment": Noun(_none, payment.decide, payment.evolve),
    "scheme": Noun(scheme.Schemes, scheme.decide, scheme.evolve),
    "insured": Noun(_none, insured.decide, insured.evolve),
    "admission": Noun(_none, admission.decide, admission.evolve),
    "settlement": Noun(_none, settlement.decide, settlement.evolve),
    "arrears": Noun(_none, arrears.decide, arrears.evolve),
    "advance": Noun(_none, advance.decide, advance.evolve),
    "problem": Noun(case.Case, case.decide, case.evolve),
}


_ERASED = (
    opinion.OpinionErased,
    visit.VisitErased,
    dispute.DisputeErased,
    application.ApplicationErased,
    insured.InsuredErased,
)
"""Tombstones: with each, what is sealed in its stream goes."""


class Transaction:
    """What a `build` function may look at while the writers' line is held: the ledger's clock and the state of streams."""

    def __init__(self, head: read.Head, at: datetime) -> None:
        self.head = head
        self.at = at
        self._states: dict[str, tuple[Any, int]] = {}

    def state(self, stream: str) -> Any:
        """The folded state of a stream: a noun's dataclass, or a `Case`."""
        return self.load(stream)[0]

    def load(self, stream: str) -> tuple[Any, int]:
        """State and version of a stream."""
        if stream not in self._states:
            self._states[stream] = fold(stream)
        return self._states[stream]

    def moved(self, stream: str, state: Any, version: int) -> None:
        """Remember where a stream stands after the events decided so far."""
        self._states[stream] = (state, version)


Build = Callable[[Transaction], Sequence[Order]]


def fold(stream: str) -> tuple[Any, int]:
    """State and version of a stream as committed."""
    noun = _noun(stream)
    state, version = noun.empty(), 0
    for entry in read.stream(stream):
        state = noun.evolve(state, decode(entry.kind, entry.public, entry.internal))
        version = entry.version
    return state, version


def handle(orders: Sequence[Order], by: Actor, key: str, at: datetime | None = None) -> Done:
    """Carry out `orders` together, or refuse all of them. `key` is the idempotency key, `at` the clock (default: now)."""
    return handle_built(lambda _: orders, by, key, repr([(each.stream, each.command) for each in orders]), at)


def handle_built(build: Build, by: Actor, key: str, intent: str, at: datetime | None = None) -> Done:
    """Like `handle`, for orders that depend on what is in the ledger: `build` runs inside the transaction.

    `intent` tells this command from others under the same key: it must be the same when it is sent again. Refuses (`key_reused`,
    `changed_meanwhile`) and whatever the deciders refuse.
    """
    fingerprint = append.fingerprint_of(f"{by.person} {by.opinion} {intent}")
    try:
        with transaction.atomic():
            head = append.lock()
            made = append.given(key, fingerprint)
            if made is not None:
                return Done(made.first, made.last, _between(made.first, made.last), again=True)
            return _carry_out(build, by, key, fingerprint, head, at or timezone.now())
    except append.KeyReused as error:
        raise Refusal("key_reused") from error
    except append.Conflict as error:
        raise Refusal("changed_meanwhile") from error


def _carry_out(build: Build, by: Actor, key: str, fingerprint: bytes, head: read.Head, at: datetime) -> Done:
    local = timezone.localtime(max(at, read.moment(head.recorded_at)))
    run = Transaction(head, local)
    versions: dict[str, int] = {}
    decided: list[tuple[str, Event]] = []
    orders = build(run)
    for order in orders:
        noun = _noun(order.stream)
        command = _numbered(order.command, head.size + len(decided) + 1, local.year)
        state, version = run.load(order.stream)
        versions.setdefault(order.stream, version)
        if order.seen is not None and order.seen != version:
            raise Refusal("changed_meanwhile")
        try:
            events = noun.decide(command, state, by, local)
        except Refusal as refusal:
            _note(refusal, command, orders, by)
            raise
        for event in events:
            state, version = noun.evolve(state, event), version + 1
            decided.append((order.stream, event))
        run.moved(order.stream, state, version)
    if not decided:
        raise Fault(f"{key}: a command without events")
    drafts = [_draft(stream, event) for stream, event in decided]
    entries = append.append(drafts, versions, _who(by), key, fingerprint, at, head)
    found = tuple(zip(entries, (event for _, event in decided), strict=True))
    tables = Tables(connection)
    replay.apply(found, tables)
    tables.flush()
    for entry, event in found:
        if isinstance(event, _ERASED):
            append.erase(entry.stream, entry.position)
    return Done(entries[0].position, entries[-1].position, found)


def _numbered(command: Command, place: int, year: int) -> Command:
    """A problem or opinion that was ordered without a number gets that of the entry that it will be."""
    match command:
        case opinion.RegisterOpinion(number=""):
            return replace(command, number=number(OPINION, year, place))
        case problem_command.RegisterProblem(number=""):
            return replace(command, number=number(PROBLEM, year, place))
    return command


def _note(refusal: Refusal, command: Command, orders: Sequence[Order], by: Actor) -> None:
    """Log a command that was not its giver's to give: by whom, and which, not on what. Nothing where any of it lies under the shield, and
    no reporter by name."""
    if refusal.code not in FORBIDDEN or any(marked(each.stream.partition("/")[2]) for each in orders):
        return
    if by.opinion:
        _security.warning("%s refused to a reporter: %s", command.name, refusal.code)
        return
    who = (by.person or "-", by.appointment or "-")
    _security.warning("%s refused to person %s acting as %s: %s", command.name, *who, refusal.code)


def identify(key: str, part: str = "") -> str:
    """An id for what the command with this key makes: the same when it is sent again. 16 characters, digits and small letters."""
    return base64.b32encode(hashlib.sha256(f"{key}/{part}".encode()).digest()[:10]).decode().lower()


def identify_shielded(key: str, part: str = "") -> str:
    """Like `identify`, for what is born under the shield: the id says so."""
    return MARK + identify(key, part)[1:]


def _noun(stream: str) -> Noun:
    noun = NOUNS.get(stream.partition("/")[0])
    if noun is None:
        raise Fault(f"no such kind of stream: {stream}")
    return noun


def _draft(stream: str, event: Event) -> append.Draft:
    told = encode(event)
    subject = ""
    if told.personal is not None:
        about, of = getattr(event, "opinion", ""), getattr(event, "insured", "")
        # What a patient's admissions and settlements seal goes with the patient, wherever it stands.
        subject = f"opinion/{about}" if about else f"insured/{of}" if of else stream
    return append.Draft(stream, told.kind, told.public, told.internal, told.personal, subject)


def _who(by: Actor) -> dict[str, str]:
    if by.opinion:  # a reporter stays unnamed, also one who is staff and signed in (law 8)
        return {"opinion": by.opinion}
    who = {"person": by.person, "appointment": by.appointment, "unit": by.unit}
    return {name: value for name, value in who.items() if value}


def _between(first: int, last: int) -> tuple[tuple[read.Entry, Event], ...]:
    return tuple(
        (entry, decode(entry.kind, entry.public, entry.internal, entry.personal))
        for entry in read.entries(first - 1, last, opened=("",))
    )
