"""On-site meetings: of three decisions one becomes a task, one is given up, one waits; a second meeting is a mistake."""

from __future__ import annotations

from tests.county import BAI, GU, HE, TODAY, WU, days

from sandan.domain.meeting import CarryOut, ConfirmMeeting, Decision, DropDecision, HoldMeeting, WithdrawMeeting

DUE = TODAY + days(90)


def hold(key: str) -> HoldMeeting:
    return HoldMeeting(
        meeting=key,
        leader="su",
        place="qingxi",
        unit="qingxi",
        held_on=TODAY,
        units=("water", "roads"),
        problems=("p11",),
        decisions=(
            Decision("换泵", DUE, "water", "ma", "p11"),
            Decision("修路", DUE, "roads", "", "p3"),
            Decision("看水源", DUE, "water", "", "p9"),
            Decision("每月来一次", DUE, "office"),
        ),
    )


ORDERS = (
    ("meeting/m1", hold("m1"), WU),
    ("meeting/m1", CarryOut(meeting="m1", decision=0, task="tm1", handling="water"), HE),
    ("meeting/m1", DropDecision(meeting="m1", decision=1, reason="另案办理"), WU),
    ("meeting/m1", ConfirmMeeting(meeting="m1", note="在场"), BAI),
    ("meeting/m2", hold("m2"), GU),
    ("meeting/m2", WithdrawMeeting(meeting="m2", reason="重复"), GU),
)
EXPECTED = {
    "meetings.held": 1, "meetings.decisions": 4, "meetings.decisions_carried": 1, "meetings.decisions_waiting": 1,
}  # fmt: skip
