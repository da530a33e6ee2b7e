"""A problem's main path and every side path, told as stories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.county import (
    ACCEPT,
    ASK,
    BAI,
    CLAIM,
    COMPLETE,
    DISPATCH,
    DU,
    GU,
    HE,
    LU,
    MA,
    MAIN_PATH,
    PLAN,
    SIGN,
    STRIKE,
    TIAN,
    TODAY,
    VERIFY,
    WU,
    YE,
    Story,
    answered,
    days,
    post,
    proof,
    registered,
    reporter,
)

from sandan.domain import case, problem, problem_command, problem_event, responsibility, survey, task
from sandan.domain.authority import Actor, Role
from sandan.domain.values import (
    DeclineReason,
    Fault,
    Level,
    Nature,
    Outcome,
    ReopenSource,
    Status,
    StatutoryChannel,
    SurveyOutcome,
)


def claimed(outcome: Outcome) -> Story:
    """The story up to the unit's claim of `outcome`, with the reporter heard."""
    story = Story().upto(Status.SIGNED_FOR)
    story.give(problem_command.RequestClosure(outcome=outcome, account="上游建库，年内不能改道"), HE)
    story.give(ASK, YE)
    story.give(answered(), YE)
    return story


def test_main_path_climbs_rung_by_rung() -> None:
    story = Story()
    for order, by, reached in MAIN_PATH:
        story.give(order, by)
        assert story.status() is reached
    assert len(story.events) == len(MAIN_PATH)
    assert case.fold(story.events) == story.case


@pytest.mark.parametrize("step", range(1, len(MAIN_PATH)), ids=lambda step: MAIN_PATH[step][0].name)
def test_no_rung_can_be_skipped(step: int) -> None:
    """Every step of the main path but reports and surveys is refused one step too early."""
    order, by, _ = MAIN_PATH[step]
    story = Story()
    for earlier, giver, _ in MAIN_PATH[: step - 1]:
        story.give(earlier, giver)
    if isinstance(MAIN_PATH[step - 1][0], task.ReportProgress):
        story.give(order, by)  # a task may be completed without a report on the way
    else:
        if isinstance(order, problem_command.VerifyProblem):
            # The survey does not hold verification up; it holds strike-off up.
            story.give(order, by)
            order, by = STRIKE, GU
        assert story.refused(order, by).code in {
            "unknown_problem",
            "wrong_status",
            "not_workable",
            "not_your_unit",
            "unknown_task",
            "task_closed",
            "tasks_open",
            "no_task_done",
            "nothing_to_ask",
            "unknown_survey",
            "reporters_not_asked",
        }


def test_a_number_is_entered_once() -> None:
    assert Story().upto(Status.REGISTERED).refused(registered(), GU).code == "already_exists"


def test_a_reachable_reporter_must_be_among_the_opinions() -> None:
    story = Story()
    story.give(registered("p1", ("o1",), ("o1", "o7")), GU)
    assert story.case.facts.reachable == {"o1"}


def test_a_unit_enters_only_what_it_fixed_at_once() -> None:
    assert Story().refused(registered(), HE).code == "unit_registers_immediate_only"
    order = problem_command.RegisterProblem(
        problem="p1",
        number="W2026-p1",
        title="井盖缺失",
        statement="村口井盖缺失",
        topic=registered().topic,
        channel=registered().channel,
        nature=Nature.IMMEDIATE,
    )
    story = Story()
    story.give(order, HE)
    assert story.status() is Status.REGISTERED


def test_declined_with_reason_and_where_to_go_instead() -> None:
    story = Story().upto(Status.REGISTERED)
    order = problem_command.DeclineProblem(reason=DeclineReason.STATUTORY_CHANNEL, where_to=" ")
    assert story.refused(order, GU).facts == {"field": "where_to"}
    story.give(problem_command.DeclineProblem(reason=DeclineReason.STATUTORY_CHANNEL, where_to="县人民法院"), GU)
    assert story.status() is Status.DECLINED
    assert story.refused(ACCEPT, GU).code == "wrong_status"
    story.give(problem_command.ReopenProblem(source=ReopenSource.RESIDENT, reason="法院不受理"), reporter("o1"))
    assert story.status() is Status.ACCEPTED


def test_declined_no_longer_once_a_unit_has_it() -> None:
    order = problem_command.DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="供电公司")
    assert Story().upto(Status.DISPATCHED).refused(order, GU).code == "wrong_status"


