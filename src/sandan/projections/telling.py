"""Telling (公布口径): what of the call-backs may be told to everybody without telling what one person answered.

How many were asked, reached and answered is told. What they answered is told only of a scope in which at least `LEAST` answered, and not
where the whole less the rest would tell it after all: of groups of one dimension the smallest others are left out with the small ones.
Pages for the public, open data and the claim-check keep to this; who works on call-backs sees them. It does not guard against who
compares one day with the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sandan.projections.count import FIGURES, LEAST, Figure
from sandan.projections.figure import DIMENSIONS, Value, compute, grouped
from sandan.projections.survey import Survey

_COUNTED = {
    f"surveys.{each}"
    for each in ("asked waiting unreached reached no_answer answered by_link by_receipt by_call on_paper").split()
}
"""Figures of call-backs that say how many were asked and answered, and not what."""
_ANSWERED = "surveys.answered"


def personal(figure: Figure) -> bool:
    """Whether a figure says what people answered."""
    return figure.table is Survey and figure.id not in _COUNTED


def few(answered: Mapping[str, int]) -> set[str]:
    """Of groups of one dimension by how many answered: those whose answers are not told.

    These are the ones of fewer than `LEAST`, and the smallest others until two are left out and together make up `LEAST`: else the whole
    less the rest would tell.
    """
    some = {key: number for key, number in answered.items() if number}
    found = {key for key, number in some.items() if number < LEAST}
    for key, _number in sorted(some.items(), key=lambda each: (each[1], each[0])):
        if not found or (len(found) > 1 and sum(some[each] for each in found) >= LEAST):
            break
        found.add(key)
    return found


def answered(groups: Mapping[str, Iterable[Value]]) -> dict[str, int]:
    """How many answered in each group, of groups that were computed with that figure."""
    return {key: each.numerator for key, values in groups.items() for each in values if each.figure.id == _ANSWERED}


def few_within(on: date, position: int | None, filters: Mapping[str, str]) -> bool:
    """Whether too few answered within a scope, or it is a group that is left out beside others."""
    count = compute([_ANSWERED], on=on, position=position, **filters)[0].numerator
    if not count:
        return False
    if count < LEAST:
        return True
    for name in DIMENSIONS:
        if name in filters:
            rest = {other: value for other, value in filters.items() if other != name}
            if filters[name] in few(answered(grouped(name, [_ANSWERED], on=on, position=position, **rest))):
                return True
    return False


def hidden(value: Value) -> Value:
    """A value that is not told; n stays. Of what stands beside one that is told nothing is left that tells."""
    beside = tuple(each for each in value.exclusions if not personal(FIGURES[each[0]]))
    if not personal(value.figure):
        return replace(value, exclusions=beside)
    return replace(value, value=None, numerator=0, weighted="", interval=None, exclusions=beside, suppressed=True)


def public(values: Iterable[Value], *, on: date, position: int | None, filters: Mapping[str, str]) -> list[Value]:
    """Values of one scope as everybody may read them."""
    found = list(values)
    asked = any(personal(each.figure) or any(personal(FIGURES[id]) for id, _ in each.exclusions) for each in found)
    if not asked or not few_within(on, position, filters):
        return found
    return [hidden(each) for each in found]


def public_groups(
    by: str, groups: Mapping[str, list[Value]], *, on: date, position: int | None, filters: Mapping[str, str]
) -> dict[str, list[Value]]:
    """Values by a dimension as everybody may read them."""
    if not any(personal(each.figure) for values in groups.values() for each in values):
        return dict(groups)
    left_out = few(answered(grouped(by, [_ANSWERED], on=on, position=position, **filters)))
    if few_within(on, position, filters):
        left_out = set(groups)
    return {key: [hidden(each) for each in values] if key in left_out else values for key, values in groups.items()}
