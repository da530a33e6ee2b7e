"""What one entry of a visit means in commands: the visit, and for each thing heard what it becomes, all in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from sandan.desk.handle import Order, fold, identify
from sandan.desk.opinion import Heard as Said
from sandan.desk.opinion import Origin, borrowed, content_mark, earlier, registration
from sandan.domain.authority import Actor, may
from sandan.domain.dispute import DisputeKind, RegisterDispute, WithdrawDispute
from sandan.domain.opinion import WithdrawOpinion
from sandan.domain.problem_command import RectifyAtOnce, RegisterProblem
from sandan.domain.values import Channel, Evidence, Nature, Tier, Topic
from sandan.domain.visit import EnterVisit, Heard, HeardKind, HoldVisit, PlanVisit, Visit, WithdrawVisit
from sandan.projections import person, unit
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.projections.visit import delegations, free_days


@dataclass(frozen=True, slots=True)
class Line:
    """A thing heard, as a form brings it. Who said it is asked for only behind a fold, and then sealed as the reporter's."""

    text: str
    kind: HeardKind = HeardKind.OPINION
    topic: Topic | None = None
    done: str = ""
    """What was done on the spot."""
    dispute: DisputeKind | None = None
    reporter: str = ""
    contact: str = ""


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """A visit that was held, with what was heard; on a day to come, a plan of one.

    `data`: visitor, place, held_on, topic, lines (`Line`), unit, companions, note, health_checked, evidence, despite, today. The first
    order begins the visit.
    """
    if data["held_on"] > (data.get("today") or timezone.localdate()):
        return plan({**data, "planned_on": data["held_on"]}, by, key)
    of = identify(key)
    topic = Topic(data.get("topic") or Topic.OTHER)
    heard, noted, orders = _heard(data, of, data["place"], topic, by, key)
    begun = EnterVisit(
        visit=of,
        visitor=data["visitor"],
        place=data["place"],
        unit=data.get("unit") or by.unit,
        topic=topic,
        heard=heard,
        noted=noted,
        **_told(data),
    )
    return [Order(f"visit/{of}", begun), *orders]


