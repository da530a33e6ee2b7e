"""Spot checks at the desk: what can be drawn, the draw, and what a finding means for a commitment, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from sandan.desk.handle import Order, fold, identify
from sandan.domain import application, spot_check
from sandan.domain.authority import Actor, Role
from sandan.domain.commitment import CheckCommitment, CommitmentStatus, DrawCommitment
from sandan.domain.item import PaperCheck
from sandan.domain.spot_check import Case, Checked, CheckOf, SpotCheck
from sandan.domain.values import Evidence, Refusal, require
from sandan.ledger import read
from sandan.projections import service_item
from sandan.projections.application import Application
from sandan.projections.appointment import actors
from sandan.projections.commitment import Commitment
from sandan.projections.spot_check import of_subject
from sandan.projections.version import now

LEAST = 30
"""The share in percent that is asked for where no item says another."""


@dataclass(frozen=True, slots=True)
class Freezing:
    """Of what is drawn, how much, and by which public draw."""

    of: CheckOf
    from_on: date
    to_on: date
    percent: int
    source: str
    issue: str
    seed_on: date


@dataclass(frozen=True, slots=True)
class Finding:
    """What a checker found."""

    verdict: Checked
    on_site: bool
    finding: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Overturned:
    """A decision that a spot check found otherwise, and from which nobody has drawn the consequence: the check and what was found."""

    spot_check: str
    number: str
    finding: str
    found_on: date

    @property
    def reason(self) -> str:
        """The reason for setting the allowance anew, as the decision would print it. A document of the county, so in Chinese."""
        return f"县级抽查（{self.number}，{self.found_on:%Y-%m-%d}）认为与原决定不符：{self.finding}"[:2000]


def overturned(key: str, looked_at: int) -> Overturned | None:
    """The last spot check that overturned the decision on an application after entry `looked_at`, the last look at its allowance.

    What was found at the household's home is sealed: whoever shows it has written the viewing down.
    """
    rows = [
        each
        for each in of_subject(key)
        if each.verdict == Checked.OVERTURNED.value and each.found_at is not None and each.found_at > looked_at
    ]
    if not rows:
        return None
    row = rows[-1]
    assert row.found_at is not None
    assert row.found_on is not None
    told = read.opened([row.found_at])[row.found_at].personal or {}
    return Overturned(row.spot_check, row.number, str(told.get("finding", "")), row.found_on)


def population(of: CheckOf, bureau: str, from_on: date, to_on: date) -> tuple[Case, ...]:
    """What can be drawn: the decisions of the bureau's towns in some days, those of relatives without a lot; or the commitments on which
    something was decided, those of the strictest class without a lot, and those that are exempt not at all."""
    if of is CheckOf.DECISION:
        decided = now(Application).filter(bureau=bureau, decided_on__gte=from_on, decided_on__lte=to_on, by_town=True)
        return tuple(Case(each.key, each.number, each.unit, each.related) for each in decided.order_by("position"))
    rested = now(Commitment).filter(
        bureau=bureau,
        status=CommitmentStatus.DECIDED.value,
        decided_on__gte=from_on,
        decided_on__lte=to_on,
        spot_check="",
    )
    rested = rested.exclude(check_by=PaperCheck.EXEMPT.value)
    return tuple(
        Case(each.key, each.number, each.unit, each.check_by == PaperCheck.ALL.value)
        for each in rested.order_by("position")
    )


def least(bureau: str, on: date) -> int:
    """The share that the items of a bureau ask for on a day: the highest of them."""
    shares = [
        each.checks.spot_percent for each in service_item.items(on) if service_item.bureau_of(each.code) == bureau
    ]
    return max(shares, default=LEAST)


def freeze(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Freeze what is drawn from, as the ledger stands. `data`: of, from_on, to_on, percent, source, issue, seed_on."""
    made = identify(key)
    what = Freezing(
        CheckOf(data["of"]),
        data["from_on"],
        data["to_on"],
        data["percent"],
        data["source"],
        data["issue"],
        data["seed_on"],
    )
    return [Order(f"spot_check/{made}", _frozen(made, what, by, timezone.localdate(), read.head().size))]