def test_merged_reporters_are_carried_along() -> None:
    source, target = Story().upto(Status.ACCEPTED), Story()
    target.give(registered("p2", ("o2",)), GU)
    merge = problem_command.MergeProblem(into="p2", into_number="W2026-p2", reason="同一条管道")
    assert (
        source.refused(problem_command.MergeProblem(into="p1", into_number="x", reason="x"), GU).code
        == "merge_into_self"
    )
    source.give(merge, GU)
    assert source.status() is Status.MERGED
    target.give(
        problem_command.AbsorbProblem(source="p1", source_number="W2026-p1", opinions=("o1",), reachable=("o1", "o8")),
        GU,
    )
    assert target.case.facts.opinions == {"o1", "o2"}
    assert target.case.facts.reachable == {"o1", "o2"}, "only someone who said something can be asked about it"
    for order in (ACCEPT, DISPATCH, problem_command.ReopenProblem(source=ReopenSource.OFFICE, reason="x")):
        assert source.refused(order, GU).code == "wrong_status"


def test_who_was_to_fix_a_merged_problem_judges_neither() -> None:
    source, target = Story().upto(Status.SIGNED_FOR), Story().upto(Status.IN_PROGRESS)
    facts = source.case.facts
    moved = post("tang", "roads", Role.VERIFIER, Role.DISPATCHER)
    target.give(
        problem_command.AbsorbProblem(
            source="p1",
            source_number="W2026-p1",
            opinions=(),
            reachable=(),
            units=(*sorted(facts.units), "roads"),
            fixers=(*sorted(facts.fixers), "ye"),
        ),
        GU,
    )
    target.give(CLAIM, HE)
    for judge in (YE, moved):
        assert target.refused(VERIFY, judge).code == "fixer_cannot_judge"
    target.give(VERIFY, BAI)


def test_who_left_the_unit_since_it_was_listed_is_still_of_it() -> None:
    story = Story().upto(Status.IN_PROGRESS)
    story.give(CLAIM, HE)
    listed = story.case.facts.since
    assert listed is not None
    today = post("tang", "office", Role.VERIFIER)
    assert story.refused(VERIFY, replace(today, left=(("water", listed),))).code == "fixer_cannot_judge"
    story.give(VERIFY, replace(today, left=(("water", listed - days(1)), ("qingxi", listed))))


def test_not_merged_once_work_has_begun() -> None:
    merge = problem_command.MergeProblem(into="p2", into_number="W2026-p2", reason="同一条管道")
    assert Story().upto(Status.PLANNED).refused(merge, GU).code == "wrong_status"


def test_another_opinion_joins_and_must_be_heard_too() -> None:
    story = Story().upto(Status.VERIFIED)
    story.give(problem_command.AttachToProblem(opinion="o2", reachable=True), GU)
    assert (
        story.refused(problem_command.AttachToProblem(opinion="o2", reachable=True), GU).code == "opinion_already_here"
    )
    refusal = story.refused(STRIKE, GU)
    assert (refusal.code, refusal.facts) == ("reporters_not_asked", {"count": 1})


def test_dispatch_needs_a_unit_and_a_deadline_not_before_it() -> None:
    story = Story().upto(Status.ACCEPTED)
    assert story.refused(problem_command.DispatchProblem(unit="", due_on=TODAY), GU).code == "unit_missing"
    late = problem_command.DispatchProblem(unit="water", due_on=TODAY - days(1))
    assert story.refused(late, GU).code == "due_before_dispatch"
    both = problem_command.DispatchProblem(unit="water", due_on=TODAY, cooperating=("water",))
    assert story.refused(both, GU).code == "lead_unit_cooperates"


def test_only_the_unit_that_has_it_signs_for_it() -> None:
    story = Story().upto(Status.DISPATCHED)
    assert story.refused(SIGN, TIAN).code == "not_your_unit"
    village = Story().upto(Status.ACCEPTED)
    village.give(problem_command.DispatchProblem(unit="qingxi", due_on=TODAY), GU)
    village.give(SIGN, DU)
    assert village.status() is Status.SIGNED_FOR, "a village signs for its town"


def test_return_asked_and_agreed_goes_back_to_the_office() -> None:
    story = Story().upto(Status.SIGNED_FOR)
    assert story.refused(problem_command.AskReturn(reason="不属我局"), MA).code == "not_allowed"
    assert story.refused(problem_command.AgreeReturn(), GU).code == "wrong_status"
    story.give(problem_command.AskReturn(reason="不属我局"), HE)
    assert story.status() is Status.RETURN_ASKED
    assert story.refused(PLAN, HE).code == "not_workable"
    story.give(problem_command.AgreeReturn(), GU)
    assert story.status() is Status.ACCEPTED
    one = story.case.problem
    assert one is not None
    assert (one.unit, story.case.clock.due_on, one.returns) == ("", None, 1)
    story.give(problem_command.DispatchProblem(unit="roads", due_on=TODAY), GU)
    assert story.case.facts.units == {"water", "roads"}, "who was asked once is not forgotten"


