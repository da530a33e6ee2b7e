"""Every event of a problem's or an opinion's stream is told in words."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest

from sandan.desk.handle import NOUNS
from sandan.domain import wire
from sandan.domain.survey import SurveyRecorded
from sandan.domain.values import Evidence, Level, SurveyOutcome
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.web.story import LINES, Names, tell

DAY = date(2026, 10, 1)
NOUN = (
    "problem", "task", "responsibility", "survey", "relay", "opinion", "extension", "pause", "clock", "chase", "supervision", "correction",
)  # fmt: skip
KINDS = sorted(kind for kind in wire.shapes() if kind.startswith(tuple(f"{each}." for each in NOUN)))


def subclasses(cls: type[Event]) -> list[type[Event]]:
    return [each for child in cls.__subclasses__() for each in (child, *subclasses(child))]


CLASSES = {each.kind: each for each in subclasses(Event) if each.kind}


def sample(hint: Any) -> Any:
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return sample(next(each for each in get_args(hint) if each is not NoneType))
    if origin is tuple:
        return (sample(get_args(hint)[0]),)
    if hint is Evidence:
        return Evidence("ab" * 32, DAY, "照片")
    if hint is date:
        return DAY
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    return {str: "某", bool: True, int: 1}[hint]


def made(kind: str, **given: Any) -> Event:
    cls = CLASSES[kind]
    hints = get_type_hints(cls, include_extras=True)
    return cls(**{one.name: sample(hints[one.name]) for one in fields(cls)} | given)


def entry(kind: str, **by: str) -> Entry:
    return Entry(7, "problem/p", 1, kind, datetime(2026, 10, 1, 8, tzinfo=UTC), {}, {}, by)


def test_the_nouns_of_a_case_are_the_ones_told() -> None:
    assert len(KINDS) > 30
    assert {"problem", "opinion"} < set(NOUNS)
    assert set(LINES) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_is_told_in_words(kind: str) -> None:
    (line,) = tell(
        [(entry(kind, person="p", unit="u"), made(kind))], Names({"u": "水利局"}, {"p": "江小渔"}), lambda one: one.file
    )
    assert line.what
    assert "%(" not in line.what
    assert line.by == "江小渔 · 水利局"
    assert line.position == 7
    assert ("ab" * 32 in str(line.files)) == hasattr(made(kind), "evidence")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_is_told_with_it_unless_it_is_hidden(kind: str) -> None:
    found = tell([(entry(kind), made(kind))], Names(), lambda one: one.file, frozenset({kind}))
    assert found[0].said == ""


def test_reported_fixed_and_not_fixed_are_different_sentences() -> None:
    def told(**given: Any) -> str:
        event = made(SurveyRecorded.kind, outcome=SurveyOutcome.ANSWERED, **given)
        return tell([(entry(event.kind), event)], Names(opinions={"某": "Y2026-000001"}), lambda one: one.file)[0].what

    assert told(fixed=True, level=Level.SATISFIED) != told(fixed=False, level=Level.SATISFIED)
    assert "Y2026-000001" in told(fixed=False, level=Level.DISSATISFIED)


def test_whoever_reported_is_never_named() -> None:
    assert Names(people={"p": "李大山"}).by({"opinion": "o", "person": "p"}) == Names().by({"opinion": "o"})
