"""The inbox and the three lists: what a filter lets through, and what stands beside each row.

Every single filter of a list is answered by a partial index over current rows, so a page costs the same however long the ledger grows; a
search in the titles, and a list as of a past position, read through the rows. No clock here: `today` is an argument.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from sandan.domain import problem, survey, task
from sandan.domain.opinion import OpinionStatus
from sandan.domain.values import Status
from sandan.ledger import read
from sandan.projections.count import FIGURES
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.responsibility import Responsibility
from sandan.projections.serving import records_of
from sandan.projections.survey import Survey
from sandan.projections.task import Task
from sandan.projections.version import Version, as_of, now, versions

MOST_CHOSEN = 500
"""How many items "everything that matches" takes at once."""
OPEN = "open"
"""A status filter for all that is on the list and not off it: the figure `problems.open`, or a task neither done nor given up."""
_WEEK = timedelta(days=7)
_NUMBER = re.compile(r"[A-Z]?(?P<year>\d{4})-(?P<serial>\d{1,9})(?:-(?P<task>\d{1,4}))?")
_CHUNK = 500


class Which(StrEnum):
    """The three lists (三个清单)."""

    PROBLEMS = "problems"
    TASKS = "tasks"
    RESPONSIBILITIES = "responsibilities"


class Answers(StrEnum):
    """What the reporters say of a problem, where somebody must act on it."""

    UNDECIDED = "undecided"
    """Before its strike-off somebody says that it is not fixed, or is not content, and nobody has decided on that."""
    UNDECIDED_AFTER = "undecided_after"
    """The same, of a problem that is struck off."""


class Due(StrEnum):
    """How a deadline lies to the day that is looked from."""

    OVERDUE = "overdue"
    WEEK = "week"
    """Today or within the next seven days."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. "" lets everything through. The same words stand in an address (`from_query`, `query`).

    `number` is a problem's or task's number, in full or its serial alone; `as_of` a ledger position, None for now.
    """

    status: str = ""
    unit: str = ""
    town: str = ""
    topic: str = ""
    channel: str = ""
    due: str = ""
    answers: str = ""
    person: str = ""
    text: str = ""
    number: str = ""
    programme: str = ""
    as_of: int | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Filter:
        """The filter that an address asks for. What is no filter is passed over; an unknown code finds nothing."""
        words = {each: query.get(each, "").strip()[:100] for each in _WORDS}
        position = query.get("as_of", "")
        return cls(
            **words, as_of=int(position) if position.isascii() and position.isdigit() and len(position) < 16 else None
        )

    def query(self) -> dict[str, str]:
        """The filter as the parameters of an address, without those that are empty."""
        found = {each: str(getattr(self, each)) for each in _WORDS if getattr(self, each)}
        return found if self.as_of is None else {**found, "as_of": str(self.as_of)}

    def only(self, *names: str) -> Filter:
        """This filter with nothing but these words and the position."""
        return replace(Filter(as_of=self.as_of), **{each: getattr(self, each) for each in names})


_WORDS = tuple(each.name for each in fields(Filter) if each.name != "as_of")

USED: dict[Which, tuple[str, ...]] = {
    Which.PROBLEMS: ("status", "unit", "town", "topic", "channel", "due", "answers", "text", "number", "programme"),
    Which.TASKS: ("status", "unit", "town", "topic", "due", "text", "number"),
    Which.RESPONSIBILITIES: ("status", "unit", "town", "topic", "person", "number"),
}
"""Which words of a filter each list understands."""


def rows(which: Which, wanted: Filter, today: date) -> QuerySet[Any]:
    """The rows of a list that `wanted` lets through, not yet ordered. `Problem`, `Task` or `Responsibility` rows."""
    match which:
        case Which.PROBLEMS:
            return problems(wanted, today)
        case Which.TASKS:
            return tasks(wanted, today)
        case Which.RESPONSIBILITIES:
            return responsibilities(wanted, today)


def problems(wanted: Filter, today: date) -> QuerySet[Problem]:
    """The problem list (问题清单)."""
    found = as_of(Problem, wanted.as_of).filter(**_equal(wanted, "unit", "town", "topic", "channel"))
    if wanted.status == OPEN:
        found = found.filter(_predicate("problems.open", today, wanted.as_of))
    elif wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.due == Due.OVERDUE:
        found = found.filter(_predicate("problems.overdue", today), status__in=_AT_WORK)
    elif wanted.due:
        week = Q(due_on__gte=today, due_on__lte=today + _WEEK, claimed_on__isnull=True)
        found = found.filter(_predicate("problems.open", today) & week) if wanted.due == Due.WEEK else found.none()
    if wanted.answers:
        found = found.filter(_undecided(wanted.answers, wanted.as_of))
    if wanted.number:
        found = found.filter(number__in=numbers(wanted.number, today)[0])
    if wanted.text:
        found = found.filter(title__contains=wanted.text)
    if wanted.programme:
        found = found.filter(key__in=records_of(wanted.programme, wanted.as_of))
    return found


_RUNGS = {
    Answers.UNDECIDED: tuple(sorted(each.value for each in survey.ASKABLE)),
    Answers.UNDECIDED_AFTER: tuple(sorted(each.value for each in survey.ANSWERABLE - survey.ASKABLE)),
}


def _undecided(which: str, position: int | None) -> Q:
    """Problems on these rungs that owe a reporter a decision, as `waiting.undecided` has them; an unknown code finds nothing."""
    owed = as_of(Survey, position).filter(undecided=True).values("problem")
    return Q(key__in=owed, status__in=_RUNGS[Answers(which)]) if which in _RUNGS else Q(pk__in=[])


def tasks(wanted: Filter, today: date) -> QuerySet[Task]:
    """The task list (任务清单). `status` and `due` are the task's own."""
    found = as_of(Task, wanted.as_of).filter(**_equal(wanted, "unit", "town", "topic"))
    if wanted.status == OPEN:
        found = found.filter(status__in=_OPEN_TASK)
    elif wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.due == Due.OVERDUE:
        found = found.filter(status__in=_OPEN_TASK, to_on__lt=today)
    elif wanted.due:
        week = Q(status__in=_OPEN_TASK, to_on__gte=today, to_on__lte=today + _WEEK)
        found = found.filter(week) if wanted.due == Due.WEEK else found.none()
    if wanted.number:
        named, serial = numbers(wanted.number, today)
        found = found.filter(problem__in=_keys(named, wanted.as_of))
        if serial:
            found = found.filter(number__in=[f"{each}-{serial}" for each in named])
    if wanted.text:
        found = found.filter(measure__contains=wanted.text)
    return found


