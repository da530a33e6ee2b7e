"""The permission matrix: every command, every role, every cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from tests.county import (  # fmt: skip
    ASK,
    CLAIM,
    COMPLETE,
    DISPATCH,
    GU,
    HE,
    MA,
    MAIN_PATH,
    NOW,
    PLAN,
    SIGN,
    STRIKE,
    TODAY,
    VERIFY,
    Story,
    answered,
    days,
    post,
    proof,
    registered,
    reporter,
)

from sandan.domain import (
    admission,
    advance,
    application,
    appointment,
    arrears,
    assignment,
    batch,
    boundary,
    bulletin,
    case,
    chase,
    circuit,
    circuit_group,
    circuit_plan,
    circuit_rule,
    circuit_visit,
    clock,
    commitment,
    correction,
    deed,
    delegation,
    dispute,
    duty,
    exemplar,
    formula,
    handover,
    holiday,
    insured,
    item,
    lecture,
    look_back,
    material,
    measure,
    meeting,
    opinion,
    payer,
    payment,
    person,
    plan,
    problem_command,
    programme,
    publicity,
    relay,
    responsibility,
    roster,
    rule,
    scheme,
    self_inspection,
    service_item,
    serving,
    settlement,
    sheet,
    spot_check,
    standard,
    study,
    survey,
    task,
    training,
    unit,
    viewing,
    visit,
)
from sandan.domain import (
    post as posts,
)
from sandan.domain.allowance import Area, Household, Member, Standard
from sandan.domain.authority import MAY, Actor, Role, Scope, permit
from sandan.domain.case import Case
from sandan.domain.item_profile import profiles
from sandan.domain.money import ZERO, Money
from sandan.domain.opinion import OpinionStatus
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.profile import CAMPAIGN
from sandan.domain.quantity import Measure, Quantity
from sandan.domain.rulebook import Rulebook
from sandan.domain.shield import MARK, Shield, cleared
from sandan.domain.values import (
    DeclineReason,
    Evidence,
    Level,
    Outcome,
    Refusal,
    ReopenSource,
    StatutoryChannel,
    Tier,
)
from sandan.domain.wire import COMMANDS, Command, Event

Decide = Callable[[Command, Any, Actor, Any], tuple[Event, ...]]
CASE = (
    "problem",
    "task",
    "responsibility",
    "survey",
    "relay",
    "extension",
    "pause",
    "clock",
    "chase",
    "supervision",
    "correction",
)
DECIDERS: dict[str, Decide] = {
    "unit": unit.decide,
    "person": person.decide,
    "post": posts.decide,
    "appointment": appointment.decide,
    "assignment": assignment.decide,
    "duty": duty.decide,
    "handover": handover.decide,
    "opinion": opinion.decide,
    "batch": batch.decide,
    "roster": roster.decide,
    "look_back": look_back.decide,
    "bulletin": bulletin.decide,
    "formula": formula.decide,
    "viewing": viewing.decide,
    "rule": rule.decide,
    "boundary": boundary.decide,
    "calendar": holiday.decide,
    "programme": programme.decide,
    "serving": serving.decide,
    "sheet": sheet.decide,
    "lecture": lecture.decide,
    "circuit_rule": circuit_rule.decide,
    "circuit_group": circuit_group.decide,
    "circuit_plan": circuit_plan.decide,
    "circuit_visit": circuit_visit.decide,
    "deed": deed.decide,
    "exemplar": exemplar.decide,
    "standard": standard.decide,
    "self_inspection": self_inspection.decide,
    "visit": visit.decide,
    "meeting": meeting.decide,
    "dispute": dispute.decide,
    "plan": plan.decide,
    "material": material.decide,
    "study": study.decide,
    "training": training.decide,
    "measure": measure.decide,
    "publicity": publicity.decide,
    "delegation": delegation.decide,
    "spot_check": spot_check.decide,
    "commitment": commitment.decide,
    "service_item": service_item.decide,
    "application": application.decide,
    "payment": payment.decide,
    "scheme": scheme.decide,
    "insured": insured.decide,
    "admission": admission.decide,
    "settlement": settlement.decide,
    "arrears": arrears.decide,
    "advance": advance.decide,
    **dict.fromkeys(CASE, case.decide),
}
_LINE = circuit_plan.Line("001", "x", "x", TODAY, ("x",))
_STANDARD = Standard(Area.RURAL, Money.of(1), 1, TODAY, "x")
OPEN, HIDDEN = False, True
BEHIND = Shield(frozenset({"roads"}))
FOUND_NEW = {"opinion.register", "problem.register"}
"""Commands that begin a matter instead of finding one."""


def matter(noun: str, name: str, side: bool) -> Any:
    """What a command of this name finds: a matter in the open or under the shield, or nothing yet."""
    if noun == "rule":
        return rule.Shelf()
    if noun == "formula":
        return formula.Register()
    if noun == "service_item":
        return service_item.Shelf()
    if noun == "circuit_rule":
        return circuit_rule.Rules()
    if noun == "scheme":
        return scheme.Schemes()
    if name in FOUND_NEW or noun not in ("opinion", *CASE):
        return Case() if noun in CASE else None
    key = f"{MARK if side else ''}m1"
    if noun == "opinion":
        return opinion.Opinion(key, "Y2026-000001", OpinionStatus.WAITING, "", True, BEHIND if side else None)
    told = Story()
    told.give(replace(registered(key, ("o1",)), shield=BEHIND if side else None), GU)
    return told.case


def least(hint: Any) -> Any:
    """Some value of a field's type."""
    if get_origin(hint) is tuple:
        return (least(get_args(hint)[0]),)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    values: dict[Any, Any] = {
        Terms: Terms(Procedure.CAMPAIGN, "x"),
        str: "x",
        measure.Effort: measure.Effort(),
        Quantity: Quantity(1, Measure.PERSON),
        plan.Responsible: plan.Responsible(Tier.COUNTY, "x"),
        int: 1,
        bool: True,
        date: TODAY,
        Evidence: Evidence("ab" * 32, TODAY),
        Shield: BEHIND,
        Rulebook: CAMPAIGN,
        Actor: someone(Role.VERIFIER),
        standard.Item: standard.Item("是否推诿"),
        look_back.Item: look_back.Item("x", "x", "x"),
        look_back.Interest: look_back.Interest(),
        spot_check.Case: spot_check.Case("x", "x", "x"),
        commitment.Replaceable: commitment.Replaceable("x", "x"),
        Money: Money.of(1),
        payer.Bill: payer.Bill(Money.of(1)),
        payer.Case: payer.Case(payer.HospitalLevel.PRIMARY, True, payer.Category.ORDINARY),
        payer.Share: payer.Share("x", payer.PayerKind.BASIC, "x", Money.of(1), Money.of(0), "", Money.of(1)),
        payer.Year: payer.Year(),
        payer.Scheme | None: None,
        arrears.Instalment: arrears.Instalment(TODAY, Money.of(1)),
        circuit.Terms: circuit.Terms(),
        item.Item: profiles()["dibao-delegated"],
        Household: Household((Member("m1", "x"),)),
        Standard: _STANDARD,
        Standard | None: _STANDARD,
        application.Paid: application.Paid("2019-11", ZERO),
        item.Due: item.Due(item.Stage.DECIDE, item.Hand.TOWN, TODAY, TODAY),
        payment.PayLine: payment.PayLine("x", ZERO),
        circuit.Place: circuit.Place("x", frozenset({"x"})),
        circuit_plan.Line: _LINE,
        circuit_plan.Check: circuit_plan.Check(_LINE, (), circuit.Place("x", frozenset()), circuit.Terms()),
    }
    return values[hint]


