"""Pattern (可疑迹象): what in a run of answers deserves a second look (domain H7: bought, coached and typed-in satisfaction).

A pattern is a question and never a verdict: ten neighbours may be content in the same words, and one telephone may serve a village. It
says what was seen and how often, for somebody outside the handling unit to ask some of the reporters again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sandan.domain.formula import DEFAULTS, Threshold
from sandan.domain.survey import BY_STAFF, Way
from sandan.domain.values import CONTENT, Level

Thresholds = Mapping[Threshold, int]


class Pattern(StrEnum):
    """What was seen."""

    ALL_CONTENT = "all_content"
    """Everybody who answered about one unit is content, and they are few."""
    AT_ONCE = "at_once"
    """Answers about one unit came within minutes of each other."""
    SAME_DEVICE = "same_device"
    """Answers of several reporters came from what looks like one device."""
    SAME_WORDS = "same_words"
    """Several reporters used the same words."""
    SAME_CALLER = "same_caller"
    """One person wrote down every answer about a unit, and all are content."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer as it lies before this rule, without who gave it. `mark` and `device` are digests, "" where there is none."""

    survey: str
    opinion: str
    problem: str
    unit: str
    way: Way
    level: Level
    fixed: bool
    at: datetime
    caller: str = ""
    mark: str = ""
    device: str = ""

    @property
    def content(self) -> bool:
        """Whether it says that it is fixed, and well enough."""
        return self.fixed and self.level in CONTENT


@dataclass(frozen=True, slots=True)
class Question:
    """What was seen, and of which answers. `unit` is "" where it reaches over several, `caller` names who wrote them down."""

    pattern: Pattern
    heard: tuple[Heard, ...]
    unit: str = ""
    caller: str = ""
    minutes: int = 0

    @property
    def count(self) -> int:
        """How many answers it is about."""
        return len(self.heard)


def questions(heard: Iterable[Heard], set_to: Thresholds = DEFAULTS) -> tuple[Question, ...]:
    """What deserves a second look, in the order of `Pattern`, then of the answers. Empty where nothing does."""
    answers = sorted(heard, key=lambda each: (each.at, each.survey))
    by_unit = _grouped(answers, lambda each: each.unit)
    found: list[Question] = []
    for unit, mine in by_unit.items():
        if set_to[Threshold.MANY] <= len(mine) < set_to[Threshold.SMALL] and all(each.content for each in mine):
            found.append(Question(Pattern.ALL_CONTENT, tuple(mine), unit))
    for unit, mine in by_unit.items():
        found += _together(unit, mine, set_to)
    for same in _grouped(answers, lambda each: each.device).values():
        if len({each.opinion for each in same}) >= set_to[Threshold.DEVICE]:
            found.append(Question(Pattern.SAME_DEVICE, tuple(same), _one(same)))
    for same in _grouped(answers, lambda each: each.mark).values():
        if len({each.opinion for each in same}) >= set_to[Threshold.WORDS]:
            found.append(Question(Pattern.SAME_WORDS, tuple(same), _one(same)))
    for unit, mine in by_unit.items():
        told = [each for each in mine if each.way in BY_STAFF]
        callers = {each.caller for each in told}
        if len(told) >= set_to[Threshold.CALLER] and len(callers) == 1 and all(each.content for each in told):
            found.append(Question(Pattern.SAME_CALLER, tuple(told), unit, callers.pop()))
    order = list(Pattern)
    return tuple(sorted(found, key=lambda each: order.index(each.pattern)))


def _together(unit: str, answers: Sequence[Heard], set_to: Thresholds) -> list[Question]:
    """Every run of answers in which enough of them lie within the minutes. Sheets are typed in together and say nothing by it."""
    gap, enough = timedelta(minutes=set_to[Threshold.MINUTES]), set_to[Threshold.TOGETHER]
    told = [each for each in answers if each.way is not Way.PAPER]
    runs: list[tuple[int, int]] = []
    for first in range(len(told) - enough + 1):
        last = first + enough - 1
        if told[last].at - told[first].at > gap:
            continue
        if runs and first <= runs[-1][1]:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return [
        Question(
            Pattern.AT_ONCE,
            tuple(told[first : last + 1]),
            unit,
            minutes=-((told[first].at - told[last].at) // timedelta(minutes=1)),
        )
        for first, last in runs
    ]


def _grouped(answers: Iterable[Heard], by: Callable[[Heard], str]) -> dict[str, list[Heard]]:
    groups: dict[str, list[Heard]] = defaultdict(list)
    for each in answers:
        if by(each):
            groups[by(each)].append(each)
    return groups


def _one(answers: Iterable[Heard]) -> str:
    units = {each.unit for each in answers}
    return units.pop() if len(units) == 1 else ""
