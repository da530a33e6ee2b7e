"""Circuit visits at the desk: who may go is worked out, drawn items are given to those who go, what is found goes to the problem list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sandan.desk import circuit, look_back
from sandan.desk.handle import Done, Order, Transaction, handle_built, identify
from sandan.domain import circuit_visit, problem_command
from sandan.domain.authority import Actor
from sandan.domain.circuit import Method, Terms, bar
from sandan.domain.circuit_visit import Found
from sandan.domain.look_back import AssignChecker, LookBackStatus, SetFindingAside
from sandan.domain.values import Channel, Evidence, Nature, Refusal, Topic, require
from sandan.projections.circuit_group import CircuitGroup, members_on
from sandan.projections.circuit_visit import STANDING, CircuitItem, CircuitVisit, waiting_items
from sandan.projections.clash import near
from sandan.projections.look_back import LookBack, LookBackItem
from sandan.projections.number import PROBLEM, number
from sandan.projections.unit import names
from sandan.projections.version import now


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Plan a visit; where the entry says that it was held, say that in the same go (one entry, law 11).

    `data`: group, place, on, and if wanted: title, team (ids; nobody named: all of the group who may go), unannounced, reason; of one
    that was held: held, methods, note, evidence. `clashes` where they are known already.
    """
    of = identify(key)
    plan = visit_to(of, data, by)
    orders = [Order(f"circuit_visit/{of}", plan)]
    if data.get("held"):
        hold = circuit_visit.HoldVisit(
            visit=of,
            held_on=data["on"],
            methods=tuple(Method(each) for each in data.get("methods") or ()),
            note=data.get("note") or "",
            evidence=tuple(data.get("evidence") or ()),
        )
        orders.append(Order(f"circuit_visit/{of}", hold))
    return orders


def visit_to(of: str, data: Mapping[str, Any], by: Actor) -> circuit_visit.PlanVisit:
    """The order that plans the visit `of`, with all that its decider has to know."""
    group, unit, on = data["group"], data["place"], data["on"]
    known = circuit.terms(on)
    row = now(CircuitGroup).filter(key=group).first()
    require(row is not None, "unknown_circuit_group")
    assert row is not None
    title = data.get("title") or f"{row.title} · {names().get(unit, '')}"
    return circuit_visit.PlanVisit(
        visit=of,
        title=title[:200],
        group=group,
        unit=data.get("unit") or row.unit or by.unit,
        on=on,
        announced=not data.get("unannounced"),
        clashes=near(unit, on, known.apart_days) if data.get("clashes") is None else tuple(data["clashes"]),
        reason=data.get("reason") or "",
        plan=data.get("plan") or "",
        **_who(group, unit, on, known, data.get("team") or ()),
    )


def move(row: CircuitVisit, data: Mapping[str, Any]) -> circuit_visit.MoveVisit:
    """The order that moves a visit. `data`: on, team (ids; nobody named: all who may go), reason."""
    known = circuit.terms(data["on"])
    return circuit_visit.MoveVisit(
        visit=row.key,
        on=data["on"],
        clashes=near(row.place, data["on"], known.apart_days, row.key),
        reason=data.get("reason") or row.grounds,
        **_who(row.group, row.place, data["on"], known, data.get("team") or ()),
    )


def _who(group: str, unit: str, on: date, known: Terms, team: Sequence[str]) -> dict[str, Any]:
    """Who goes: those named, or all of the group who may. Nobody is left out without a word who was named."""
    row = now(CircuitGroup).filter(key=group).first()
    members = members_on(on).get(group, ())
    able, where = circuit.checkers(on), circuit.place(unit, on)
    if team:
        missing = next((each for each in team if each not in able), "")
        if missing:
            raise Refusal("not_a_checker", person=missing)
        going = [able[each] for each in team]
    else:
        going = [able[each] for each in members if each in able and bar(able[each], where, on, known) is None]
    leader = row.leader if row is not None else ""
    return {"team": tuple(going), "members": members, "leader": leader, "place": where, "terms": known}


def to_take(row: CircuitVisit) -> list[LookBackItem]:
    """Drawn items that the visited unit had, that have no finding yet and that no visit that stands has taken along.

    What a visit took along that was called off is there again, and so is a problem that another look-back draws once more.
    """
    drawn = now(LookBack).filter(status=LookBackStatus.DRAWN.value).values("key")
    standing = now(CircuitVisit).filter(status__in=STANDING).values("key")
    along = now(CircuitItem).filter(visit__in=standing).exclude(look_back="")
    taken = set(along.values_list("look_back", "problem"))
    rows = now(LookBackItem).filter(look_back__in=drawn, verdict="", ended_on__isnull=True, unit=row.place)
    return [each for each in rows.order_by("look_back", "key") if (each.look_back, each.problem) not in taken]


