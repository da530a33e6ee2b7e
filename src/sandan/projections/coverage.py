"""Responsibility coverage (责任覆盖): who answers on a day, at each of the four tiers, for a place, sector, problem or task. Queries only.

Two clocks: `on`, the effective day, and `position`, what was known then (None: now). A tier has one answer for a day, or nobody and why:

* county: the leader assigned to the village, else to its town (包抓); where no place is known or nobody is assigned to it, the leader in
  charge of the topic, else of the department whose matter it is (分管);
* system: the head of the department on whose duty list the topic stands, else of the unit that has the problem, if that is a department;
* town and branch: the chief of the town and of the village. A place that was merged is answered for by what came after it.

A unit is answered for by the holder of its chief post, else by whoever acts in it; where no chief post was ever set up, by its head in the
order of appointment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from sandan.domain import task
from sandan.domain.authority import Role
from sandan.domain.values import Tier
from sandan.projections.appointment import Appointment, running
from sandan.projections.assignment import Assignment
from sandan.projections.count import FIGURES
from sandan.projections.duty import Duty
from sandan.projections.handover import NAMED
from sandan.projections.post import Post
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.task import Task
from sandan.projections.unit import Spell, Unit
from sandan.projections.version import as_of

TIERS = tuple(Tier)
MOST = 50
"""How many findings of one kind a page shows; the next page begins after the position of the last."""


class Why(StrEnum):
    """Why nobody answers."""

    NO_ASSIGNMENT = "no_assignment"
    """No leader is assigned to the place or sector."""
    LEADER_LEFT = "leader_left"
    """The leader assigned holds no post on the day."""
    VACANT = "vacant"
    """The unit's chief post is held by nobody."""
    NO_HEAD = "no_head"
    """The unit has no chief post, and nobody is its head."""
    NO_UNIT = "no_unit"
    """No unit of this tier is known for it."""
    SILENT = "silent"
    """The topic stands on no department's duty list, and no department has the problem."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers at a tier: a person in a unit since a day. `by` is the place, department or topic by which it falls to them."""

    tier: Tier
    person: str = ""
    unit: str = ""
    post: str = ""
    acting: bool = False
    since: date | None = None
    by: str = ""
    why: Why | None = None
    """None where somebody answers."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a problem or task is about, as far as it matters for who answers."""

    town: str = ""
    village: str = ""
    topic: str = ""
    unit: str = ""


