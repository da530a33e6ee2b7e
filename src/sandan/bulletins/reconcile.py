"""Reconciling (勾稽核对) a bulletin before it is handed in: what its words say of its numbers, and its numbers of one another.

Every number is a figure's, so none can be wrong by itself. What can be wrong is what is said of it: the rung that its clause names, the
place, the day, a week or month where the figure is of all time; and numbers side by side of which the one is said to be a part, a share
or a repetition of the other. The same readers find it that check any text (`claim`, `term`, `contradiction`), so what passes here has no
doubt in the claim-check. What they do not understand passes: better silent than wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from sandan.bulletins.check import Asked, Reason, asked_of
from sandan.bulletins.claim import Claim, claims, cleaned
from sandan.bulletins.contradiction import contradictions
from sandan.bulletins.document import Composed, Number, compose
from sandan.desk.bulletin import Judged
from sandan.domain.bulletin import Doubt, Flaw
from sandan.projections.count import FIGURES
from sandan.projections.figure import SINCE
from sandan.projections.unit import Unit
from sandan.projections.version import as_of

_STRETCH = re.compile("本周|上周|本月|上月|本季度|上季度")
_PLACES = frozenset({"town", "unit"})


def judge(title: str, body: str, position: int, on: date) -> Judged:
    """What is frozen when a bulletin is handed in: its digest, with every doubt. Refuses what `compose` refuses."""
    composed = compose(title, body, position, on, "zh-hans")
    return Judged(composed.digest, tuple(doubts(composed)))


def doubts(composed: Composed) -> list[Doubt]:
    """What does not reconcile, in the order of the text."""
    return _Reader(composed).doubts()


def named_day(composed: Composed) -> date | None:
    """The day that most of a text's numbers are said to be of; None where none is named."""
    named = Counter(each.as_of for each in _Reader(composed).claims if each.as_of is not None)
    return named.most_common(1)[0][0] if named else None


class _Reader:
    def __init__(self, composed: Composed) -> None:
        self.composed = composed
        self.text, self.lines, self.numbers = _laid_out(composed)
        self.units = {row.name: row for row in as_of(Unit, composed.position).order_by("position")}
        self.claims = claims(self.text, self.units)

    def doubts(self) -> list[Doubt]:
        found = sorted(dict.fromkeys([*self._clashes(), *self._misnamed()]), key=lambda each: each.line)
        days = [each for each in found if each.kind is Flaw.DAY]
        return [each for each in found if each not in days[1:]]  # one day is said once, and holds for all that follows

    def _line(self, at: int) -> int:
        return next(line for start, line in reversed(self.lines) if start <= at)

    def _clashes(self) -> Iterator[Doubt]:
        """Sums, percentages and repetitions that cannot all be true."""
        for one in contradictions(self.claims, self.text):
            # The last of them is where the reader stumbles.
            last = max(one.claims, default=None)
            line = self._line(self.claims[last].start) if last is not None else 0
            said = one.text or "、".join(self.claims[each].text for each in one.claims)
            yield Doubt(Flaw(one.kind.value), line, said, one.expected)

    def _misnamed(self) -> Iterator[Doubt]:
        """Numbers of which the words beside them say something else than their reference."""
        for number, claim in enumerate(self.claims):
            own = next((self.numbers[at] for at in range(claim.start, claim.end) if at in self.numbers), None)
            if own is None:
                continue
            scope = dict(own.value.scope)
            if SINCE not in scope and _STRETCH.search(claim.clause):
                yield self._doubt(Flaw.WINDOW, claim, str(own.value.figure.name))
                continue
            asked = asked_of(number, self.claims, self.units, self.composed.on, self.composed.on)
            if asked is Reason.LATER:
                yield self._doubt(Flaw.DAY, claim, self.composed.on.isoformat())
            if isinstance(asked, Asked):
                yield from self._held(claim, own, asked, scope)

    def _held(self, claim: Claim, own: Number, asked: Asked, scope: dict[str, str]) -> Iterator[Doubt]:
        figure, meant = own.value.figure, asked.term.figure
        if figure.id not in (meant, *asked.term.also) and _kin(figure.id) == _kin(meant):
            yield self._doubt(Flaw.RUNG, claim, f"{FIGURES[meant].name} ≠ {figure.name}")
            return
        place = dict(asked.scope)
        if place and not any(scope.get(name) == key for name, key in place.items()):
            yield self._doubt(Flaw.PLACE, claim, claim.place)
        if asked.on != own.value.on:
            yield self._doubt(Flaw.DAY, claim, own.value.on.isoformat())

    def _doubt(self, kind: Flaw, claim: Claim, expected: str) -> Doubt:
        return Doubt(kind, self._line(claim.start), claim.clause, expected)


def _kin(id: str) -> str:
    """What figures have to share for the one to be mistaken for the other: problems with problems, rates with rates."""
    return id.partition(".")[0]


def _laid_out(composed: Composed) -> tuple[str, list[tuple[int, int]], dict[int, Number]]:
    """The prose as one text, where each line of the source begins in it, and the numbers by their place."""
    text, lines, numbers = f"{cleaned(composed.title)[0]}\n", [(0, 0)], {}
    for passage in composed.passages:
        if passage.grid is not None:
            continue
        lines.append((len(text), passage.line))
        for part in passage.parts:
            if isinstance(part, Number):
                numbers[len(text)] = part
                text += part.text
            else:
                text += cleaned(part)[0]
        text += "\n"
    return text, lines, numbers