def test_return_refused_stays_with_the_unit_to_be_signed_for_anew() -> None:
    story = Story().upto(Status.SIGNED_FOR)
    story.give(problem_command.AskReturn(reason="不属我局"), HE)
    story.give(problem_command.RefuseReturn(reason="三定方案属你局"), GU)
    assert story.status() is Status.DISPATCHED
    story.give(SIGN, HE)
    assert story.status() is Status.SIGNED_FOR


def test_answered_is_a_word_to_the_reporter_and_no_step() -> None:
    story = Story().upto(Status.IN_PROGRESS)
    story.give(problem_command.AnswerReporter(answer="管道已到，周五换"), MA)
    assert story.status() is Status.IN_PROGRESS


def test_rectified_needs_a_task_done_in_this_round() -> None:
    story = Story().upto(Status.SIGNED_FOR)
    assert story.refused(CLAIM, HE).code == "no_task_done"
    story.give(PLAN, HE)
    refusal = story.refused(CLAIM, HE)
    assert (refusal.code, refusal.facts) == ("tasks_open", {"count": 1})
    story.give(task.CancelTask(task="t1", reason="改用备用管"), HE)
    assert story.refused(CLAIM, HE).code == "no_task_done", "a task given up is no task done"


def test_evidence_of_a_claim_cannot_come_from_tomorrow() -> None:
    story = Story().upto(Status.IN_PROGRESS)
    order = problem_command.RequestClosure(outcome=Outcome.NOT_FIXABLE, account="x", evidence=(proof(TODAY + days(1)),))
    assert story.refused(order, HE).code == "evidence_in_future"


def test_sent_back_starts_over_and_asks_again() -> None:
    story = Story().upto(Status.VERIFIED)
    story.give(problem_command.SendBack(reason="换的是旧管"), BAI)
    assert story.status() is Status.SIGNED_FOR
    assert story.case.facts.unheard == ("o1",), "an answer to the first claim is no answer to the second"
    assert story.refused(CLAIM, HE).code == "no_task_done"
    story.give(task.PlanTask(task="t2", measure="换新管", standard="不漏", from_on=TODAY, to_on=TODAY), HE)
    story.give(task.CompleteTask(task="t2", done_on=TODAY, evidence=(proof(),)), MA)
    story.give(CLAIM, HE)
    story.give(VERIFY, YE)
    assert story.refused(STRIKE, GU).code == "reporters_not_asked"
    story.give(survey.AskReporter(survey="s2", opinion="o1"), YE)
    story.give(survey.RecordSurvey(survey="s2", outcome=SurveyOutcome.UNREACHABLE), YE)
    story.give(STRIKE, GU)
    assert story.status() is Status.STRUCK_OFF


MOVED = (
    post("he", "office", *GU.roles, *YE.roles),
    post("ma", "office", *GU.roles, *YE.roles),
    post("kong", "office", *GU.roles, *YE.roles, also=("water",)),
    post("kong", "water", *GU.roles, *YE.roles),
)


@pytest.mark.parametrize("by", MOVED, ids=lambda by: f"{by.person}-{by.unit}")
def test_no_judgement_by_the_fixer(by: Actor) -> None:
    """Not after a move to the office, not with a second post in the unit, not from within it (law 4)."""
    story = Story().upto(Status.CLOSURE_REQUESTED)
    for order in (VERIFY, problem_command.SendBack(reason="x"), survey.AskReporter(survey="s2", opinion="o1")):
        assert story.refused(order, by).code == "fixer_cannot_judge"
    story.give(VERIFY, YE)
    assert story.refused(STRIKE, by).code == "fixer_cannot_judge"
    story.give(STRIKE, GU)
    assert story.refused(problem_command.PassLookBack(finding="x"), by).code == "fixer_cannot_judge"


@pytest.mark.parametrize("by", MOVED, ids=lambda by: f"{by.person}-{by.unit}")
def test_the_fixer_does_not_end_it_in_another_way_either(by: Actor) -> None:
    """Sent elsewhere, called a standing obligation, or declined once it came back: all of these take it off the ladder."""
    elsewhere = problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to="县人民法院")
    for_long = problem_command.MarkLongTerm(basis="管网老旧", review_on=TODAY + days(90))
    declined = problem_command.DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="供水公司")
    story = Story().upto(Status.SIGNED_FOR)
    story.give(responsibility.AssignResponsibility(lead_unit="water", person="ma"), GU)
    for order in (elsewhere, for_long):
        assert story.refused(order, by).code == "fixer_cannot_judge"
    story.give(problem_command.AskReturn(reason="不属我局"), HE)
    story.give(problem_command.AgreeReturn(), GU)
    for again in (elsewhere, for_long, declined):
        assert story.refused(again, by).code == "fixer_cannot_judge"
    story.give(declined, GU)