def responsibilities(wanted: Filter, today: date) -> QuerySet[Responsibility]:
    """The responsibility list (责任清单). `status` is the problem's; `person` finds whoever is named in any part."""
    found = as_of(Responsibility, wanted.as_of).filter(**_equal(wanted, "town", "topic"))
    if wanted.unit:
        found = found.filter(lead_unit=wanted.unit)
    if wanted.person:
        who = wanted.person
        found = found.filter(Q(person=who) | Q(leader=who) | Q(verifier=who) | Q(supervising_leader=who))
    if wanted.status:
        found = found.filter(problem__in=problems(wanted.only("status"), today).values("key"))
    if wanted.number:
        named, serial = numbers(wanted.number, today)
        found = found.filter(problem__in=_keys(named, wanted.as_of))
        if serial:
            of = [f"{each}-{serial}" for each in named]
            found = found.filter(task__in=as_of(Task, wanted.as_of).filter(number__in=of).values("key"))
    return found


_OPEN_TASK = tuple(sorted(each.value for each in task.OPEN))
_AT_WORK = tuple(sorted(each.value for each in (*problem.AT_UNIT, Status.RETURN_ASKED)))
"""Where a problem can stand that has a deadline and no claimed outcome: named so that the index over the status serves."""


def numbers(text: str, today: date) -> tuple[list[str], str]:
    """The problem numbers that `text` may mean, and the serial of a task within ("" if none is named).

    A serial alone means this year's or last year's. What is no number stands for itself and so finds nothing.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if plain.isascii() and plain.isdigit() and len(plain) < 10:
        return [f"W{year}-{int(plain):05}" for year in (today.year, today.year - 1)], ""
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return [plain], ""
    return [f"W{found['year']}-{int(found['serial']):05}"], found["task"] or ""


def _keys(named: Sequence[str], position: int | None) -> list[str]:
    return list(as_of(Problem, position).filter(number__in=named).values_list("key", flat=True))


def _equal(wanted: Filter, *names: str) -> dict[str, str]:
    return {each: getattr(wanted, each) for each in names if getattr(wanted, each)}


def _predicate(figure: str, today: date, known: int | None = None) -> Q:
    predicate = FIGURES[figure].predicate
    assert predicate is not None
    return predicate(today, known)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A line of the problem list: the problem, the numbers of its opinions, and the number that it was merged into."""

    problem: Problem
    opinions: tuple[str, ...] = ()
    repeats: int = 0
    """How many of the opinions repeat an earlier one word for word."""
    merged_into: str = ""

    @property
    def position(self) -> int:
        """The keyset key."""
        return self.problem.position


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A line of the task list: the task and its problem."""

    task: Task
    problem: Problem


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """A line of the responsibility list: who is named, for what, and who in fact verified and struck it off."""

    responsibility: Responsibility
    problem: Problem
    task: Task | None = None
    verified_by: str = ""
    struck_off_by: str = ""


Row = ProblemRow | TaskRow | ResponsibilityRow


def joined(which: Which, found: Sequence[Any], position: int | None = None) -> list[Any]:
    """What stands beside these rows of a list, by a fixed number of queries however many rows there are."""
    match which:
        case Which.PROBLEMS:
            return _of_problems(found, position)
        case Which.TASKS:
            of = _by_key(Problem, {each.problem for each in found}, position)
            return [TaskRow(each, of[each.problem]) for each in found]
        case Which.RESPONSIBILITIES:
            return _of_responsibilities(found, position)


def every(which: Which, wanted: Filter, today: date, size: int = _CHUNK) -> Iterator[Row]:
    """All lines of a list, oldest first, in constant memory: `size` are read at a time."""
    run = rows(which, wanted, today).order_by("position", "key").iterator(size)
    while chunk := list(islice(run, size)):
        yield from joined(which, chunk, wanted.as_of)


def _of_problems(found: Sequence[Problem], position: int | None) -> list[ProblemRow]:
    opinions: dict[str, list[str]] = {}
    repeats: dict[str, int] = {}
    of = as_of(Opinion, position).filter(problem__in=[each.key for each in found if each.opinions])
    for key, number, repeat_of in of.order_by("position").values_list("problem", "number", "repeat_of"):
        opinions.setdefault(key, []).append(number)
        repeats[key] = repeats.get(key, 0) + bool(repeat_of)
    into = _by_key(Problem, {each.merged_into for each in found if each.merged_into}, position)
    return [
        ProblemRow(
            each,
            tuple(opinions.get(each.key, ())),
            repeats.get(each.key, 0),
            into[each.merged_into].number if each.merged_into else "",
        )
        for each in found
    ]


def _of_responsibilities(found: Sequence[Responsibility], position: int | None) -> list[ResponsibilityRow]:
    of = _by_key(Problem, {each.problem for each in found}, position)
    with_task = _by_key(Task, {each.task for each in found if each.task}, position)
    by = judged([key for key, one in of.items() if one.verified_on], position)
    return [
        ResponsibilityRow(each, of[each.problem], with_task.get(each.task), *by.get(each.problem, ("", "")))
        for each in found
    ]


def _by_key(model: type[Version], keys: Iterable[str], position: int | None) -> dict[str, Any]:
    wanted = list(keys)
    return {each.key: each for each in as_of(model, position).filter(key__in=wanted)} if wanted else {}


def judged(keys: Sequence[str], position: int | None = None) -> dict[str, tuple[str, str]]:
    """Who last verified and who last struck off each of these problems: ids of people, "" where nobody did.

    Meant for problems that stand verified; the names are in the ledger's entries, not in the tables.
    """
    if not keys:
        return {}
    found = versions(Problem).filter(key__in=keys, status__in=(Status.VERIFIED.value, Status.STRUCK_OFF.value))
    if position is not None:
        found = found.filter(since__lte=position)
    verified: dict[str, str] = {}
    closed: dict[str, str] = {}
    entries = read.opened(found.values_list("since", flat=True))
    for at in sorted(entries):
        one = entries[at]
        key = one.stream.partition("/")[2]
        if one.kind == "problem.verified/1":
            verified[key] = one.internal.get("verifier", "")
            closed.pop(key, None)
        elif one.kind == "problem.struck_off/1":
            closed[key] = one.internal.get("closer", "")
    return {key: (verified.get(key, ""), closed.get(key, "")) for key in keys}


@dataclass(frozen=True, slots=True)
class Inbox:
    """What the inbox shows: opinions of one status, by default those that wait to be sorted."""

    status: str = OpinionStatus.WAITING.value
    channel: str = ""
    topic: str = ""
    town: str = ""
    batch: str = ""
    repeats: str = ""
    """"1" for only those that say what an earlier one said."""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Inbox:
        """The filter that an address asks for."""
        words = {each.name: query.get(each.name, "").strip()[:40] for each in fields(cls)}
        return cls(**{**words, "status": words["status"] or OpinionStatus.WAITING.value})

    def query(self) -> dict[str, str]:
        """The filter as the parameters of an address, without those that are empty or as they come."""
        found = {each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name)}
        if self.status == OpinionStatus.WAITING:
            del found["status"]
        return found


def inbox(wanted: Inbox) -> QuerySet[Opinion]:
    """The opinions that `wanted` lets through, not yet ordered."""
    equal = {each: getattr(wanted, each) for each in ("channel", "topic", "town", "batch") if getattr(wanted, each)}
    found = now(Opinion).filter(status=wanted.status, **equal)
    return found.exclude(repeat_of="") if wanted.repeats else found


def likely(opinions: Sequence[Opinion], today: date, most: int = 10) -> list[tuple[Problem, bool]]:
    """Problems that these opinions may belong to, and whether one of them was said in the very same words.

    First those that an opinion with the same content already belongs to, then open ones of the same town and topic, newest first. A
    suggestion: a person decides (law 9).
    """
    marks = [each.mark for each in opinions if each.mark]
    same = now(Opinion).filter(mark__in=marks).exclude(problem="").values_list("problem", flat=True)
    closed = (Status.DECLINED.value, Status.REDIRECTED.value, Status.MERGED.value)
    first = list(now(Problem).filter(key__in=list(same[:200])).exclude(status__in=closed).order_by("-position")[:most])
    near = Q()
    for town, topic in {(each.town, each.topic) for each in opinions if each.town}:
        near |= Q(town=town, topic=topic)
    if near and len(first) < most:
        rest = (
            now(Problem).filter(near, _predicate("problems.open", today)).exclude(key__in=[each.key for each in first])
        )
        second = list(rest.order_by("-position")[: most - len(first)])
    else:
        second = []
    return [*((each, True) for each in first), *((each, False) for each in second)]


_UNENDED = tuple(sorted(each.value for each in frozenset(Status) - problem.ENDED))


def twins(of: Problem, most: int = 12) -> list[Problem]:
    """Open problems of the same town and topic, those of the same village first, the newest of each first: what it may be the same as."""
    if not of.town:
        return []
    alike = now(Problem).filter(town=of.town, topic=of.topic, status__in=_UNENDED).exclude(key=of.key)
    found = list(alike.order_by("-position")[: most * 4])
    return sorted(found, key=lambda each: each.village != of.village)[:most]


def by_number(text: str, today: date) -> Problem | None:
    """The problem that a typed number means: the newest where a serial alone fits two years."""
    return now(Problem).filter(number__in=numbers(text, today)[0]).order_by("-position").first()


@dataclass(frozen=True, slots=True)
class Load:
    """What a unit has on its hands."""

    open: int
    overdue: int


def load(unit: str, today: date) -> Load:
    """How many problems a unit has open and overdue."""
    held = now(Problem).filter(unit=unit)
    return Load(
        held.filter(_predicate("problems.open", today)).count(),
        held.filter(_predicate("problems.overdue", today)).count(),
    )
