"""Programme (专项工作, 主题教育 as one instance): a named campaign with dates, stages and the figures that it reports (S1).

A programme has no slogans: it says from when to when, by which stages, and by which indicators it lets itself be judged. What counts in
it is linked by `serving`; nothing is entered for a programme that is not entered for its own sake (law 11).

What is planned of a stage is a figure, and never how much of it: it is there or it is missing. Counts of meetings, notes and pictures may
not be a yardstick (整治形式主义为基层减负若干规定, 2024).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sandan.domain.authority import Actor, permit
from sandan.domain.register import happened, held
from sandan.domain.values import Fault, Public, require, written
from sandan.domain.wire import Command, Event, command, event

MOST_STAGES = 12
MOST_PLANNED = 60
"""Things planned in all stages together."""


class ProgrammeStatus(StrEnum):
    """Where a programme stands."""

    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a programme (学习教育, 调查研究, 检视问题, 整改落实). Stages may overlap; each lies within the programme."""

    title: str
    from_on: date
    to_on: date

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.title, self.from_on.isoformat(), self.to_on.isoformat()]

    @classmethod
    def of_row(cls, row: list[Any]) -> Stage:
        """Read back from the ledger."""
        title, from_on, to_on = row
        return cls(title, date.fromisoformat(from_on), date.fromisoformat(to_on))


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that a stage is to bring, in every unit that was asked for a plan: a figure by its id, and what is meant in words."""

    stage: str
    figure: str
    words: str

    def row(self) -> list[str | int | bool | None]:
        """As the ledger holds it."""
        return [self.stage, self.figure, self.words]

    @classmethod
    def of_row(cls, row: list[Any]) -> Planned:
        """Read back from the ledger."""
        stage, figure, words = row
        return cls(stage, figure, words)


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as its stream tells it."""

    id: str
    title: str
    from_on: date
    to_on: date
    stages: tuple[Stage, ...] = ()
    indicators: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    status: ProgrammeStatus = ProgrammeStatus.OPEN


@command("programme.open")
@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProgramme(Command):
    """Begin a programme. `indicators` are ids of figures; `known` are all that there are; `template` says what it was made from."""

    programme: str
    title: str
    from_on: date
    to_on: date
    basis: str
    stages: tuple[Stage, ...] = ()
    indicators: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    known: frozenset[str] = frozenset()
    template: str = ""


@command("programme.amend")
@dataclass(frozen=True, slots=True, kw_only=True)
class AmendProgramme(Command):
    """Set dates, stages, indicators and what is planned anew, for a reason that everybody can read. What was said before stays readable."""

    programme: str
    from_on: date
    to_on: date
    reason: str
    stages: tuple[Stage, ...] = ()
    indicators: tuple[str, ...] = ()
    planned: tuple[Planned, ...] = ()
    known: frozenset[str] = frozenset()


@command("programme.end")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndProgramme(Command):
    """End a programme. What counts in it goes on counting; nothing is added any more by default."""

    programme: str
    conclusion: str