def hold(of: str, place: str, topic: Topic, data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """A planned visit was held: the same, but for what the plan says already."""
    heard, noted, orders = _heard(data, of, place, topic, by, key)
    told = HoldVisit(visit=of, heard=heard, noted=noted, **_told(data))
    return [Order(f"visit/{of}", told), *orders]


def plan(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Plan a visit, with who else comes to the place that day as things stand now.

    `data`: visitor, place, planned_on, topic, unit, despite.
    """
    of = identify(key)
    place, on = data["place"], data["planned_on"]
    mine = (data.get("unit") or by.unit) == place  # whoever works there is no delegation
    others = [] if mine else delegations(place, on, on)
    called, units = (person.names(), unit.names()) if others else ({}, {})
    order = PlanVisit(
        visit=of,
        visitor=data["visitor"],
        place=place,
        unit=data.get("unit") or by.unit,
        planned_on=on,
        topic=Topic(data.get("topic") or Topic.OTHER),
        others=tuple(each.number for each in others),
        who=tuple(f"{units.get(each.unit, each.unit)} {called.get(each.person, '')}".strip() for each in others),
        free=tuple(each.isoformat() for each in free_days(place, on)) if others else (),
        despite=data.get("despite") or "",
    )
    return [Order(f"visit/{of}", order)]


def taken_back(of: str, reason: str) -> list[Order]:
    """What takes a visit back with all that came of it and that nobody has worked on: its opinions and its disputes."""
    state: Visit | None = fold(f"visit/{of}")[0]
    orders = [Order(f"visit/{of}", WithdrawVisit(visit=of, reason=reason))]
    for each in state.heard if state is not None else ():
        if each.opinion and not each.problem:
            orders.append(Order(f"opinion/{each.opinion}", WithdrawOpinion(opinion=each.opinion)))
        if each.dispute:
            orders.append(Order(f"dispute/{each.dispute}", WithdrawDispute(dispute=each.dispute, reason=reason)))
    return orders


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "held_on": data["held_on"],
        "companions": data.get("companions") or "",
        "note": data.get("note") or "",
        "health_checked": bool(data.get("health_checked")),
        "evidence": tuple(data.get("evidence") or ()),
    }


def _heard(
    data: Mapping[str, Any], of: str, place: str, topic: Topic, by: Actor, key: str
) -> tuple[tuple[Heard, ...], tuple[str, ...], list[Order]]:
    """The things heard as the visit keeps them, the words of those only noted, and the orders that the others mean."""
    where, heard, noted, orders = _where(place), [], [], []
    for number, line in enumerate(data.get("lines") or ()):
        made = _Thing(line, line.topic or topic, of, place, where, by, f"{key}/heard/{number}")
        one, asked = made.orders(data["held_on"], tuple(data.get("evidence") or ()), data.get("unit") or by.unit)
        heard.append(one)
        noted.append(line.text if line.kind is HeardKind.NOTED else "")
        orders.extend(asked)
    return tuple(heard), tuple(noted), orders


@dataclass(frozen=True, slots=True)
class _Thing:
    line: Line
    topic: Topic
    visit: str
    place: str
    where: tuple[str, str]
    by: Actor
    key: str

    def orders(self, on: date, evidence: Sequence[Evidence], unit: str) -> tuple[Heard, list[Order]]:
        kind, made = self.line.kind, identify(self.key)
        if kind is HeardKind.NOTED:
            return Heard(kind, self.topic), []
        if kind is HeardKind.DISPUTE:
            return Heard(kind, self.topic, dispute=made), [self._dispute(made, unit)]
        fixed = kind is HeardKind.FIXED and self._proven(evidence, on)
        problem = identify(self.key, "problem") if fixed else ""
        orders = [self._opinion(made, problem, on)]
        if problem:
            orders += self._fixed(problem, made, on, tuple(evidence))
        return Heard(kind, self.topic, opinion=made, problem=problem), orders

    def _proven(self, evidence: Sequence[Evidence], on: date) -> bool:
        """Whether it may be entered as put right: by whom that is allowed, and with something of that day or since that shows it."""
        allowed = bool(self.by.unit) and all(may(each.name, self.by) for each in (RegisterProblem, RectifyAtOnce))
        return allowed and any(each.dated_on >= on for each in evidence)

    def _opinion(self, made: str, problem: str, on: date) -> Order:
        town, village = self.where
        said = Said(
            text=self.line.text,
            channel=Channel.VISIT,
            topic=self.topic,
            town=town,
            village=village,
            reporter=self.line.reporter,
            contact=self.line.contact,
            happened_on=on,
        )
        mark = content_mark("", said.text)
        return registration(said, made, "", mark, earlier(mark), Origin(fixed_as=problem))

    def _fixed(self, problem: str, opinion: str, on: date, evidence: tuple[Evidence, ...]) -> list[Order]:
        town, village = self.where
        said = {"text": self.line.text, "reporter": self.line.reporter, "contact": self.line.contact}
        title = borrowed(said)
        registered = RegisterProblem(
            problem=problem,
            number="",
            title=title,
            statement="",
            topic=self.topic,
            channel=Channel.VISIT,
            town=town,
            village=village,
            nature=Nature.IMMEDIATE,
            opinions=(opinion,),
            reachable=(opinion,) if self.line.contact.strip() else (),
        )
        shown = tuple(each for each in evidence if each.dated_on >= on)
        measure = self.line.done.strip() or title
        fixed = RectifyAtOnce(measure=measure, done_on=on, evidence=shown)
        return [Order(f"problem/{problem}", registered), Order(f"problem/{problem}", fixed)]

    def _dispute(self, made: str, unit: str) -> Order:
        parties = " ".join(filter(None, (self.line.reporter.strip(), self.line.contact.strip())))
        order = RegisterDispute(
            dispute=made,
            kind_of=self.line.dispute or DisputeKind.OTHER,
            place=self.place,
            unit=unit,
            mediator=self.by.person,
            visit=self.visit,
            matter=self.line.text,
            parties=parties,
        )
        return Order(f"dispute/{made}", order)


def _where(place: str) -> tuple[str, str]:
    """Town and village of what was visited; empty for a department."""
    row = now(Unit).filter(key=place).first()
    if row is None or row.tier == Tier.TOWN.value:
        return (place if row else "", "")
    return (row.parent, place) if row.tier == Tier.BRANCH.value else ("", "")
