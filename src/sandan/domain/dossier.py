"""Closure dossier (销号卷宗): one problem's work in rounds, and what in it does not fit together.

Nothing is decided here. Papers made up just before the inspectors came betray themselves by their dates (domain H5: 范县), so every date is
held against its window, against the ledger's own clock and against the other dates. What does not fit is a question that the reader
asks, and no verdict: a date can be wrong for an honest reason, and a correction can say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sandan.domain import problem_event, survey, task
from sandan.domain.values import CONTENT, DeclineReason, Evidence, Fact, Outcome, SurveyOutcome
from sandan.domain.wire import Event

LATE_DAYS = 15
"""Calendar days from the day that something is said to have happened to the day of its entry, above which the reader is told. As long as
the law gives for entering a petition (信访工作条例 art. 22); nothing forbids more, so it is a question."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a problem's stream: where it stands, when it was recorded (local time), by whom, and the event."""

    position: int
    recorded_at: datetime
    by: Mapping[str, str]
    event: Event

    @property
    def on(self) -> date:
        """The day it claims."""
        return self.event.happened_on


@dataclass(frozen=True, slots=True)
class Work:
    """A task of one round: what was planned, and what was claimed of it. Immediate rectification has no plan."""

    id: str
    measure: str = ""
    standard: str = ""
    window: tuple[date, date] | None = None
    planned: Line | None = None
    ended: Line | None = None
    done_on: date | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """The work between two new starts (sent back, reopened, resumed). `ended` is what began the next round, if one began."""

    number: int
    dispatched: Line | None = None
    works: tuple[Work, ...] = ()
    helped: tuple[Line, ...] = ()
    """What cooperating units say that they did."""
    claim: Line | None = None
    verified: Line | None = None
    second: Line | None = None
    asked: tuple[Line, ...] = ()
    heard: tuple[Line, ...] = ()
    struck_off: Line | None = None
    look_back: Line | None = None
    ended: Line | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that the unit claims in this round."""
        match self.claim.event if self.claim else None:
            case problem_event.ProblemClosureRequested(outcome=outcome):
                return outcome
            case problem_event.ProblemRectifiedAtOnce():
                return Outcome.RECTIFIED
        return None


class Ending(StrEnum):
    """What came of a problem, in the classes of a dossier. Only `SOLVED` says that anything was fixed."""

    NONE_YET = "none_yet"
    SOLVED = "solved"
    EXPLAINED = "explained"
    NOT_SUBSTANTIATED = "not_substantiated"
    LONG_TERM = "long_term"
    HANDED_ON = "handed_on"
    NOT_TAKEN_UP = "not_taken_up"


_CLAIMED = {
    Outcome.RECTIFIED: Ending.SOLVED,
    Outcome.NOT_FIXABLE: Ending.EXPLAINED,
    Outcome.NOT_SUBSTANTIATED: Ending.NOT_SUBSTANTIATED,
}
_STARTS_ANEW = (problem_event.ProblemSentBack, problem_event.ProblemReopened, problem_event.ProblemResumed)
_MARKS: tuple[tuple[tuple[type[Event], ...], str], ...] = (
    ((problem_event.ProblemDispatched, problem_event.ProblemAdjudicated), "dispatched"),
    ((problem_event.ProblemClosureRequested, problem_event.ProblemRectifiedAtOnce), "claim"),
    ((problem_event.ProblemVerified,), "verified"),
    ((problem_event.ProblemReadAgain,), "second"),
    ((problem_event.ProblemStruckOff,), "struck_off"),
    ((problem_event.ProblemLookBackPassed,), "look_back"),
    (_STARTS_ANEW, "ended"),
)
"""Which entry of a round is which line of it; the last of each counts."""


def gather(lines: Iterable[Line]) -> tuple[Round, ...]:
    """The rounds of a problem's stream, oldest first. There is always one."""
    rounds, current = [], _Gathering(0)
    for line in lines:
        current.take(line)
        if isinstance(line.event, _STARTS_ANEW):
            rounds.append(current.made())
            current = _Gathering(len(rounds), current)
    return (*rounds, current.made())