@pytest.mark.parametrize("by", [YE, post("gu", "office", *YE.roles), replace(BAI, kin=frozenset({"ye"}))])
def test_who_judged_it_does_not_pass_its_look_back(by: Actor) -> None:
    story = Story().upto(Status.STRUCK_OFF)
    assert story.refused(problem_command.PassLookBack(finding="仍通水"), by).code == "judge_cannot_look_back"
    story.give(problem_command.PassLookBack(finding="仍通水"), BAI)


def test_a_review_lies_ahead_whatever_day_is_claimed() -> None:
    story = Story().upto(Status.ACCEPTED)
    back = problem_command.MarkLongTerm(basis="管护", review_on=TODAY - days(1), happened_on=TODAY - days(5))
    assert story.refused(back, GU).code == "review_not_later"


def test_who_only_planned_a_task_is_a_fixer_too() -> None:
    head = post("fang", "water", *HE.roles)
    story = Story().upto(Status.SIGNED_FOR)
    story.give(PLAN, head)
    story.give(COMPLETE, MA)
    story.give(CLAIM, HE)
    assert story.refused(VERIFY, post("fang", "office", *YE.roles)).code == "fixer_cannot_judge"


def test_unhappy_reporter_must_be_answered_before_strike_off() -> None:
    story = Story().upto(Status.CLOSURE_REQUESTED)
    again = Story().upto(Status.SIGNED_FOR)
    again.give(PLAN, HE)
    again.give(COMPLETE, MA)
    again.give(CLAIM, HE)
    again.give(ASK, YE)
    again.give(answered(level=Level.DISSATISFIED, fixed=False), YE)
    again.give(VERIFY, YE)
    assert again.refused(STRIKE, GU).code == "dissatisfied_unexplained"
    assert again.refused(problem_command.StrikeOff(explanation="  "), GU).code == "dissatisfied_unexplained"
    again.give(problem_command.StrikeOff(explanation="第三组管道属二期，已当面说明"), GU)
    assert again.status() is Status.STRUCK_OFF
    story.give(VERIFY, YE)
    assert story.give(STRIKE, GU)[0].kind == "problem.struck_off/1"


def test_not_fixable_is_struck_off_but_never_counted_as_rectified() -> None:
    story = claimed(Outcome.NOT_FIXABLE)
    story.give(VERIFY, YE)
    (struck,) = story.give(STRIKE, GU)
    assert isinstance(struck, problem_event.ProblemStruckOff)
    assert struck.outcome is Outcome.NOT_FIXABLE


def test_not_substantiated_is_read_by_a_second_person() -> None:
    story = claimed(Outcome.NOT_SUBSTANTIATED)
    read = problem_command.ReadAgain(finding="走访两组，属实")
    story.give(VERIFY, YE)
    assert story.refused(STRIKE, GU).code == "second_reader_missing"
    assert story.refused(read, YE).code == "same_reader"
    assert story.refused(read, post("he", "office", *YE.roles)).code == "fixer_cannot_judge"
    story.give(read, BAI)
    story.give(STRIKE, GU)
    assert story.status() is Status.STRUCK_OFF


def test_second_reading_only_where_nothing_was_found() -> None:
    story = Story().upto(Status.VERIFIED)
    assert story.refused(problem_command.ReadAgain(finding="x"), BAI).code == "no_second_reading"


def test_long_term_leaves_the_ladder_until_resumed() -> None:
    story = Story().upto(Status.PLANNED)
    order = problem_command.MarkLongTerm(basis="河道常年管护", review_on=TODAY + days(180))
    assert story.refused(order, GU).code == "tasks_open"
    story.give(task.CancelTask(task="t1", reason="转长期"), HE)
    assert story.refused(problem_command.MarkLongTerm(basis="x", review_on=TODAY), GU).code == "review_not_later"
    story.give(order, GU)
    assert story.status() is Status.LONG_TERM
    for other, by in ((STRIKE, GU), (VERIFY, YE), (CLAIM, HE)):
        assert story.refused(other, by).code == "wrong_status"
    story.give(problem_command.ResumeProblem(reason="资金已到"), GU)
    assert story.status() is Status.ACCEPTED
    assert story.case.facts.round == 1