class Day:
    """The organisation as it stood on a day, as known at a position: read in six queries, whatever is asked of it afterwards."""

    def __init__(self, on: date, position: int | None = None) -> None:
        self.on, self.position = on, position
        there = running(on)
        self.spells = {each.unit: each for each in as_of(Spell, position).filter(there)}
        self._after = dict(
            as_of(Unit, position).filter(abolished_on__lte=on).exclude(successor="").values_list("key", "successor")
        )
        self.posts = list(as_of(Post, position).filter(there).order_by("position"))
        held = list(as_of(Appointment, position).filter(there).order_by("from_on", "position"))
        self.held: dict[str, list[Appointment]] = defaultdict(list)
        """Posts held, by person."""
        self._of_post: dict[str, list[Appointment]] = defaultdict(list)
        self._heads: dict[str, Appointment] = {}
        for each in held:
            self.held[each.person].append(each)
            if each.post_id:
                self._of_post[each.post_id].append(each)
            if Role.UNIT_HEAD in each.roles.split():
                self._heads.setdefault(each.unit, each)
        self._chief = {each.unit: each for each in self.posts if each.chief}
        self.assignments = list(as_of(Assignment, position).filter(there).order_by("position"))
        self._leader = {(each.unit, each.topic): each for each in self.assignments if each.tier == Tier.COUNTY}
        self._departments: dict[str, list[str]] = defaultdict(list)
        duties = as_of(Duty, position).filter(there).exclude(topic="").order_by("from_on", "position")
        for unit, topic in duties.values_list("unit", "topic"):
            if unit in self.spells and self.spells[unit].tier == Tier.SYSTEM:
                self._departments[topic].append(unit)

    # Units

    def now_called(self, unit: str) -> str:
        """A unit, or what had come after it by the day."""
        seen: set[str] = set()
        while unit in self._after and unit not in seen:
            seen.add(unit)
            unit = self._after[unit]
        return unit

    def above(self, unit: str) -> tuple[str, ...]:
        """A unit and those above it on the day, nearest first."""
        found: list[str] = []
        while unit in self.spells and unit not in found:
            found.append(unit)
            unit = self.spells[unit].parent
        return tuple(found)

    def vacant(self) -> list[Post]:
        """The posts that nobody holds or acts in, chiefs first."""
        empty = [each for each in self.posts if not self._of_post.get(each.key) and each.unit in self.spells]
        return sorted(empty, key=lambda each: (not each.chief, each.position))

    def acting(self) -> list[Appointment]:
        """Who acts in a post that nobody holds."""
        return [each for many in self._of_post.values() for each in many if each.acting]

    def holders(self, post: str) -> list[Appointment]:
        """Who holds a post, or acts in it."""
        return self._of_post.get(post, [])

    # Answers

    def place(self, unit: str) -> dict[Tier, Answer]:
        """Who answers for a town or village. The system tier has no place."""
        of = self.now_called(unit)
        tier = self.spells[of].tier if of in self.spells else ""
        town, village = (self._town(of), of) if tier == Tier.BRANCH else (of, "")
        return self.case(Case(town=town, village=village))

    def topic(self, topic: str) -> dict[Tier, Answer]:
        """Who answers for a subject. Towns and villages answer for places only."""
        return self.case(Case(topic=topic))

    def case(self, of: Case) -> dict[Tier, Answer]:
        """Who answers for what is about a place and a subject, and lies with a unit."""
        village = self.now_called(of.village) if of.village else ""
        town = self.now_called(of.town) if of.town else self._town(village)
        lead = self.now_called(of.unit) if of.unit else ""
        department = self._department(of.topic, lead)
        return {
            Tier.COUNTY: self._county(village, town, of.topic, department),
            Tier.SYSTEM: self._chief_of(Tier.SYSTEM, department, Why.SILENT),
            Tier.TOWN: self._chief_of(Tier.TOWN, town, Why.NO_UNIT),
            Tier.BRANCH: self._chief_of(Tier.BRANCH, village, Why.NO_UNIT),
        }

    def _town(self, village: str) -> str:
        return next((each for each in self.above(village)[1:] if self.spells[each].tier == Tier.TOWN), "")

    def _department(self, topic: str, lead: str) -> str:
        """The department whose matter it is: the one that has it, where its own list names the topic, else the first whose list does."""
        listed = self._departments.get(topic, [])
        if lead in listed or not listed:
            return lead if lead in self.spells and self.spells[lead].tier == Tier.SYSTEM else ""
        return listed[0]

    def _county(self, village: str, town: str, topic: str, department: str) -> Answer:
        left: Answer | None = None
        for by, key in (
            (village, (village, "")),
            (town, (town, "")),
            (topic, ("", topic)),
            (department, (department, "")),
        ):
            found = self._leader.get(key) if by else None
            if found is None:
                continue
            posts = self.held.get(found.leader, [])
            if posts:
                best = next((each for each in posts if Role.LEADER in each.roles.split()), posts[0])
                return Answer(Tier.COUNTY, found.leader, best.unit, best.post, best.acting, found.from_on, by)
            left = left or Answer(Tier.COUNTY, found.leader, since=found.from_on, by=by, why=Why.LEADER_LEFT)
        return left or Answer(Tier.COUNTY, why=Why.NO_ASSIGNMENT)

    def _chief_of(self, tier: Tier, unit: str, none: Why) -> Answer:
        if unit not in self.spells:
            return Answer(tier, why=none)
        seat = self._chief.get(unit)
        if seat is not None:
            there = self._of_post.get(seat.key, [])
            best = next((each for each in there if not each.acting), there[0] if there else None)
            if best is None:
                return Answer(tier, unit=unit, post=seat.title, by=unit, why=Why.VACANT)
        else:
            best = self._heads.get(unit)
            if best is None:
                return Answer(tier, unit=unit, by=unit, why=Why.NO_HEAD)
        return Answer(tier, best.person, unit, best.post, best.acting, best.from_on, unit)

    # Places and sectors, for the page

    def places(self) -> list[Spell]:
        """Towns with their villages behind them, in the order of the tree."""
        below: dict[str, list[Spell]] = defaultdict(list)
        for each in sorted(self.spells.values(), key=lambda spell: spell.position):
            below[each.parent].append(each)
        towns = [
            each for each in sorted(self.spells.values(), key=lambda spell: spell.position) if each.tier == Tier.TOWN
        ]
        return [
            one for town in towns for one in (town, *(each for each in below[town.unit] if each.tier == Tier.BRANCH))
        ]

    def in_unit(self, person: str, unit: str) -> bool:
        """Whether someone holds a post in a unit, below it, or above it."""
        over = self.above(self.now_called(unit))
        return any(
            over and (over[0] in self.above(each.unit) or each.unit in over) for each in self.held.get(person, [])
        )


def answers(
    *,
    place: str = "",
    topic: str = "",
    problem: str = "",
    task: str = "",
    on: date,
    position: int | None = None,
    day: Day | None = None,
) -> dict[Tier, Answer]:
    """Who answers for a place, a topic, a problem or a task (one of them) on a day, as known at a position."""
    that = day or Day(on, position)
    if place:
        return that.place(place)
    if topic:
        return that.topic(topic)
    of = as_of(Problem, position)
    if task:
        row = as_of(Task, position).filter(key=task).first()
        found = of.filter(key=row.problem).first() if row else None
        return that.case(_case(found, row.unit if row else ""))
    return that.case(_case(of.filter(key=problem).first()))


def _case(row: Problem | None, unit: str = "") -> Case:
    return Case(row.town, row.village, row.topic, unit or row.unit) if row else Case()


