"""The format that outlives the code: wire names, disclosures, and the way there and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandan.desk import handle  # imports every noun, and so registers every event
from sandan.domain import wire
from sandan.domain.measure import Effort
from sandan.domain.money import Money
from sandan.domain.payer import Share, Year
from sandan.domain.quantity import MOST, Measure, Qualifier, Quantity
from sandan.domain.values import Disclosure, Fault, Personal, Public, SurveyOutcome
from sandan.domain.wire import Event, decode, encode

st.register_type_strategy(
    Quantity,
    st.builds(Quantity, st.integers(0, MOST), st.sampled_from(Measure), st.sampled_from(Qualifier)),
)
st.register_type_strategy(Money, st.integers(0, 10**12).map(lambda cents: Money(Decimal(cents).scaleb(-2))))
st.register_type_strategy(Fraction, st.fractions())
st.register_type_strategy(Year, st.lists(st.builds(Share), max_size=3).map(Year().plus))
st.register_type_strategy(Effort, st.builds(Effort, *(st.none() | st.integers(0, 9999) for _ in range(3))))
GOLDEN = Path(__file__).parent / "wire_shapes.json"

HOW = """
The shape of an event on the wire is frozen: entries already written must stay readable and recountable for ever.
 - To change an event, leave its kind as it is (class, fields, disclosures), add a class `kind/2` beside it, let the decider make the new
   one and let every `evolve` and `apply` know both. Then add the new kind to tests/domain/wire_shapes.json.
 - A kind already in that file is never changed or removed there.