def test_rectified_at_once_still_needs_verification_by_others() -> None:
    story = Story().upto(Status.REGISTERED)
    bare = problem_command.RectifyAtOnce(measure="换阀门", done_on=TODAY, evidence=())
    assert story.refused(bare, TIAN).code == "evidence_missing"
    for shown_on in (TODAY - days(2), TODAY + days(1)):
        odd = problem_command.RectifyAtOnce(measure="换阀门", done_on=TODAY - days(1), evidence=(proof(shown_on),))
        assert story.refused(odd, TIAN).code == "evidence_outside_window"
    story.give(problem_command.RectifyAtOnce(measure="换阀门", done_on=TODAY, evidence=(proof(),)), TIAN)
    assert story.status() is Status.CLOSURE_REQUESTED
    assert story.refused(VERIFY, post("tian", "office", *YE.roles)).code == "fixer_cannot_judge"
    assert story.refused(VERIFY, post("zhu", "roads", *YE.roles)).code == "fixer_cannot_judge"
    story.give(VERIFY, YE)
    assert story.refused(STRIKE, GU).code == "reporters_not_asked"


def test_rectified_at_once_by_the_unit_that_has_it() -> None:
    order = problem_command.RectifyAtOnce(measure="换阀门", done_on=TODAY, evidence=(proof(),))
    assert Story().upto(Status.DISPATCHED).refused(order, TIAN).code == "not_your_unit"
    assert Story().upto(Status.PLANNED).refused(order, HE).code == "wrong_status"


def test_reopened_by_the_resident_with_the_receipt() -> None:
    story = Story().upto(Status.STRUCK_OFF)
    order = problem_command.ReopenProblem(source=ReopenSource.RESIDENT, reason="又漏了")
    assert story.refused(order, reporter("o9")).code == "not_your_opinion"
    look = problem_command.ReopenProblem(source=ReopenSource.LOOK_BACK, reason="又漏了")
    assert story.refused(look, reporter("o1")).code == "source_differs"
    story.give(order, reporter("o1"))
    one = story.case.problem
    assert one is not None
    assert (one.status, one.number, one.round, one.unit) == (Status.ACCEPTED, "W2026-p1", 1, "")
    assert story.case.facts.fixers >= {"he", "ma"}, "who fixed it before is not forgotten"


@pytest.mark.parametrize("source", list(ReopenSource))
@pytest.mark.parametrize("closed", [Status.STRUCK_OFF, Status.LOOK_BACK_PASSED])
def test_reopened_by_the_office(source: ReopenSource, closed: Status) -> None:
    story = Story().upto(closed)
    story.give(problem_command.ReopenProblem(source=source, reason="群众再次反映"), LU)
    assert story.status() is Status.ACCEPTED


def test_reopening_an_open_problem_is_refused() -> None:
    order = problem_command.ReopenProblem(source=ReopenSource.OFFICE, reason="x")
    assert Story().upto(Status.IN_PROGRESS).refused(order, GU).code == "wrong_status"


def test_nothing_is_claimed_to_have_happened_tomorrow() -> None:
    story = Story().upto(Status.REGISTERED)
    assert story.refused(problem_command.AcceptProblem(happened_on=TODAY + days(1)), GU).code == "date_in_future"
    (told,) = story.give(problem_command.AcceptProblem(happened_on=TODAY - days(3)), GU)
    assert told.happened_on == TODAY - days(3)


def test_commands_about_nothing_are_refused_and_strange_ones_are_faults() -> None:
    assert Story().refused(ACCEPT, GU).code == "unknown_problem"
    stranger = task.PlanTask(task="t", measure="m", standard="s", from_on=TODAY, to_on=TODAY)
    story = Story().upto(Status.SIGNED_FOR)
    with pytest.raises(Fault):
        problem.decide(stranger, story.case.problem, story.case.facts, HE, story.now)


def test_a_problem_without_opinions_needs_the_office_s_own_words() -> None:
    def bare(*opinions: str) -> problem_command.RegisterProblem:
        return replace(registered("p1", opinions), statement=" ")

    assert Story().refused(bare(), GU).facts == {"field": "statement"}
    (told,) = Story().give(bare("o1"), GU)
    assert isinstance(told, problem_event.ProblemRegistered)
    assert told.statement == "", "the reporter's words stay sealed with the opinion"


def test_text_of_a_problem_has_its_limits() -> None:
    for field, limit in (("title", 200), ("statement", 20_000)):
        order = registered()
        long = replace(order, title="字" * 201) if field == "title" else replace(order, statement="字" * 20_001)
        refusal = Story().refused(long, WU)
        assert (refusal.code, refusal.facts["limit"]) == ("text_too_long", limit)