class Kind(StrEnum):
    """What is wrong with who is named on an open problem or task."""

    NOBODY = "nobody"
    """The responsibility list names neither a leader nor a person in charge who holds a post."""
    NO_POST = "no_post"
    """Named, and holds no post any more."""
    ELSEWHERE = "elsewhere"
    """Named, and holds no post any more in the unit that has it, nor above or below it."""
    OWN_JUDGE = "own_judge"
    """Named as verifier, and as one who answers for the work or in the unit that does it (law 4)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with who is named. `part` is as what: leader, person, supervising_leader or verifier; "" where nobody is.

    `position` is the problem's: the place in the list.
    """

    kind: Kind
    problem: str
    number: str
    title: str
    unit: str
    position: int
    task: str = ""
    part: str = ""
    person: str = ""


@dataclass(slots=True)
class Survey:
    """What one reading of the open problems and tasks gave. Lists hold at most `most` findings after a position; counts hold all."""

    problems: int = 0
    tasks: int = 0
    covered: int = 0
    """Open problems with somebody named who holds a post: the figure `problems.answered_for`."""
    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    findings: dict[Kind, list[Finding]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    more: set[Kind] = field(default_factory=set)
    loads: dict[str, int] = field(default_factory=dict)
    """How many open problems and tasks name a person as leader or person in charge."""
    holes: dict[Tier, int] = field(default_factory=lambda: dict.fromkeys(TIERS, 0))
    """Open problems for which nobody answers, by tier."""

    def overloaded(self, threshold: int) -> list[tuple[str, int]]:
        """Who is named on more open problems and tasks than `threshold`, the most first."""
        many = [(who, count) for who, count in self.loads.items() if count > threshold]
        return sorted(many, key=lambda each: (-each[1], each[0]))


def look(
    day: Day, after: Mapping[Kind, int] | None = None, most: int = MOST, units: Iterable[str] | None = None
) -> Survey:
    """Read the open problems with their tasks and those named on them, once: three queries, and memory for what is found.

    `after` says after which position the list of each kind begins (keyset); `units` narrows to problems that these units have.
    """
    found, begin = Survey(), dict(after or {})
    rows = _open_problems(day, units)
    open_task = [each.value for each in task.OPEN]
    of_tasks = as_of(Task, day.position).filter(status__in=open_task, problem__in=rows.values("key"))
    tasks = dict(of_tasks.values_list("key", "number"))
    named: dict[str, list[Responsibility]] = defaultdict(list)
    for row in (
        as_of(Responsibility, day.position).filter(problem__in=rows.values("key")).order_by("position").iterator()
    ):
        if not row.task or row.task in tasks:
            named[row.problem].append(row)
    found.tasks = len(tasks)
    for one in rows.order_by("position").iterator():
        found.problems += 1
        for tier, answer in day.case(_case(one)).items():
            found.holes[tier] += answer.why is not None
        for finding in _judge(day, one, named.pop(one.key, []), tasks, found):
            _keep(found, finding, begin.get(finding.kind, 0), most)
    return found


def _open_problems(day: Day, units: Iterable[str] | None) -> QuerySet[Problem]:
    predicate = FIGURES["problems.open"].predicate
    assert predicate is not None
    rows = as_of(Problem, day.position).filter(predicate(day.on, day.position))
    return rows if units is None else rows.filter(unit__in=list(units))


def _judge(day: Day, of: Problem, rows: list[Responsibility], tasks: dict[str, str], found: Survey) -> list[Finding]:
    findings = []
    whole = next((each for each in rows if not each.task), None)
    if whole is not None and any(day.held.get(each) for each in (whole.leader, whole.person) if each):
        found.covered += 1
    else:
        findings.append(Finding(Kind.NOBODY, of.key, of.number, of.title, of.unit, of.position))
    workers = {each for row in rows for each in (row.leader, row.person) if each}
    for row in rows:
        place = (of.key, tasks.get(row.task, of.number), of.title, row.lead_unit, of.position, row.task)
        for part in NAMED:
            person = getattr(row, part)
            if not person:
                continue
            if part in ("leader", "person"):
                found.loads[person] = found.loads.get(person, 0) + 1
            if not day.held.get(person):
                findings.append(Finding(Kind.NO_POST, *place, part, person))
            elif part in ("leader", "person") and not day.in_unit(person, row.lead_unit):
                findings.append(Finding(Kind.ELSEWHERE, *place, part, person))
        if row.verifier and (row.verifier in workers or _works_in(day, row.verifier, row.lead_unit)):
            findings.append(Finding(Kind.OWN_JUDGE, *place, "verifier", row.verifier))
    return findings


def _works_in(day: Day, person: str, unit: str) -> bool:
    lead = day.now_called(unit)
    return any(lead in day.above(each.unit) for each in day.held.get(person, []))


def _keep(found: Survey, finding: Finding, after: int, most: int) -> None:
    found.counts[finding.kind] += 1
    if finding.position <= after:
        return
    listed = found.findings[finding.kind]
    # All findings of one problem stay on one page, so that the next page can begin after its position.
    if len(listed) < most or listed[-1].position == finding.position:
        listed.append(finding)
    else:
        found.more.add(finding.kind)