class _Gathering:
    """A round while its entries are read."""

    def __init__(self, number: int, before: _Gathering | None = None) -> None:
        self.number = number
        self.works: dict[str, Work] = {}
        self.helped: list[Line] = []
        self.asked: list[Line] = []
        self.heard: list[Line] = []
        self.at: dict[str, Line] = {}
        if before is None:
            return
        self.works = {key: one for key, one in before.works.items() if one.ended is None}
        if isinstance(before.at["ended"].event, problem_event.ProblemSentBack) and "dispatched" in before.at:
            self.at["dispatched"] = before.at["dispatched"]  # the unit works on under the same order

    def take(self, line: Line) -> None:
        event = line.event
        mark = next((name for kinds, name in _MARKS if isinstance(event, kinds)), "")
        if mark:
            self.at[mark] = line
        match event:
            case task.TaskRestated(task=key, standard=standard) if key in self.works:
                self.works[key] = replace(self.works[key], standard=standard)
            case task.TaskPlanned(task=key, measure=measure, standard=standard):
                self.works[key] = Work(key, measure, standard, (event.from_on, event.to_on), line)
            case task.TaskCompleted(task=key, done_on=done_on, evidence=evidence):
                self._end(key, line, done_on, evidence)
            case task.TaskCancelled(task=key):
                self._end(key, line)
            case problem_event.ProblemRectifiedAtOnce(measure=measure, done_on=done_on, evidence=evidence):
                key = f"at-{line.position}"
                self.works[key] = Work(key, measure, done_on=done_on, evidence=evidence, ended=line)
            case problem_event.ProblemContributed():
                self.helped.append(line)
            case survey.SurveyAsked():
                self.asked.append(line)
            case survey.SurveyRecorded():
                self.heard.append(line)

    def _end(self, key: str, line: Line, done_on: date | None = None, evidence: tuple[Evidence, ...] = ()) -> None:
        one = self.works.get(key, Work(key))
        self.works[key] = Work(key, one.measure, one.standard, one.window, one.planned, line, done_on, evidence)

    def made(self) -> Round:
        return Round(
            self.number,
            works=tuple(self.works.values()),
            helped=tuple(self.helped),
            asked=tuple(self.asked),
            heard=tuple(self.heard),
            **self.at,
        )


def ending(lines: Sequence[Line]) -> Ending:
    """What came of the problem by its last word: the claim counts as what it claims only until something takes it back."""
    found = Ending.NONE_YET
    for line in lines:
        match line.event:
            case problem_event.ProblemClosureRequested(outcome=outcome):
                found = _CLAIMED[outcome]
            case problem_event.ProblemRectifiedAtOnce():
                found = Ending.SOLVED
            case problem_event.ProblemMarkedLongTerm():
                found = Ending.LONG_TERM
            case problem_event.ProblemDeclined(reason=reason):
                elsewhere = reason in (DeclineReason.STATUTORY_CHANNEL, DeclineReason.NOT_OURS)
                found = Ending.HANDED_ON if elsewhere else Ending.NOT_TAKEN_UP
            case problem_event.ProblemMerged() | problem_event.ProblemRedirected():
                found = Ending.HANDED_ON
            case problem_event.ProblemSentBack() | problem_event.ProblemReopened() | problem_event.ProblemResumed():
                found = Ending.NONE_YET
    return found


@dataclass(frozen=True, slots=True)
class Answers:
    """The four counts of one round (S14): silence is never satisfaction."""

    asked: int
    reached: int
    answered: int
    satisfied: int


def answers(of: Round) -> Answers:
    """How many reporters were asked in a round, were reached, gave an answer, and are satisfied or basically satisfied."""
    latest = {each.event.survey: each.event for each in of.heard if isinstance(each.event, survey.SurveyRecorded)}
    outcomes = [each.outcome for each in latest.values()]
    answered = outcomes.count(SurveyOutcome.ANSWERED)
    satisfied = sum(each.level in CONTENT for each in latest.values())
    return Answers(len(of.asked), answered + outcomes.count(SurveyOutcome.NO_ANSWER), answered, satisfied)


class Misfit(StrEnum):
    """In which way dates or files do not fit together."""

    OUTSIDE_WINDOW = "outside_window"
    """Evidence of a task dated before its window or after it."""
    AFTER_DONE = "after_done"
    """Evidence dated after the day on which the work is said to be done."""
    BEFORE_DISPATCH = "before_dispatch"
    """Evidence dated before the problem was dispatched."""
    DONE_BEFORE_DISPATCH = "done_before_dispatch"
    AFTER_CLAIM = "after_claim"
    """The unit's evidence for its claim is dated after the claim."""
    AFTER_VERIFIED = "after_verified"
    """The unit's evidence is dated after someone verified the work."""
    SEEN_BEFORE_CLAIM = "seen_before_claim"
    """What the verifier saw is dated before the unit claimed anything."""
    OUT_OF_ORDER = "out_of_order"
    """A rung is dated before the one below it."""
    PLANNED_AFTER_DONE = "planned_after_done"
    """The acceptance standard was written down when the work was done already (domain C3: agreed before the work)."""
    SAME_FILE = "same_file"
    """One file is evidence of two different things."""
    SAME_FILE_ELSEWHERE = "same_file_elsewhere"
    TWO_DATES = "two_dates"
    """The same file is dated differently in two places."""
    MADE_LATER = "made_later"
    """The file itself says that it was made after the day that it is said to show."""
    ENTERED_LATE = "entered_late"
    """Entered long after the day on which it is said to have happened."""