def some(name: str, **given: Any) -> Command:
    """Some command of this name."""
    cls = COMMANDS[name]
    hints = get_type_hints(cls)
    wanted = [each.name for each in fields(cls) if each.default is MISSING and each.name not in given]
    return cls(**{each: least(hints[each]) for each in wanted}, **given)


def someone(role: Role) -> Actor:
    """Someone with this role and nothing else, in a unit that has to do with nothing."""
    return Actor(
        frozenset({role}), "x", "x", "x", ("x",), frozenset({"x"}), opinion="o1" if role is Role.RESIDENT else ""
    )


def outcome(name: str, role: Role, side: bool = OPEN, **given: Any) -> str:
    """What becomes of some command of this name, given by someone with this role: a refusal's code, or "done"."""
    noun = name.partition(".")[0]
    if side and name in FOUND_NEW:
        given |= {"shield": BEHIND, noun: f"{MARK}x"}
    try:
        DECIDERS[noun](some(name, **given), matter(noun, name, side), someone(role), NOW)
    except Refusal as refusal:
        return refusal.code
    return "done"


def test_matrix_and_commands_name_each_other() -> None:
    assert set(MAY) == set(COMMANDS)
    assert all(MAY.values()), "a command that nobody may give is no command"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_cell(name: str) -> None:
    """The decider itself refuses every role that the matrix doesn't name, and refuses none that it does for that reason."""
    assert DECIDERS.keys() >= {name.partition(".")[0]}
    for role in Role:
        told = outcome(name, role)
        reaches = role in MAY[name] and MAY[name][role] is not Scope.SHIELD
        assert (told == "not_allowed") == (not reaches), (role, told)


