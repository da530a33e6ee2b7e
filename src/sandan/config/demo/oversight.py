"""The demo's oversight of assistance: commitments that households sign or decline, and two spot checks by the bureau with what they found.

What is drawn hangs on the ledger's root and so on salts, which no seed of the story repeats. So it throws none of its dice, and what is
found follows from the place of a case among those drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sandan.config.demo.agenda import Course, Wait
from sandan.config.demo.names import AIDES, BUREAU
from sandan.config.demo.scene import Scene
from sandan.desk import application, commitment, spot_check
from sandan.desk.application import blank
from sandan.desk.handle import Order, handle
from sandan.desk.spot_check import Finding
from sandan.domain.allowance import Income, IncomeKind
from sandan.domain.application import AdjustAllowance, ApplicationStatus, Cause, ReportChange
from sandan.domain.authority import Actor, Role
from sandan.domain.commitment import DeclineCommitment, HearCommitment, JudgeFalse
from sandan.domain.item import PaperCheck
from sandan.domain.money import Money
from sandan.domain.spot_check import AnswerCheck, Checked, CheckOf, ConcludeCheck
from sandan.domain.values import Evidence
from sandan.domain.wire import Command
from sandan.ledger import file
from sandan.projections.commitment import of_application
from sandan.projections.spot_check import SpotCheck, items
from sandan.projections.version import now

SOURCE = "中国福利彩票快乐8"
WHERE = "中国福利彩票发行管理中心开奖公告"
DIGITS = "03071219222634384145515860626669717578"
CHECKS = ((CheckOf.DECISION, 44, 30), (CheckOf.COMMITMENT, 46, 100))
"""What is checked, on which day of the story it is frozen, and what share of it in percent. All commitments are looked at, so that what
comes of them hangs on no lot."""


def committed(scene: Scene, application: str, aide: Actor, *, declines: bool, drawn: bool) -> tuple[str, ...]:
    """A household is offered to commit to what is missing, and signs or declines; returns what it is to bring.

    `drawn`: only to what is checked by lot, and it brings what is always checked.
    """
    can = commitment.offered(application)
    if not can.papers:
        return can.ordinary
    key = scene.key()
    papers = tuple(each.code for each in can.papers if not (drawn and each.check is PaperCheck.ALL))
    data = {"application": application, "papers": papers, "bureau": BUREAU}
    handle(commitment.enter(data, aide, key), aide, key, scene.agenda.now)
    row = of_application(application)[-1]
    if declines:
        _give(scene, f"commitment/{row.key}", DeclineCommitment(commitment=row.key), aide)
        return (*(each.code for each in can.papers), *can.ordinary)
    sheet = Evidence(file.keep(f"告知承诺书 {row.number}（演示）".encode()), scene.agenda.today, "承诺书")
    said = {"seen": row.digest, "signer": "self", "guardian": ""}
    handle(commitment.signed(row, said, (sheet,)), aide, scene.key(), scene.agenda.now)
    return (*(each.code for each in can.papers if each.code not in papers), *can.ordinary)


def plan(scene: Scene) -> Iterator[tuple[timedelta, Course]]:
    """The bureau looks again at a share of what its towns decided, and at commitments."""
    for of, day, percent in CHECKS:
        yield timedelta(day), _checked(scene, of, percent)


def _checked(scene: Scene, of: CheckOf, percent: int) -> Course:
    """Frozen, drawn two days later, looked at, sent back where it was wrong, concluded."""
    cast, today = scene.cast, scene.agenda.today
    bureau, officer = cast.one(BUREAU, Role.APPROVER), cast.one(BUREAU, Role.ASSISTANCE)
    start = scene.agenda.start
    if not spot_check.population(of, bureau.unit, start, today):
        return
    key, issue = scene.key(), today + timedelta(1)
    data = {
        "of": of, "from_on": start, "to_on": today, "percent": percent, "source": SOURCE, "issue": f"{issue:%Y%j}期", "seed_on": issue,
    }  # fmt: skip
    handle(spot_check.freeze(data, bureau, key), bureau, key, scene.agenda.now)
    row = now(SpotCheck).latest("position")
    yield Wait(2, 2)
    drawing = spot_check.draw(row.key, DIGITS, WHERE, bureau, scene.agenda.now)
    handle(drawing, bureau, scene.key(), scene.agenda.now)
    subjects = sorted(each.subject for each in items(row.key))
    orders = spot_check.assign(row.key, subjects, officer.person, scene.agenda.today)
    handle(orders, bureau, scene.key(), scene.agenda.now)
    yield Wait(1, 1)
    for place, subject in enumerate(subjects):
        wrong = place == 0
        finding = "入户核实：家中有人务工，收入未申报" if wrong else "入户核实，与申报一致"
        what = Finding(Checked.OVERTURNED if wrong else Checked.HOLDS, True, finding)
        handle(spot_check.find(row.key, subject, what), officer, scene.key(), scene.agenda.now)
    yield Wait(1, 1)
    _answered(scene, row, of)
    words = "抽查事项总体属实，一件不实已反馈整改。"
    _give(scene, f"spot_check/{row.key}", ConcludeCheck(spot_check=row.key, conclusion=words), bureau)


def _answered(scene: Scene, row: SpotCheck, of: CheckOf) -> None:
    """The town says what it did; a commitment that was found otherwise is heard of and judged by somebody else."""
    for item in items(row.key).filter(verdict=Checked.OVERTURNED.value):
        town = next(each for each in AIDES if scene.cast.units[each] == item.unit)
        aide, signer = scene.cast.one(town, Role.ASSISTANCE), scene.cast.one(town, Role.APPROVER)
        answer = AnswerCheck(spot_check=row.key, subject=item.subject, words="已入户复核，按规定重新核定。")
        _give(scene, f"spot_check/{row.key}", answer, aide)
        if of is CheckOf.DECISION:
            _set_anew(scene, item.subject, aide, signer)
        if of is CheckOf.COMMITMENT:
            stream = f"commitment/{item.subject}"
            _give(scene, stream, HearCommitment(commitment=item.subject, words="以为临时务工不算收入。"), aide)
            false = JudgeFalse(commitment=item.subject, reason="隐瞒工资性收入。", serious=False, months=12)
            _give(scene, stream, false, signer)


def _set_anew(scene: Scene, key: str, aide: Actor, signer: Actor) -> None:
    """What the check found is entered as a change, and the allowance set anew with the check's finding as its reason. Where it was
    stopped meanwhile, nothing is left to set."""
    file = application.opened(key)
    found = spot_check.overturned(key, 0)
    if file.state.status is not ApplicationStatus.GRANTED or file.household is None or found is None:
        return
    wages = Income(IncomeKind.WAGE, Money.of(9000), 12)
    head, *others = file.household.members
    members = (replace(head, incomes=(*head.incomes, wages)), *others)
    change = blank(
        ReportChange,
        key,
        changed_on=scene.agenda.today,
        what="抽查发现有未申报的务工收入",
        household=replace(file.household, members=members),
    )
    application.give(key, change, aide, scene.key(), scene.agenda.now)
    look = blank(AdjustAllowance, key, cause=Cause.CHECKED, reasons=found.reason, from_month="")
    application.give(key, look, signer, scene.key(), scene.agenda.now)


def _give(scene: Scene, stream: str, command: Command, by: Actor) -> None:
    handle([Order(stream, command)], by, scene.key(), scene.agenda.now)