Facts = tuple[tuple[str, Fact], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that does not fit: in which way, the entries it is about, and the facts that a sentence about it needs."""

    kind: Misfit
    entries: tuple[int, ...]
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of evidence with the entry that brought it and what it proves: a task's id, a unit's help, "claim" or "verified"."""

    one: Evidence
    line: Line
    of: str
    round: int


_LADDER = ("dispatched", "claim", "verified", "second", "struck_off", "look_back")
DATED = frozenset(
    {
        "problem.dispatched/1",
        "problem.adjudicated/1",
        "problem.signed_for/1",
        "problem.answered/1",
        "problem.rectified_at_once/1",
        "problem.closure_requested/1",
        "problem.verified/1",
        "problem.read_again/1",
        "problem.struck_off/1",
        "problem.look_back_passed/1",
        "task.completed/1",
    }
)
"""The entries whose claimed day counts for something. What was heard may be much older than its entry, in an import above all."""


def doubts(
    lines: Sequence[Line],
    made: Mapping[str, date] = MappingProxyType({}),
    elsewhere: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[Doubt, ...]:
    """Everything in a problem's stream that does not fit together, in the order of the rounds.

    `made` are the days on which files say that they were made, by digest (files that say nothing are left out); `elsewhere` the numbers of
    other problems in which a file is evidence too.
    """
    rounds = gather(lines)
    pieces = [each for one in rounds for each in _pieces(one)]
    found = [each for one in rounds for each in (*_of_works(one), *_of_help(one), *_of_claim(one), *_out_of_order(one))]
    found += _same(pieces)
    found += _of_files(pieces, made, elsewhere)
    found += _late(lines)
    return tuple(dict.fromkeys(found))


def _pieces(of: Round) -> Iterator[_Piece]:
    for one in of.works:
        if one.ended is not None:
            yield from (_Piece(each, one.ended, one.id, of.number) for each in one.evidence)
    for helped in of.helped:
        yield from (_Piece(each, helped, f"helped-{helped.position}", of.number) for each in evidence_of(helped))
    for name, line in (("claim", of.claim), ("verified", of.verified)):
        if line is not None and not isinstance(line.event, problem_event.ProblemRectifiedAtOnce):
            yield from (_Piece(each, line, name, of.number) for each in evidence_of(line))


def evidence_of(line: Line) -> tuple[Evidence, ...]:
    """The evidence that an entry brought; none where it is of a kind that brings none."""
    found: tuple[Evidence, ...] = getattr(line.event, "evidence", ())
    return found


def _facts(piece: Evidence, **more: Fact) -> Facts:
    return _told(file=piece.file, caption=piece.caption, dated_on=piece.dated_on, **more)


def _told(**facts: Fact) -> Facts:
    return tuple(facts.items())


def _of_works(of: Round) -> Iterator[Doubt]:
    sent = of.dispatched.on if of.dispatched else None
    seen = of.verified
    for one in of.works:
        if one.ended is None or one.done_on is None:
            continue
        at = (one.ended.position,)
        for each in one.evidence:
            if one.window is not None and not one.window[0] <= each.dated_on <= one.window[1]:
                yield Doubt(Misfit.OUTSIDE_WINDOW, at, _facts(each, first=one.window[0], last=one.window[1]))
            if each.dated_on > one.done_on:
                yield Doubt(Misfit.AFTER_DONE, at, _facts(each, day=one.done_on))
            if sent is not None and each.dated_on < sent:
                yield Doubt(Misfit.BEFORE_DISPATCH, at, _facts(each, day=sent))
            if seen is not None and each.dated_on > seen.on:
                yield Doubt(Misfit.AFTER_VERIFIED, (*at, seen.position), _facts(each, day=seen.on))
        if sent is not None and one.done_on < sent:
            yield Doubt(Misfit.DONE_BEFORE_DISPATCH, at, _told(done_on=one.done_on, day=sent))
        planned = one.planned
        if planned is not None and planned.recorded_at.date() > one.done_on:
            entries = (planned.position, *at)
            facts = _told(day=planned.recorded_at.date(), done_on=one.done_on)
            yield Doubt(Misfit.PLANNED_AFTER_DONE, entries, facts)


def _of_help(of: Round) -> Iterator[Doubt]:
    sent, seen = of.dispatched, of.verified
    for line in of.helped:
        for each in evidence_of(line):
            if sent is not None and each.dated_on < sent.on:
                yield Doubt(Misfit.BEFORE_DISPATCH, (line.position,), _facts(each, day=sent.on))
            if seen is not None and each.dated_on > seen.on:
                yield Doubt(Misfit.AFTER_VERIFIED, (line.position, seen.position), _facts(each, day=seen.on))


def _of_claim(of: Round) -> Iterator[Doubt]:
    claim, seen = of.claim, of.verified
    if claim is None:
        return
    own = () if isinstance(claim.event, problem_event.ProblemRectifiedAtOnce) else evidence_of(claim)
    for each in own:
        if each.dated_on > claim.on:
            yield Doubt(Misfit.AFTER_CLAIM, (claim.position,), _facts(each, day=claim.on))
        if of.dispatched is not None and each.dated_on < of.dispatched.on:
            yield Doubt(Misfit.BEFORE_DISPATCH, (claim.position,), _facts(each, day=of.dispatched.on))
        if seen is not None and each.dated_on > seen.on:
            yield Doubt(Misfit.AFTER_VERIFIED, (claim.position, seen.position), _facts(each, day=seen.on))
    if seen is not None:
        for each in evidence_of(seen):
            if each.dated_on < claim.on:
                yield Doubt(Misfit.SEEN_BEFORE_CLAIM, (claim.position, seen.position), _facts(each, day=claim.on))


def _out_of_order(of: Round) -> Iterator[Doubt]:
    """Rungs dated before the one below them; a task done after the claim that it is done."""
    before: Line | None = None
    for name in _LADDER:
        line: Line | None = getattr(of, name)
        if line is None:
            continue
        if before is not None and line.on < before.on:
            yield _backwards(before, line)
        before = line
    for one in of.works:
        if of.claim is not None and one.ended is not None and one.done_on is not None and one.done_on > of.claim.on:
            yield _backwards(one.ended, of.claim, one.done_on)


def _backwards(first: Line, then: Line, day: date | None = None) -> Doubt:
    facts = _told(first=first.event.kind, first_on=day or first.on, then=then.event.kind, then_on=then.on)
    return Doubt(Misfit.OUT_OF_ORDER, (first.position, then.position), facts)


def _same(pieces: Sequence[_Piece]) -> Iterator[Doubt]:
    """One file for different things, or with different dates. The same file again for the same task after it was sent back is neither."""
    first: dict[str, _Piece] = {}
    for each in pieces:
        other = first.setdefault(each.one.file, each)
        if other is each:
            continue
        entries = tuple(sorted({other.line.position, each.line.position}))
        if other.one.dated_on != each.one.dated_on:
            yield Doubt(Misfit.TWO_DATES, entries, _facts(each.one, day=other.one.dated_on))
        if _two_things(other.of, each.of):
            yield Doubt(Misfit.SAME_FILE, entries, _facts(each.one))


def _two_things(one: str, other: str) -> bool:
    """Whether these are different things to prove. A claim may show again what its tasks showed, but no verifier sees the unit's file."""
    return one != other and ("claim" not in (one, other) or "verified" in (one, other))


def _of_files(
    pieces: Sequence[_Piece], made: Mapping[str, date], elsewhere: Mapping[str, tuple[str, ...]]
) -> Iterator[Doubt]:
    for each in pieces:
        day = made.get(each.one.file)
        if day is not None and day > each.one.dated_on:
            yield Doubt(Misfit.MADE_LATER, (each.line.position,), _facts(each.one, day=day))
        others = elsewhere.get(each.one.file, ())
        if others:
            yield Doubt(Misfit.SAME_FILE_ELSEWHERE, (each.line.position,), _facts(each.one, numbers=tuple(others)))


def _late(lines: Sequence[Line]) -> Iterator[Doubt]:
    for line in lines:
        days = (line.recorded_at.date() - line.on).days
        if days > LATE_DAYS and line.event.kind in DATED:
            facts = _told(what=line.event.kind, day=line.on, recorded_on=line.recorded_at.date(), days=days)
            yield Doubt(Misfit.ENTERED_LATE, (line.position,), facts)
