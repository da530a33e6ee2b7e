"""A city's requests told to an empty county by real commands, and its own verdicts held against the figures that come of it.

A row is registered, accepted, dispatched with the day of its target as the deadline, signed for, and its outcome claimed at its closing
moment. A row without a target has no deadline to be dispatched by: it is closed by immediate rectification, the one way that needs none.
The hours are told as they stand in the file, in the county's own zone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone

from bench.county import found, seat
from bench.request import OVERDUE, Request
from sandan.desk.handle import Order, handle, identify
from sandan.domain import problem_command, problem_event
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Channel, Evidence, Outcome, Tier, Topic
from sandan.domain.wire import Command
from sandan.ledger import read
from sandan.ledger.file import keep
from sandan.projections import figure

CLAIMS = (problem_event.ProblemClosureRequested.kind, problem_event.ProblemRectifiedAtOnce.kind)
RATES = tuple(id for id, each in figure.FIGURES.items() if each.is_rate and each.denominator == "problems.due")
"""The on-time rates."""
PROOF = b"The city's file says that the request was closed.\n"
"""What stands for evidence where the desk wants some; kept like any, so that the county verifies."""
LATER_HOUR = "closed on the target's day, after its hour"
STILL_OPEN = "still open on the target's day, after its hour"
UNEXPLAINED = "unexplained"
EXAMPLES = 3


@dataclass
class Report:
    """What the comparison found. Every count is of rows."""

    as_of: datetime
    rows: int = 0
    without_target: int = 0
    silent: int = 0
    """Rows with a target of which the city says neither."""
    by_day: Counter[str] = field(default_factory=Counter)
    """Rows that the figures judge otherwise than the city, by kind."""
    by_moment: int = 0
    """Rows that the claim's moment in the ledger judges otherwise than the city."""
    day_before: int = 0
    """Rows that would be judged otherwise if the deadline were the day before the target's."""
    equal: int = 0
    examples: dict[str, list[Request]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    """What may not be, in words: a row without a target in a rate, figures that contradict each other."""
    rates: dict[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every row is judged as the city judged it, by days or, where these can't tell, by moments; and there are no faults."""
        return not self.faults and not self.by_moment and not self.by_day[UNEXPLAINED]


def key_of(one: Request) -> str:
    """The id of the row's problem."""
    return identify("replay", one.id)


def aware(moment: datetime) -> datetime:
    """The file's wall clock as a moment of the county's."""
    return moment.replace(tzinfo=timezone.get_default_timezone())


def tell(requests: Iterable[Request], say: Callable[[str], None]) -> None:
    """Tell every row to the ledger, which must be empty.

    Openings of one day go in together, at its first moment: the deadline is a day, so the hour of an opening bears on nothing. Claims are
    told at their own second, each second in a transaction of its own.
    """
    rows = sorted(requests, key=lambda each: each.opened)
    claims = sorted((each for each in rows if each.closed), key=_claimed)
    begun = aware(_day(rows[0].opened)) - timedelta(days=1)
    county = found("重放县", Tier.COUNTY, "", begun)
    dispatcher = seat(county, found("整改办", Tier.SYSTEM, county, begun), "调度", Role.DISPATCHER, at=begun)
    heads = {
        each: seat(county, found(each, Tier.SYSTEM, county, begun), f"{each} 负责人", Role.UNIT_HEAD, at=begun)
        for each in sorted({each.department for each in rows})
    }
    opened = {day: list(each) for day, each in groupby(rows, lambda each: each.opened.date())}
    closed = {day: list(each) for day, each in groupby(claims, lambda each: _claimed(each).date())}
    done = 0
    for day in sorted({*opened, *closed}):
        for part, (by, orders) in enumerate(_opened(opened.get(day, []), dispatcher, heads)):
            handle(orders, by, f"replay {day} {part}", aware(datetime.combine(day, time.min)))
        for second, rest in groupby(closed.get(day, []), _claimed):
            for part, (by, orders) in enumerate(_by_unit(list(rest), heads, _claim)):
                handle(orders, by, f"replay {second} {part}", aware(second))
        if (done := done + len(opened.get(day, []))) and day.day == 1:
            say(f"{day}: {done:,} rows, {read.head().size:,} entries")


def _day(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time.min)


def _claimed(one: Request) -> datetime:
    """When the claim is told: at the closing, but not before the day on which the row was opened."""
    assert one.closed is not None
    return max(one.closed, _day(one.opened))


def _opened(rows: list[Request], dispatcher: Actor, heads: dict[str, Actor]) -> Iterator[tuple[Actor, list[Order]]]:
    orders = []
    for each in rows:
        steps: list[Command] = [_registered(each), problem_command.AcceptProblem()]
        if each.target:
            steps.append(problem_command.DispatchProblem(unit=heads[each.department].unit, due_on=each.target.date()))
        orders += _orders(each, *steps)
    if orders:
        yield dispatcher, orders
    yield from _by_unit([each for each in rows if each.target], heads, lambda _: problem_command.SignFor())


def _by_unit(
    rows: list[Request], heads: dict[str, Actor], make: Callable[[Request], Command]
) -> Iterator[tuple[Actor, list[Order]]]:
    for department in sorted({each.department for each in rows}):
        own = [each for each in rows if each.department == department]
        yield heads[department], [order for each in own for order in _orders(each, make(each))]


def _orders(one: Request, *commands: Command) -> list[Order]:
    return [Order(f"problem/{key_of(one)}", each) for each in commands]


def _registered(one: Request) -> problem_command.RegisterProblem:
    return problem_command.RegisterProblem(
        problem=key_of(one),
        number=f"R{one.line:07}",
        title=f"Request {one.id}",
        statement=f"Request {one.id}",
        topic=Topic.OTHER,
        channel=Channel.HOTLINE,
    )


def _claim(one: Request) -> Command:
    """The unit's claim. The file tells of no task, so the outcome claims none; no deadline rests on it."""
    if one.target:
        return problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account="Closed")
    day = _claimed(one).date()
    proof = Evidence(keep(PROOF), day)
    return problem_command.RectifyAtOnce(measure="Closed", done_on=day, evidence=(proof,))


def compare(requests: Iterable[Request], as_of: datetime) -> Report:
    """Hold the figures as of a moment of the city's wall clock against its verdicts, row by row and in total."""
    on, position = as_of.date(), read.position_at(aware(as_of))
    report = Report(as_of)
    keys = _Keys(on, position)
    due, on_time, overdue = keys("problems.due"), keys("problems.on_time"), keys("problems.overdue")
    claimed = {
        entry.stream.partition("/")[2]: timezone.make_naive(entry.recorded_at, timezone.get_default_timezone())
        for entry in read.entries(0, position)
        if entry.kind in CLAIMS
    }
    rated = {id: keys(id) | keys(id, "denominator") for id in RATES}
    for one in requests:
        key = key_of(one)
        report.rows += 1
        if one.target is None:
            report.without_target += 1
            report.faults += [
                f"line {one.line} has no target and is in {id}" for id, held in rated.items() if key in held
            ]
            continue
        late = key in due and key not in on_time
        if (key in overdue) != (late and key not in claimed):
            report.faults.append(f"line {one.line}: problems.overdue and problems.due do not agree")
        if not one.judged:
            report.silent += 1
            continue
        _judge(report, one, late, claimed.get(key))
    report.faults += _totals(report, keys)
    return report


def _judge(report: Report, one: Request, late: bool, claimed: datetime | None) -> None:
    assert one.target is not None
    told, city = claimed or report.as_of, one.city == OVERDUE
    report.day_before += (told.date() > one.target.date() - timedelta(days=1)) != city
    if (told > one.target) != city:
        report.by_moment += 1
        report.examples["by the moment"].append(one)
    if late == city:
        report.equal += 1
        return
    kind = UNEXPLAINED
    if city and told.date() == one.target.date() and told > one.target:
        kind = LATER_HOUR if claimed else STILL_OPEN
    report.by_day[kind] += 1
    if len(report.examples[kind]) < EXAMPLES:
        report.examples[kind].append(one)


class _Keys:
    """The problems behind a figure, as its drill-down lists them."""

    def __init__(self, on: date, position: int) -> None:
        self.on, self.position = on, position

    def __call__(self, id: str, part: figure.Part = "numerator") -> set[str]:
        return set(figure.records(id, part, on=self.on, position=self.position).values_list("key", flat=True))


def _totals(report: Report, keys: _Keys) -> Iterator[str]:
    """Faults of the totals: what a rate says must be what its records count to."""
    for value in figure.compute(RATES, on=keys.on, position=keys.position):
        id = value.figure.id
        report.rates[id] = f"{value.value} % ({value.numerator:,} of {value.denominator:,})"
        if (value.numerator, value.denominator) != (len(keys(id)), len(keys(id, "denominator"))):
            yield f"{id} is not what its records count to"
