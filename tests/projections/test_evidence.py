"""What stands behind a figure: the weakest that suffices to be counted, and never more than its name says."""

from __future__ import annotations

from sandan.domain.register import ORDER, Grade
from sandan.projections.evidence import grade_of, unknown
from sandan.projections.figure import FIGURES


def test_only_figures_are_graded() -> None:
    assert unknown() == []


def test_a_claim_is_a_claim_and_a_confirmation_comes_from_the_served() -> None:
    told = {id: grade_of(figure) for id, figure in FIGURES.items()}
    assert told["problems.rectified"] is told["rate.rectification"] is told["rate.on_time"] is Grade.CLAIMED
    assert told["problems.struck_off"] is told["rate.overturn"] is Grade.VERIFIED
    assert told["rate.satisfaction"] is told["rate.satisfaction_by_formula"] is Grade.CONFIRMED
    assert told["opinions.collected"] is told["problems.dispatched"] is told["demands.made"] is None


def test_the_grades_of_a_register_stand_in_the_order_of_their_names() -> None:
    grades = ("claimed", "documented", "verified", "confirmed")
    for noun in ("deeds", "lectures", "visits", "study"):
        held = [grade_of(FIGURES[id]) for grade in grades if (id := f"{noun}.{grade}") in FIGURES]
        assert held == sorted((each for each in held if each is not None), key=ORDER.index)
