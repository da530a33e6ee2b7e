"""Measures: two categories; one used and complained of, one that nothing measures, one that eases nothing, one ended, one a mistake."""

from __future__ import annotations

from tests.county import FILE, GU, HE, TODAY, WU, days

from sandan.domain.measure import (
    AmendMeasure,
    Because,
    CountUse,
    Effort,
    GaugeMeasure,
    IntroduceMeasure,
    LinkProblem,
    PublishMeasure,
    RetireMeasure,
    TakeDownMeasure,
    WithdrawMeasure,
)
from sandan.domain.quantity import Measure, Qualifier, Quantity
from sandan.domain.values import Evidence

UNKNOWN = Effort()


def introduce(
    key: str, category: str, item: str, before: Effort = UNKNOWN, after: Effort = UNKNOWN
) -> IntroduceMeasure:
    return IntroduceMeasure(
        measure=key,
        title=f"举措{key}",
        category=f"{category}类",
        item=f"{item}项",
        category_key=f"c-{category}",
        item_key=f"i-{item}",
        unit="water",
        start_on=TODAY,
        before=before,
        after=after,
    )


ORDERS = (
    ("measure/me1", introduce("me1", "办事", "报装", Effort(5, 4, 20), Effort(2, 2, 7)), WU),
    ("measure/me2", introduce("me2", "办事", "过户"), HE),
    ("measure/me3", introduce("me3", "出行", "公交"), WU),
    ("measure/me4", introduce("me4", "就医", "挂号"), WU),
    ("measure/me5", introduce("me5", "办事", "过户", Effort(3, None, 5), Effort(3, 2, 6)), WU),
    (
        "measure/me1",
        CountUse(
            measure="me1",
            from_on=TODAY,
            to_on=TODAY,
            count=Quantity(120, Measure.TIME),
            evidence=(Evidence(FILE, TODAY, "办件台账"),),
        ),
        HE,
    ),
    ("measure/me1", LinkProblem(measure="me1", problem="p1", number="W2026-p1", because=Because.LED_TO), GU),
    ("measure/me1", LinkProblem(measure="me1", problem="p2", number="W2026-p2", because=Because.COMPLAINT), GU),
    (
        "measure/me1",
        AmendMeasure(measure="me1", after=Effort(1, 1, 5), reason="并联办理", review_on=TODAY + days(90)),
        HE,
    ),
    ("measure/me1", GaugeMeasure(measure="me1", gauge="dibao"), HE),
    ("measure/me1", PublishMeasure(measure="me1"), GU),
    ("measure/me1", TakeDownMeasure(measure="me1", reason="核对"), GU),
    ("measure/me3", RetireMeasure(measure="me3", last_on=TODAY, reason="并入公交改革"), WU),
    (
        "measure/me4",
        CountUse(measure="me4", from_on=TODAY, to_on=TODAY, count=Quantity(9, Measure.TIME, Qualifier.OVER)),
        WU,
    ),
    ("measure/me4", WithdrawMeasure(measure="me4", reason="不是本县举措"), WU),
)
EXPECTED = {
    "measures.categories": 1, "measures.items": 2, "measures.in_force": 3, "measures.unmeasured": 1, "measures.no_easier": 1,
    "measures.retired": 1,
    "measures.complained": 1, "measures.used": 120, "measures.used_approximate": 0,
}  # fmt: skip