def take_sample(row: CircuitVisit, by: Actor, key: str, at: datetime | None = None) -> Done:
    """Give the drawn items of its unit to those who go along. The lot has decided which; here it is only said who looks.

    Each goes to whoever has the fewest of those who have no interest in it. An item in which everybody has one stays behind for another
    visit or another checker. Refuses (`sample_empty_here`) where nothing is left.
    """

    def build(run: Transaction) -> list[Order]:
        return sample_orders(row, run.at.date())

    return handle_built(build, by, key, f"sample {row.key}", at)


def sample_orders(row: CircuitVisit, today: date) -> list[Order]:
    """The orders by which the visit takes its items along: who looks at each stands in the look-back and in the visit."""
    able, known = circuit.checkers(today), circuit.terms(row.day)
    where = circuit.place(row.place, today)
    team = {each: able[each] for each in row.team.split() if each in able}
    going = {each: who for each, who in team.items() if bar(who, where, row.day, known) is None}
    waiting = to_take(row)
    interest = look_back.interests([each.problem for each in waiting])
    load = dict.fromkeys(sorted(going), 0)
    chosen: dict[str, list[tuple[LookBackItem, Actor]]] = {}
    for item in waiting:
        free = [each for each in load if not interest[item.problem].has(going[each])]
        if free:
            person = item.checker if item.checker in free else min(free, key=lambda each: load[each])
            load[person] += 1
            chosen.setdefault(item.look_back, []).append((item, going[person]))
    orders: list[Order] = []
    for of, pairs in sorted(chosen.items()):
        for item, who in pairs:
            if item.checker != who.person:
                given = AssignChecker(look_back=of, problem=item.problem, checker=who, interest=interest[item.problem])
                orders.append(Order(f"look_back/{of}", given))
        taken = circuit_visit.TakeSample(
            visit=row.key,
            look_back=of,
            problems=tuple(item.problem for item, _ in pairs),
            numbers=tuple(item.number for item, _ in pairs),
            checkers=tuple(who for _, who in pairs),
            place=where,
            terms=known,
        )
        orders.append(Order(f"circuit_visit/{row.key}", taken))
    require(orders, "sample_empty_here")
    return orders


def find(row: CircuitVisit, data: Mapping[str, Any], by: Actor, key: str, at: datetime | None = None) -> Done:
    """Note something new. A problem is entered on the list in the same transaction, to be sorted by the office like any other.

    `data`: found, words, evidence; of a problem also title and topic.
    """
    found = Found(data["found"])
    made = identify(key, "problem") if found is Found.PROBLEM else ""
    evidence: tuple[Evidence, ...] = tuple(data.get("evidence") or ())

    def build(run: Transaction) -> list[Order]:
        orders: list[Order] = []
        if made:
            one = problem_command.RegisterProblem(
                problem=made,
                number=number(PROBLEM, run.at.year, run.head.size + 1),
                title=data.get("title") or "",
                statement=data["words"],
                topic=Topic(data.get("topic") or Topic.OTHER.value),
                channel=Channel.INSPECTION,
                town=row.town,
                village=row.village,
                nature=Nature.DEADLINE,
                origin=problem_command.Origin("circuit_visit", row.key, row.unit),
            )
            orders.append(Order(f"problem/{made}", one))
        noted = circuit_visit.NoteFinding(
            visit=row.key,
            finding=identify(key, "finding"),
            found=found,
            said=data["words"],
            problem=made,
            evidence=evidence,
        )
        return [*orders, Order(f"circuit_visit/{row.key}", noted)]

    return handle_built(build, by, key, repr((row.key, data["found"], data["words"])), at)


def feed_back(row: CircuitVisit, said: str, on: date) -> circuit_visit.FeedBack:
    """The order that tells the unit."""
    return circuit_visit.FeedBack(visit=row.key, said=said, terms=circuit.terms(on), waiting=waiting_items(row.key))


def decide_orders(row: CircuitVisit, item: CircuitItem, upheld: bool, words: str, on: date) -> list[Order]:
    """What deciding on an objection means: where the unit is right about a drawn item, the look-back's own finding is set aside, too.

    So both registers and their figures say the same. Whoever judged the item before may not decide so (law 4).
    """
    orders = [Order(f"circuit_visit/{row.key}", decide_again(row, item.finding, upheld, words, on))]
    if upheld and item.look_back:
        interest = look_back.interests([item.problem])[item.problem]
        aside = SetFindingAside(look_back=item.look_back, problem=item.problem, reason=words, interest=interest)
        orders.append(Order(f"look_back/{item.look_back}", aside))
    return orders


def decide_again(row: CircuitVisit, finding: str, upheld: bool, words: str, on: date) -> circuit_visit.DecideAgain:
    """The order that decides on an objection."""
    return circuit_visit.DecideAgain(
        visit=row.key,
        finding=finding,
        upheld=upheld,
        said=words,
        place=circuit.place(row.place, on),
        terms=circuit.terms(on),
    )