@pytest.mark.parametrize("name", sorted(each for each in COMMANDS if each.partition(".")[0] in ("opinion", *CASE)))
def test_every_cell_under_the_shield(name: str) -> None:
    """There the matrix counts for whoever is cleared; for everyone else the matter does not exist, whatever they may do in the open."""
    for role in Role:
        told = outcome(name, role, HIDDEN)
        own = ("o1",) if name.partition(".")[0] in CASE else ()
        if name not in FOUND_NEW and not cleared(BEHIND, someone(role), opinions=own):
            assert told in ("unknown_opinion", "unknown_problem"), (role, told)
        else:
            assert (told == "not_allowed") == (role not in MAY[name]), (role, told)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_nobody_claims_a_day_that_has_not_come(name: str) -> None:
    role, scope = min(MAY[name].items(), key=lambda grant: grant[1] is Scope.SHIELD)
    assert outcome(name, role, scope is Scope.SHIELD, happened_on=TODAY + days(1)) == "date_in_future"


EXTEND = clock.AskExtension(to_on=TODAY + days(20), reason="缺料", progress="一半")
LEADER_AGREES = clock.SetTerms(terms=Terms(Procedure.CAMPAIGN, "campaign-a", approvers=(Role.LEADER,)))
PAUSE = clock.BeginPause(basis="鉴定", reason="送检", until_on=TODAY + days(3))
CHASE = chase.IssueChase(chase="c1", level=chase.ChaseLevel.REMINDER, demand="说明进度", answer_by=TODAY)
_ASK_BACK, _REFUSE = (
    (problem_command.AskReturn(reason="不属我局"), HE),
    (problem_command.RefuseReturn(reason="属你局"), GU),
)
BEFORE: dict[str, tuple[tuple[Command, Actor], ...]] = {
    "problem.adjudicate": (_ASK_BACK, _REFUSE, _ASK_BACK, _REFUSE, _ASK_BACK),
    "problem.review": ((problem_command.MarkLongTerm(basis="管护", review_on=TODAY + days(9)), GU),),
    "extension.grant": ((EXTEND, HE),),
    "extension.refuse": ((EXTEND, HE),),
    "pause.end": ((PAUSE, GU),),
    "chase.answer": ((CHASE, GU),),
    "supervision.delist": ((chase.ListForSupervision(basis="批示"), GU),),
    "task.reach_milestone": ((task.SetMilestone(task="t1", milestone="m1", what="到场", by_on=TODAY), MA),),
}
"""What has to have happened on the main path before some commands have a place."""
SAMPLES: dict[str, Callable[[], Command]] = {
    "problem.sign_for": lambda: SIGN,
    "problem.ask_return": lambda: problem_command.AskReturn(reason="不属我局"),
    "problem.answer": lambda: problem_command.AnswerReporter(answer="正在办"),
    "problem.rectify_at_once": lambda: problem_command.RectifyAtOnce(
        measure="换管", done_on=TODAY, evidence=(proof(),)
    ),
    "problem.request_closure": lambda: CLAIM,
    "problem.verify": lambda: VERIFY,
    "problem.send_back": lambda: problem_command.SendBack(reason="未通水"),
    "problem.read_again": lambda: problem_command.ReadAgain(finding="属实"),
    "problem.strike_off": lambda: STRIKE,
    "problem.pass_look_back": lambda: problem_command.PassLookBack(finding="仍通水"),
    "problem.reopen": lambda: problem_command.ReopenProblem(source=ReopenSource.RESIDENT, reason="又漏了"),
    "problem.decline": lambda: problem_command.DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="供电公司"),
    "problem.redirect": lambda: problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to="县人民法院"),
    "problem.mark_long_term": lambda: problem_command.MarkLongTerm(basis="长期管护", review_on=TODAY + days(90)),
    "task.plan": lambda: replace(PLAN, task="t9"),
    "task.report": lambda: task.ReportProgress(task="t1", note="管道已到场"),
    "task.complete": lambda: COMPLETE,
    "task.cancel": lambda: task.CancelTask(task="t1", reason="并入另一项"),
    "responsibility.assign": lambda: responsibility.AssignResponsibility(lead_unit="water", person="ma"),
    "responsibility.take_over": lambda: responsibility.TakeOver(was="ma", to="ren", handover="h1"),
    "survey.ask": lambda: replace(ASK, survey="s9"),
    "survey.record": answered,
    "survey.answer": lambda: survey.AnswerSurvey(
        survey="s9", opinion="o1", contacted=True, fixed=True, level=Level.SATISFIED
    ),
    "survey.try_later": lambda: survey.TryLater(survey="s1", again_on=TODAY),
    "survey.make_link": lambda: survey.MakeLink(survey="s1", link="ab", until=TODAY),
    "survey.decide": lambda: survey.DecideAnswer(
        survey="s1", decision=survey.Decision.EXPLAIN, explanation="上游在建水库"
    ),
    "problem.adjudicate": lambda: problem_command.AdjudicateProblem(
        unit="roads", due_on=TODAY + days(9), reason="路权在你局"
    ),
    "problem.review": lambda: problem_command.ReviewProblem(finding="仍需管护", review_on=TODAY + days(90)),
    "problem.contribute": lambda: problem_command.ContributeToProblem(note="已断水配合"),
    "extension.ask": lambda: EXTEND,
    "extension.grant": lambda: clock.GrantExtension(to_on=EXTEND.to_on),
    "extension.refuse": lambda: clock.RefuseExtension(reason="料已到"),
    "pause.begin": lambda: PAUSE,
    "pause.end": clock.EndPause,
    "chase.issue": lambda: CHASE,
    "chase.answer": lambda: chase.AnswerChase(chase="c1", answer="本周完工"),
    "supervision.list": lambda: chase.ListForSupervision(basis="批示"),
    "supervision.delist": lambda: chase.TakeOffSupervision(reason="见效"),
    "task.agree_standard": lambda: task.AgreeStandard(task="t1"),
    "task.object_to_standard": lambda: task.ObjectToStandard(task="t1", reason="看不出"),
    "task.restate": lambda: task.RestateStandard(task="t1", standard="七天不漏"),
    "task.set_milestone": lambda: task.SetMilestone(task="t1", milestone="m1", what="到场", by_on=TODAY),
    "task.reach_milestone": lambda: task.ReachMilestone(task="t1", milestone="m1", reached_on=TODAY),
    "task.note_cost": lambda: task.NoteCost(task="t1", fen=100, payer="县财政"),
    "relay.write": lambda: relay.WriteToReporter(opinion="o1", words="请问是哪一户？"),
    "relay.answer": lambda: relay.WriteToUnit(opinion="o1", words="村东第三户"),
    "correction.make": lambda: correction.MakeCorrection(
        entry=1, corrects="problem.registered/1", maker="ren", reason="登记有误", note="应为东头水管"
    ),
}
"""For every command about a case whose scope is narrower than the county: one that is right in every other way."""