@event("programme.opened/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOpened(Event):
    """A programme runs."""

    programme: Public[str]
    title: Public[str]
    from_on: Public[date]
    to_on: Public[date]
    basis: Public[str]
    stages: Public[tuple[Stage, ...]]
    indicators: Public[tuple[str, ...]]
    template: Public[str]


@event("programme.planned/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePlanned(Event):
    """What the stages of a programme are to bring."""

    programme: Public[str]
    planned: Public[tuple[Planned, ...]]


@event("programme.amended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeAmended(Event):
    """From here on these dates, stages and indicators hold, and no others."""

    programme: Public[str]
    from_on: Public[date]
    to_on: Public[date]
    stages: Public[tuple[Stage, ...]]
    indicators: Public[tuple[str, ...]]
    planned: Public[tuple[Planned, ...]]
    reason: Public[str]


@event("programme.ended/1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeEnded(Event):
    """A programme is over."""

    programme: Public[str]
    conclusion: Public[str]


def decide(order: Command, state: Programme | None, by: Actor, at: datetime) -> tuple[Event, ...]:
    """What follows from `order`, or a `Refusal`."""
    permit(order.name, by)
    on = happened(order.happened_on, at.date())
    match order:
        case OpenProgramme():
            require(state is None, "already_exists", id=order.programme)
            return _opened(order, on)
        case AmendProgramme():
            one = held(state, "unknown_programme")
            require(one.status is ProgrammeStatus.OPEN, "programme_ended")
            return (_amended(order, one, on),)
        case EndProgramme(programme=programme, conclusion=conclusion):
            one = held(state, "unknown_programme")
            require(one.status is ProgrammeStatus.OPEN, "programme_ended")
            return (ProgrammeEnded(happened_on=on, programme=programme, conclusion=written(conclusion, "conclusion")),)
    raise Fault(f"not a programme command: {order.name}")


def _opened(order: OpenProgramme, on: date) -> tuple[Event, ...]:
    _check(order)
    opened = ProgrammeOpened(
        happened_on=on,
        programme=order.programme,
        title=written(order.title, "title", 100),
        from_on=order.from_on,
        to_on=order.to_on,
        basis=written(order.basis, "basis", 500),
        stages=_stages(order.stages),
        indicators=tuple(dict.fromkeys(order.indicators)),
        template=order.template[:40],
    )
    planned = _planned(order.planned)
    if not planned:
        return (opened,)
    return (opened, ProgrammePlanned(happened_on=on, programme=order.programme, planned=planned))


def _amended(order: AmendProgramme, one: Programme, on: date) -> ProgrammeAmended:
    _check(order)
    made = ProgrammeAmended(
        happened_on=on,
        programme=one.id,
        from_on=order.from_on,
        to_on=order.to_on,
        stages=_stages(order.stages),
        indicators=tuple(dict.fromkeys(order.indicators)),
        planned=_planned(order.planned),
        reason=written(order.reason, "reason", 1000),
    )
    before = (one.from_on, one.to_on, one.stages, one.indicators, one.planned)
    after = (made.from_on, made.to_on, made.stages, made.indicators, made.planned)
    require(before != after, "nothing_changed")
    return made


def _check(order: OpenProgramme | AmendProgramme) -> None:
    require(order.from_on <= order.to_on, "period_reversed", first=order.from_on, last=order.to_on)
    for count, limit in ((len(order.stages), MOST_STAGES), (len(order.planned), MOST_PLANNED)):
        require(count <= limit, "too_many", limit=limit, count=count)
    titles = [each.title.strip() for each in order.stages]
    require(len(set(titles)) == len(titles), "stage_twice")
    for each in order.stages:
        require(each.from_on <= each.to_on, "period_reversed", first=each.from_on, last=each.to_on)
        within = order.from_on <= each.from_on and each.to_on <= order.to_on
        require(within, "stage_outside", stage=each.title)
    nowhere = [each.stage for each in order.planned if each.stage.strip() not in titles]
    require(not nowhere, "stage_unknown", stage=", ".join(nowhere))
    figures = (*order.indicators, *(each.figure for each in order.planned))
    unknown = [each for each in figures if each not in order.known]
    require(not unknown, "indicator_unknown", figure=", ".join(unknown))


def _stages(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    return tuple(Stage(written(each.title, "title", 100), each.from_on, each.to_on) for each in stages)


def _planned(planned: tuple[Planned, ...]) -> tuple[Planned, ...]:
    rows = [Planned(each.stage.strip(), each.figure, written(each.words, "planned", 200)) for each in planned]
    return tuple(dict.fromkeys(rows))


def evolve(state: Programme | None, happened: Event) -> Programme | None:
    """The programme after an event."""
    if isinstance(happened, ProgrammeOpened):
        begun = happened
        return Programme(begun.programme, begun.title, begun.from_on, begun.to_on, begun.stages, begun.indicators)
    one = held(state, "unknown_programme")
    match happened:
        case ProgrammePlanned(planned=planned):
            return replace(one, planned=planned)
        case ProgrammeAmended() as new:
            return replace(
                one,
                from_on=new.from_on,
                to_on=new.to_on,
                stages=new.stages,
                indicators=new.indicators,
                planned=new.planned,
            )
        case ProgrammeEnded():
            return replace(one, status=ProgrammeStatus.ENDED)
    raise Fault(f"not a programme event: {happened.kind}")
