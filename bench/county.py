"""A county to measure on, filled by real commands, many in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sandan.desk.handle import Order, handle, identify
from sandan.domain import appointment, opinion, person, problem_command, task, unit
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Channel, Evidence, Outcome, Tier, Topic
from sandan.domain.wire import Command

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PER_DAY = 2000
TOPICS = list(Topic)


@dataclass(frozen=True)
class County:
    """Who is there."""

    units: tuple[str, ...]
    towns: tuple[str, ...]
    office: str
    dispatcher: Actor
    clerk: Actor
    verifier: Actor
    heads: tuple[Actor, ...]


OPERATOR = Actor(frozenset({Role.OPERATOR}), person="bench")


def found(name: str, tier: Tier, parent: str, at: datetime = START) -> str:
    """Establish a unit; its id."""
    key = identify(f"unit {name}")
    order = unit.EstablishUnit(unit=key, unit_name=name, tier=tier, parent=parent)
    handle([Order(f"unit/{key}", order)], OPERATOR, key, at)
    return key


def seat(county: str, where: str, name: str, *roles: Role, at: datetime = START) -> Actor:
    """Register a person and give them a post in the unit `where` of the county."""
    who, post = identify(f"person {name}"), identify(f"post {name}")
    named = person.RegisterPerson(person=who, person_name=name)
    held = appointment.MakeAppointment(
        appointment=post, person=who, unit=where, post=name, roles=roles, from_on=at.date()
    )
    handle([Order(f"person/{who}", named), Order(f"appointment/{post}", held)], OPERATOR, post, at)
    return Actor(frozenset(roles), who, post, where, (where, county), frozenset({where, county}))


def establish() -> County:
    """One county, an office, 40 units, 11 towns, and somebody in each."""
    county = found("度量县", Tier.COUNTY, "")
    office = found("整改办", Tier.SYSTEM, county)
    units = tuple(found(f"第{n}局", Tier.SYSTEM, county) for n in range(40))
    towns = tuple(found(f"第{n}镇", Tier.TOWN, county) for n in range(11))
    return County(
        units,
        towns,
        office,
        seat(county, office, "调度", Role.DISPATCHER),
        seat(county, office, "登记", Role.CLERK),
        seat(county, office, "验收", Role.VERIFIER),
        tuple(seat(county, each, f"负责{n}", Role.UNIT_HEAD, Role.HANDLER) for n, each in enumerate(units)),
    )


def heard(county: County, n: int) -> Order:
    """The order that enters opinion number `n`."""
    key = identify("opinion", str(n))
    order = opinion.RegisterOpinion(
        opinion=key,
        number=f"Y2026-{n:06}",
        receipt=f"code-{n}",
        receipt_mark=identify("receipt", str(n)),
        channel=Channel.VISIT,
        topic=TOPICS[n % len(TOPICS)],
        town=county.towns[n % len(county.towns)],
        title="村口的路灯坏了",
        text=f"村口的路灯从上个月起就不亮了，老人晚上出门摔过跤，反映过几次没有人来修，请尽快处理。第{n}件。",
        reporter="某某某",
        contact="13800000000",
        mark=identify("mark", str(n)),
    )
    return Order(f"opinion/{key}", order)


def problems(county: County, first: int, last: int, size: int = 250) -> None:
    """Enter problems `first` to `last` - 1: all accepted, most dispatched, some worked off, a few struck off."""
    for start in range(first, last, size):
        numbers = range(start, min(start + size, last))
        at = START + timedelta(days=start // PER_DAY)
        for by, orders in _steps(county, numbers, at.date()):
            if orders:
                handle(orders, by, f"bench {by.appointment} {start} {orders[0].command.name}", at)


def key_of(n: int) -> str:
    """The id of problem number `n`."""
    return identify("problem", str(n))


def _steps(county: County, numbers: range, on: date) -> Iterator[tuple[Actor, list[Order]]]:
    def orders(wanted: Callable[[int], bool], *make: Callable[[int], Command]) -> list[Order]:
        return [Order(f"problem/{key_of(n)}", each(n)) for n in numbers if wanted(n) for each in make]

    def everyone(_n: int) -> bool:
        return True

    def dispatched(n: int) -> bool:
        return n % 10 != 0

    yield (
        county.dispatcher,
        orders(everyone, lambda n: _registered(county, n), lambda _: problem_command.AcceptProblem())
        + orders(
            dispatched, lambda n: problem_command.DispatchProblem(unit=county.units[n % 40], due_on=on + timedelta(30))
        ),
    )
    evidence = (Evidence("00" * 32, on, "照片"),)
    for index, head in enumerate(county.heads):
        yield (
            head,
            orders(
                lambda n, index=index: dispatched(n) and n % 3 == 0 and n % 40 == index,  # type: ignore[misc]  # mypy sees no default of a lambda
                lambda _: problem_command.SignFor(),
                lambda n: task.PlanTask(
                    task=identify("task", str(n)), measure="换灯", standard="亮", from_on=on, to_on=on
                ),
                lambda n: task.CompleteTask(task=identify("task", str(n)), done_on=on, evidence=evidence),
                lambda _: problem_command.RequestClosure(outcome=Outcome.RECTIFIED, account="已更换"),
            ),
        )
    yield (
        county.verifier,
        orders(
            lambda n: dispatched(n) and n % 9 == 0,
            lambda _: problem_command.VerifyProblem(finding="已亮", on_site=True),
        ),
    )
    yield county.dispatcher, orders(lambda n: dispatched(n) and n % 18 == 0, lambda _: problem_command.StrikeOff())


def _registered(county: County, n: int) -> problem_command.RegisterProblem:
    return problem_command.RegisterProblem(
        problem=key_of(n),
        number=f"W2026-{n:05}",
        title=f"第{n}处路灯不亮",
        statement="村口的路灯从上个月起就不亮了，老人晚上出门摔过跤。",
        topic=TOPICS[n % len(TOPICS)],
        channel=Channel.VISIT,
        town=county.towns[n % 11],
    )