"""


def kinds(root: type[Event] = Event) -> Iterator[type[Event]]:
    for each in root.__subclasses__():
        if "kind" in vars(each):  # its own, not that of the event it extends
            yield each
        yield from kinds(each)


EVENTS = {each.kind: each for each in kinds() if each.__module__.startswith("sandan.")}


def disclosures(kind: str) -> dict[str, str]:
    return wire.shapes()[kind]


def some(kind: str) -> st.SearchStrategy[Event]:
    """Any event of this kind, every field filled."""
    cls = EVENTS[kind]
    hints = get_type_hints(cls)
    return st.builds(cls, **{each.name: st.from_type(hints[each.name]) for each in fields(cls)})


def test_every_noun_of_the_desk_tells_events() -> None:
    assert {kind.partition(".")[0] for kind in EVENTS} >= set(handle.NOUNS)


def test_shapes_are_frozen() -> None:
    frozen: dict[str, dict[str, str]] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    now = wire.shapes()
    changed = {kind: (shape, now.get(kind)) for kind, shape in frozen.items() if now.get(kind) != shape}
    assert not changed, f"{HOW}\nChanged: {changed}"
    added = {kind: shape for kind, shape in now.items() if kind not in frozen}
    assert not added, f"{HOW}\nTo be added: {json.dumps(added, indent=2)}"


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_names_are_written_out_and_versioned(kind: str) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+/[1-9]\d*", kind)
    assert len(kind) <= 64, "longer than the ledger's column"
    assert kind in wire.shapes()


FEW = settings(max_examples=25)
"""Every kind of event goes the same way, so that all of them together are thousands of examples."""


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_there_and_back(kind: str) -> None:
    @FEW
    @given(some(kind))
    def holds(happened: Event) -> None:
        told = encode(happened)
        parts = [json.loads(json.dumps(part)) for part in (told.public, told.internal, told.personal)]
        assert decode(kind, *parts) == happened
        assert "happened_on" in told.public

    holds()


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_each_field_lies_in_its_own_disclosure_and_in_no_other(kind: str) -> None:
    wanted = disclosures(kind)

    @FEW
    @given(some(kind))
    def holds(happened: Event) -> None:
        told = encode(happened)
        for name, part in (("public", told.public), ("internal", told.internal), ("personal", told.personal or {})):
            assert {wanted[each] for each in part} <= {name}

    holds()


PERSONAL = sorted(kind for kind in EVENTS if "personal" in disclosures(kind).values())


@pytest.mark.parametrize("kind", PERSONAL)
def test_erased_words_are_gone_and_the_rest_stands(kind: str) -> None:
    """What an event says without its personal opening: the same, with empty personal fields (law 7)."""

    @FEW
    @given(some(kind))
    def holds(happened: Event) -> None:
        told = encode(happened)
        read = decode(kind, told.public, told.internal, None)
        for name, disclosure in disclosures(kind).items():
            if disclosure == "personal":
                assert getattr(read, name) in ("", (), None)
            else:
                assert getattr(read, name) == getattr(happened, name)

    holds()


def test_reporters_words_and_names_are_personal() -> None:
    """The fields that say who, where to reach them, or what they said; who quarrels about what; what was noted on
    visits; who a patient is."""
    assert PERSONAL == [
        "admission.admitted/1",
        "admission.discharged/1",
        "application.account_given/1",
        "application.adjusted/1",
        "application.answered/1",
        "application.change_reported/1",
        "application.decided/1",
        "application.job_offered/1",
        "application.matched/1",
        "application.objected/1",
        "application.opinion_given/1",
        "application.paper_attached/1",
        "application.paper_returned/1",
        "application.relatives_named/1",
        "application.reviewed/1",
        "application.revoked/1",
        "application.submitted/1",
        "application.visited/1",
        "application.withdrawn/1",
        "arrears.default_ended/1",
        "arrears.default_listed/1",
        "arrears.waived/1",
        "commitment.checked/1",
        "commitment.corrected/1",
        "commitment.heard/1",
        "commitment.judged_false/1",
        "commitment.repaired/1",
        "commitment.signed/1",
        "deed.confirmed/1",
        "deed.denied/1",
        "dispute.agreed/1",
        "dispute.described/1",
        "dispute.failed/1",
        "dispute.followed_up/1",
        "dispute.mediated/1",
        "dispute.performed/1",
        "dispute.registered/1",
        "exemplar.nominated/1",
        "exemplar.objected/1",
        "insured.category_set/1",
        "insured.registered/1",
        "opinion.concluded/1",
        "opinion.registered/1",
        "opinion.registered_under_shield/1",
        "person.registered/1",
        "person.renamed/1",
        "problem.reopened/1",
        "publicity.answered/1",
        "publicity.objected/1",
        "publicity.posted/1",
        "relay.answered/1",
        "relay.written/1",
        "settlement.answered/1",
        "settlement.misuse_found/1",
        "settlement.objected/1",
        "settlement.signed/1",
        "spot_check.answered/1",
        "spot_check.found/1",
        "survey.recorded/1",
        "survey.recorded/2",
        "visit.entered/1",
        "visit.held/1",
    ]
    who = {"text", "title", "reporter", "contact", "receipt"}
    shape = disclosures("opinion.registered/1")
    assert {name for name, disclosure in shape.items() if disclosure == "personal"} == who
    for kind, fields_ in wire.shapes().items():
        for name in fields_.keys() & {"reporter", "contact", "receipt", "phone", "person_name", "words"}:
            assert fields_[name] == "personal", (kind, name)


def test_what_a_recount_needs_is_public() -> None:
    for kind in ("problem.struck_off/1", "problem.closure_requested/1"):
        assert disclosures(kind)["outcome"] == "public"
    assert disclosures("problem.dispatched/1")["due_on"] == "public"
    assert disclosures("survey.recorded/1")["level"] == "public"


def test_declaring_wrongly_is_a_fault() -> None:
    with pytest.raises(Fault, match="used twice"):
        wire.event("problem.struck_off/1")(Event)
    with pytest.raises(Fault, match="used twice"):
        wire.command("problem.accept")(wire.Command)
    with pytest.raises(Fault, match="unknown event kind"):
        decode("problem.vanished/1", {})
    with pytest.raises(Fault, match="no wire form"):
        wire.codec(float)
    for annotated, disclosure in ((Public[str], Disclosure.PUBLIC), (Personal[str], Disclosure.PERSONAL)):
        assert get_origin(annotated) is Annotated
        assert get_args(annotated)[1] is disclosure


def test_a_field_without_value_is_left_out() -> None:
    cls: Any = EVENTS["survey.recorded/1"]
    told = encode(cls(happened_on=date(2026, 3, 9), survey="s", opinion="o", outcome=SurveyOutcome.NO_ANSWER))
    assert told.public.keys() == {"happened_on", "survey", "opinion", "outcome", "own"}