def seats(role: Role, scope: Scope, name: str) -> tuple[Actor, Actor]:
    """Someone with the role to whom the problem of the main path is in scope, and someone to whom it is not."""
    match scope:
        case Scope.UNIT if name == "problem.contribute":
            return post("tian", "roads", role), post("ma", "water", role)
        case Scope.UNIT:
            return post("ma", "water", role), post("tian", "roads", role)
        case Scope.OTHERS:
            return post("bai", "qingxi", role), post("ma", "water", role)
        case Scope.OWN if role is not Role.RESIDENT:
            return post("ren", "water", role), post("ma", "water", role)
    return reporter("o1"), reporter("o9")


def test_every_narrow_scope_has_its_sample() -> None:
    narrow = {
        name
        for name, grant in MAY.items()
        if name.partition(".")[0] in CASE and set(grant.values()) & {Scope.UNIT, Scope.OTHERS, Scope.OWN}
    }
    assert narrow == set(SAMPLES)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_scope_is_kept(name: str) -> None:
    """Wherever the problem stands, who is out of scope never gets through; who is in scope does somewhere."""
    for role, scope in MAY[name].items():
        if scope not in (Scope.UNIT, Scope.OTHERS, Scope.OWN):
            continue
        inside, outside = seats(role, scope, name)
        through = 0
        for outcome_claimed, content in (
            (Outcome.RECTIFIED, True),
            (Outcome.NOT_SUBSTANTIATED, True),
            (Outcome.RECTIFIED, False),
        ):
            told = Story()
            for order, by, _reached in MAIN_PATH:
                claimed = replace(order, outcome=outcome_claimed) if order is CLAIM else order
                if isinstance(order, survey.RecordSurvey) and not content:
                    claimed = answered(level=Level.DISSATISFIED)
                if order is STRIKE and not content:
                    break
                if order is STRIKE and outcome_claimed is Outcome.NOT_SUBSTANTIATED:
                    break
                if order is DISPATCH and name == "problem.contribute":
                    claimed = replace(DISPATCH, cooperating=("roads",))
                told.give(claimed, by)
                if order is SIGN:
                    told.give(responsibility.AssignResponsibility(lead_unit="water", person="ma"), GU)
                before = BEFORE.get(name, ())
                if before == ((EXTEND, HE),) and role is Role.LEADER:
                    before = ((LEADER_AGREES, GU), *before)
                now = _prepared(told.case, before)
                if now is None:
                    continue
                through += _gets_through(now, SAMPLES[name](), inside)
                # Before it lies with a unit, it lies with none in particular.
                if now.facts.units or scope is Scope.OWN:
                    assert not _gets_through(now, SAMPLES[name](), outside), (role, told.status())
        assert through, (name, role)


