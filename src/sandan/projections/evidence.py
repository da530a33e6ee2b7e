"""Evidence (证据等级): what stands behind a figure, from somebody's own word up to that of the people served (design section 7).

It is the weakest that suffices to be counted: a problem counts as rectified on its unit's claim alone, whoever verified it since. Where a
figure counts entries that are facts themselves (an opinion was heard, an order was sent), nothing has to stand behind it.
"""

from __future__ import annotations

from sandan.domain.register import Grade
from sandan.projections.count import FIGURES, Figure

_BY_ID: dict[Grade, str] = {
    Grade.CLAIMED: """
        problems.rectified problems.not_fixable problems.not_substantiated problems.answered problems.in_progress problems.on_time
        problems.on_first_time problems.self_found days.claimed days.claimed_90 deeds.done deeds.claimed deeds.duty deeds.recorded_need
        deeds.need_in_words disputes.mediated disputes.agreed disputes.performed disputes.failed disputes.broken disputes.referred""",
    Grade.DOCUMENTED: "deeds.documented disputes.court_confirmed",
    Grade.VERIFIED: """
        problems.verified problems.struck_off problems.struck_off_unrectified problems.look_back_passed problems.sent_back
        problems.found_by_others_struck_off self_inspections.struck_off days.verified days.verified_90 days.struck_off days.struck_off_90
        lectures.confirmed study.confirmed visits.confirmed deeds.verified circuit.told circuit.confirmed circuit.overturned
        circuit.cannot_tell circuit.problems exemplars.approved exemplars.published""",
    Grade.CONFIRMED: """
        deeds.confirmed deeds.denied disputes.confirmed surveys.contacted surveys.solved surveys.satisfied surveys.basically_satisfied
        surveys.dissatisfied surveys.answered surveys.undecided""",
}
_BEGINNING: tuple[tuple[str, Grade], ...] = (
    ("levels.", Grade.CONFIRMED),
    ("look_backs.", Grade.VERIFIED),
    ("spot_checks.", Grade.VERIFIED),
    ("lectures.", Grade.CLAIMED),
    ("study.", Grade.CLAIMED),
    ("training.", Grade.CLAIMED),
    ("visits.", Grade.CLAIMED),
    ("meetings.", Grade.CLAIMED),
    ("deeds.", Grade.CLAIMED),
    ("self_inspections.", Grade.CLAIMED),
    ("measures.used", Grade.CLAIMED),
    ("pairs.visited", Grade.CLAIMED),
    ("pairs.lectured", Grade.CLAIMED),
)
"""For what is not named by its id, in this order."""
_PLANNED = frozenset({"lectures.planned", "study.planned", "training.planned", "visits.planned", "visits.clashing"})
_OF: dict[str, Grade] = {id: grade for grade, ids in _BY_ID.items() for id in ids.split()}


def grade_of(figure: Figure) -> Grade | None:
    """The grade of a figure, of a rate that of its numerator; None where the entries themselves are the facts."""
    if figure.by_formula:
        return Grade.CONFIRMED
    id = figure.numerator if figure.is_rate else figure.id
    if id in _PLANNED:
        return None
    return _OF.get(id) or next((grade for beginning, grade in _BEGINNING if id.startswith(beginning)), None)


def unknown() -> list[str]:
    """Ids that are graded and are no figures: there must be none."""
    return [id for id in (*_OF, *_PLANNED) if id not in FIGURES]
