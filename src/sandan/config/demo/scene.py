"""What every course of the demo's story works with: the calendar, the cast, the dice, and the cases on the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TypeVar

from sandan.config.demo.agenda import Agenda
from sandan.config.demo.cast import Cast
from sandan.config.demo.matter import Matter
from sandan.config.demo.names import TOWN
from sandan.config.demo.phrase import CAPTIONS, CLOSERS, GROUPS, HOUSEHOLDS, OPENERS, SPANS
from sandan.config.demo.proof import keep
from sandan.desk.handle import Done, fold
from sandan.desk.opinion import Heard
from sandan.desk.problem import give
from sandan.domain.authority import Actor
from sandan.domain.case import Case
from sandan.domain.values import Channel, Evidence, Outcome
from sandan.domain.wire import Command

T = TypeVar("T")

_TRIES = 200


@dataclass(slots=True)
class Fate:
    """What the dice decided beforehand about one problem. Every field names a side path, or "plain"."""

    path: str = "plain"
    """plain, at_once, late, stuck, waiting, declined, redirected, parted, long_term or resumed."""
    outcome: Outcome = Outcome.RECTIFIED
    sending: str = "plain"
    """plain, returned (to the wrong unit first), refused (the unit tries to give it back), shirked (a leader decides) or escalated."""
    fixing: str = "plain"
    """plain, sham (declared done, not done) or cancelled (a task is given up)."""
    timing: str = "plain"
    """plain, extended, not_extended or paused."""
    after: str = "plain"
    """plain, look_back, rebroken (found by look-back) or reopened (by a resident)."""


@dataclass(slots=True)
class Issue:
    """Something wrong at a place, whoever tells of it. `problem` is its id once it is on the list."""

    matter: Matter
    town: str
    village: str
    """Its id; "" where the whole town is meant."""
    words: dict[str, str]
    fate: Fate = field(default_factory=Fate)
    problem: str = ""
    merged_into: Issue | None = None
    due_on: date = date.min
    turn: int = 0
    """Goes up when a repeat reopens the problem, so that what was waiting to happen to it knows that it is out of date."""
    again: bool = False
    """Whether the work was sent back or reopened before."""
    opinions: list[str] = field(default_factory=list)
    online: set[str] = field(default_factory=set)
    """The opinions whose reporters can answer for themselves."""
    first: Heard | None = None

    @property
    def unit(self) -> str:
        """The unit that ought to handle it, by name."""
        return self.town if self.matter.unit == TOWN else self.matter.unit

    @property
    def title(self) -> str:
        """How the office calls it."""
        return self.matter.title.format(**self.words)

    def fitting(self, papers: tuple[str, ...], site: tuple[str, ...]) -> tuple[str, ...]:
        """Words that suit what it is about: those of a building site, or those of an office."""
        return site if self.matter.built else papers

    @property
    def standing(self) -> Issue:
        """The issue that this one was merged into, or itself."""
        return self.merged_into.standing if self.merged_into else self


_USED_AGAIN = 60
"""One in so many pieces of evidence is a file that showed something else before."""


@dataclass(slots=True)
class Scene:
    """The stage. Commands are given through it, each at the story's moment and under a key of its own."""

    agenda: Agenda
    cast: Cast
    chance: Random
    proofs: Sequence[bytes]
    _keys: int = 0
    _files: int = 0
    _file: str = ""
    dispatches: int = 0
    _said: set[str] = field(default_factory=set)

    def key(self) -> str:
        """The next idempotency key."""
        self._keys += 1
        return f"demo/{self._keys}"

    def give(self, issue: Issue, command: Command, by: Actor) -> Done:
        """Give a command about a problem, now."""
        return give(issue.problem, command, by, self.key(), at=self.agenda.now)

    def case(self, issue: Issue) -> Case:
        """How the case stands."""
        found: Case = fold(f"problem/{issue.problem}")[0]
        return found

    def likely(self, share: float) -> bool:
        """Throw a die."""
        return self.chance.random() < share

    def pick(self, many: Sequence[T]) -> T:
        """One of many."""
        return self.chance.choice(many)

    def evidence(self, first: date, last: date) -> tuple[Evidence, ...]:
        """One or two files dated from `first` to `last`."""
        days = (last - first).days
        return tuple(
            Evidence(
                self._kept(self.pick(self.proofs)),
                date.fromordinal(last.toordinal() - self.chance.randint(0, days)),
                self.pick(CAPTIONS),
            )
            for _ in range(self.chance.randint(1, 2))
        )

    def scan(self, caption: str) -> tuple[Evidence, ...]:
        """A sheet of paper of today, scanned."""
        return (Evidence(self._kept(self.proofs[-1]), self.agenda.today, caption),)

    def _kept(self, content: bytes) -> str:
        """A file of its own, but for a few that were used for something else before: the dossier finds them (domain H5)."""
        self._files += 1
        if self._files % _USED_AGAIN != 0:
            self._file = keep(content, self._files)
        return self._file

    def words(self, place: str) -> dict[str, str]:
        """What fills the braces of a matter at `place`."""
        return {"v": place, "g": self.pick(GROUPS), "h": self.pick(HOUSEHOLDS), "t": self.pick(SPANS)}

    def said(self, channel: Channel, what: str, words: Mapping[str, str], closers: Sequence[str] = CLOSERS) -> str:
        """What someone says through a channel, in words that nobody has used before."""
        for _ in range(_TRIES):
            again = {**words, "g": self.pick(GROUPS), "h": self.pick(HOUSEHOLDS), "t": self.pick(SPANS)}
            text = self.pick(OPENERS[channel]) + what.format(**again) + self.pick(closers)
            if text not in self._said:
                self._said.add(text)
                return text
        raise LookupError(f"nothing new to say: {what}")


def deal(chance: Random, count: int, shares: Mapping[T, float]) -> list[T]:
    """`count` cards in these shares, shuffled: the same mix for every seed, in another order. The first takes what rounding leaves."""
    first, *others = shares
    total = sum(shares.values())
    cards = [each for each in others for _ in range(round(count * shares[each] / total))]
    cards = [first] * max(count - len(cards), 0) + cards[:count]
    chance.shuffle(cards)
    return cards