def _prepared(now: Case, steps: tuple[tuple[Command, Actor], ...]) -> Case | None:
    """The case after these steps; None where one of them has no place."""
    for order, by in steps:
        try:
            told = case.decide(order, now, by, NOW)
        except Refusal:
            return None
        for each in told:
            now = case.evolve(now, each)
    return now


def _gets_through(now: Case, order: Command, by: Actor) -> bool:
    try:
        return bool(case.decide(order, now, by, NOW))
    except Refusal:
        return False


def test_roles_add_up_and_no_role_is_nothing() -> None:
    for name, (one, other) in product(["problem.accept", "problem.verify"], [(Role.VERIFIER, Role.DISPATCHER)]):
        permit(name, Actor(frozenset({one, other})))
    with pytest.raises(Refusal, match="not_allowed"):
        permit("problem.accept", Actor(frozenset()))
    with pytest.raises(Refusal, match="not_allowed"):
        permit("problem.invented", Actor(frozenset(Role)))


def test_what_the_design_says_of_roles() -> None:
    """Sentences of design sections 3 and 6, read off the matrix."""
    may = {role: {name for name, roles in MAY.items() if role in roles} for role in Role}
    assert may[Role.AUDITOR] == {"viewing.record", "person.declare_kin"}, "the auditor changes nothing"
    assert may[Role.RESIDENT] == {
        "opinion.register",
        "survey.answer",
        "problem.reopen",
        "relay.answer",
        "deed.confirm",
        "publicity.object",
        "publicity.take_down",
        "commitment.lapse",
        "settlement.object",
        *(
            f"application.{each}"
            for each in ("submit", "add_papers", "attach", "give_account", "report_change", "withdraw", "object")
        ),
    }
    judging = {
        "problem.verify",
        "problem.send_back",
        "problem.read_again",
        "problem.strike_off",
        "problem.pass_look_back",
    }
    working = {"problem.sign_for", "problem.request_closure", "task.plan", "task.complete", "problem.rectify_at_once"}
    for role in Role:
        assert not (may[role] & judging and may[role] & working), f"{role} both works and judges"
        assert not ({"problem.verify", "problem.strike_off"} <= may[role]), f"{role} verifies and strikes off"
    # The operator works on no case; a problem only follows its unit when that is merged into another one.
    assert {name for name in may[Role.OPERATOR] if name.split(".")[0] in CASE} == {"problem.succeed_unit"}
    own = {"handover.accept", "handover.refuse", "responsibility.take_over"}
    for name in own:
        assert set(MAY[name].values()) == {Scope.OWN}, f"{name} is the successor's own word"


def test_what_the_uppermost_unit_has_is_not_everybodys() -> None:
    head = post("he", "water", Role.UNIT_HEAD)
    assert not head.within("yunling")
    assert post("su", "yunling", Role.UNIT_HEAD).within("yunling")


def test_within_means_own_unit_or_above() -> None:
    by = Actor(frozenset({Role.HANDLER}), "du", "a", "shiqiao", ("shiqiao", "qingxi", "yunling"))
    assert by.within("shiqiao")
    assert by.within("qingxi")
    assert not by.within("water")
    assert not by.within("")