def _frozen(made: str, what: Freezing, by: Actor, on: date, position: int) -> spot_check.FreezeCheck:
    return spot_check.FreezeCheck(
        spot_check=made,
        of=what.of,
        unit=by.unit,
        from_on=what.from_on,
        to_on=what.to_on,
        percent=what.percent,
        least=least(by.unit, on),
        position=position,
        cases=population(what.of, by.unit, what.from_on, what.to_on),
        source=what.source,
        issue=what.issue,
        seed_on=what.seed_on,
    )


def draw(of: str, digits: str, where: str, by: Actor, at: datetime | None = None) -> list[Order]:
    """Enter the digits of the public draw. Drawn commitments are told so, each in its own stream, in the same transaction."""
    state, frozen = _held(of), read.stream(f"spot_check/{of}")[0].position
    order = spot_check.DrawCheck(spot_check=of, digits=digits, where=where, position=frozen, root=read.root(frozen))
    orders = [Order(f"spot_check/{of}", order)]
    if state.of is CheckOf.COMMITMENT:
        (drawn,) = spot_check.decide(order, state, by, timezone.localtime(at))
        assert isinstance(drawn, spot_check.CheckDrawn)
        orders += [
            Order(f"commitment/{each}", DrawCommitment(commitment=each, spot_check=of))
            for each in sorted(drawn.subjects)
        ]
    return orders


def barred(of: CheckOf, subject: str) -> tuple[str, ...]:
    """Who may not look at a case: whoever worked on or decided the application, and the officials registered as relatives."""
    key = subject
    if of is CheckOf.COMMITMENT:
        row = now(Commitment).filter(key=subject).first()
        require(row is not None, "unknown_commitment")
        assert row is not None
        key = row.application
    one: application.Application | None = fold(f"application/{key}")[0]
    if one is None:
        raise Refusal("unknown_application")
    hands = {each.by.get("person", "") for each in read.stream(f"application/{key}")}
    return tuple(sorted((hands | one.workers | one.related) - {""}))


def assign(of: str, subjects: Iterable[str], person: str, on: date) -> list[Order]:
    """Give drawn cases to somebody of the supervising unit. Who has a case already is not told again."""
    state = _held(of)
    able = checkers(state.unit, on)
    require(person in able, "checker_unknown")
    orders = []
    for subject in subjects:
        if state.checkers.get(subject) == person or subject in state.verdicts:
            continue
        given = spot_check.AssignCheck(
            spot_check=of, subject=subject, checker=able[person], barred=barred(state.of, subject)
        )
        orders.append(Order(f"spot_check/{of}", given))
    require(orders, "nothing_assigned")
    return orders


def find(of: str, subject: str, what: Finding) -> list[Order]:
    """Record a finding. A drawn commitment is checked by it in the same transaction."""
    state = _held(of)
    order = spot_check.FindInCheck(
        spot_check=of,
        subject=subject,
        verdict=what.verdict,
        on_site=what.on_site,
        finding=what.finding,
        evidence=what.evidence,
        barred=barred(state.of, subject),
    )
    orders = [Order(f"spot_check/{of}", order)]
    if state.of is CheckOf.COMMITMENT and what.verdict is not Checked.CANNOT_TELL:
        consistent = what.verdict is Checked.HOLDS
        check = CheckCommitment(commitment=subject, consistent=consistent, finding=what.finding, evidence=what.evidence)
        orders.append(Order(f"commitment/{subject}", check))
    return orders


def checkers(unit: str, on: date) -> dict[str, Actor]:
    """Who of the supervising unit may look at cases on a day, by person."""
    wanted = frozenset({Role.ASSISTANCE, Role.APPROVER})
    found: dict[str, Actor] = {}
    for each in actors(on, *wanted):
        if each.unit == unit and each.roles & wanted:
            found.setdefault(each.person, each)
    return found


def _held(of: str) -> SpotCheck:
    state: SpotCheck | None = fold(f"spot_check/{of}")[0]
    if state is None:
        raise Refusal("unknown_spot_check")
    return state
