"""Official documents: what each says, what none of them says, and that every page tells from which entry it was made."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from docx import Document
from tests.county import (
    ACCEPT,
    CLAIM,
    COMPLETE,
    DISPATCH,
    GU,
    HE,
    MA,
    MAIN_PATH,
    NAMES,
    NOW,
    PLAN,
    SIGN,
    STRIKE,
    SU,
    TIAN,
    TODAY,
    UNITS,
    VERIFY,
    YE,
    days,
    proof,
    registered,
)

from sandan.bulletins import dossier as dossiers
from sandan.bulletins import paper, sheet_docx
from sandan.bulletins.dossier import KINDS, MISFITS
from sandan.bulletins.paper import PAPERS, compose, occasions
from sandan.bulletins.record import Record
from sandan.bulletins.sheet import Cell, Fields, Grid, Points, Prose, Sheet
from sandan.domain import case, chase, clock, problem_command, survey
from sandan.domain.authority import Actor, Role
from sandan.domain.chase import ChaseLevel
from sandan.domain.correction import MakeCorrection
from sandan.domain.dossier import DATED, Line, Misfit
from sandan.domain.procedure import Procedure, Terms
from sandan.domain.values import DeclineReason, Level, Outcome, StatutoryChannel, SurveyOutcome
from sandan.domain.wire import Command, shapes
from sandan.web.workspace.paper import LABELS

Step = tuple[Command, Actor]


def told(*steps: Step, apart: int = 0, **given: Any) -> Record:
    """A record of these commands, each a minute (and `apart` days) after the one before."""
    state, at = case.Case(), NOW
    lines: list[Line] = []
    for order, by in steps:
        for each in case.decide(order, state, by, at):
            state = case.evolve(state, each)
            who = {"opinion": by.opinion} if by.opinion else {"person": by.person, "unit": by.unit}
            lines.append(Line(len(lines) + 1, at, who, each))
        at += timedelta(days=apart, minutes=1)
    assert state.problem is not None
    known: dict[str, Any] = {
        "key": "p1",
        "number": "W2026-00001",
        "status": state.problem.status.value,
        "shielded": False,
        "lines": lines,
        "county": "云岭县",
        "position": 999,
        "at": datetime(2026, 3, 20, 16, 5, tzinfo=UTC),
        "language": "zh-hans",
        "words": True,
        "units": {key: name for key, (name, _, _) in UNITS.items()},
        "people": NAMES,
        "labels": LABELS,
        "tasks": {"t1": "W2026-00001-1"},
    }
    return Record(**known | given)


def text_of(sheet: Sheet) -> str:
    """Everything that stands on a sheet, as one text."""
    found = [sheet.title, sheet.number, sheet.mark, sheet.salutation, *sheet.closing, sheet.made, sheet.numbering]
    for part in sheet.parts:
        found.append(part.heading)
        match part:
            case Fields(rows=rows):
                found += [text for row in rows for text in row]
            case Prose(paragraphs=many) | Points(items=many):
                found += many
            case Grid(heads=heads, rows=cells):
                found += [*heads, *(cell.text for row in cells for cell in row)]
    for one in sheet.signatures:
        found += [one.role, one.who, one.on]
    return "\n".join(found)


def form_of(sheet: Sheet) -> Fields:
    """The form that a sheet begins with."""
    found = sheet.parts[0]
    assert isinstance(found, Fields)
    return found


def made(record: Record, name: str, place: int = 0) -> Sheet:
    """The document of this kind, of the problem's `place`th entry that brings one about."""
    found = [each for each in occasions(record) if each.paper == name]
    sheet = compose(record, name, found[place].line.position)
    assert sheet is not None
    return sheet


SENT: tuple[Step, ...] = ((registered(), GU), (ACCEPT, GU), (DISPATCH, GU))
WORKED: tuple[Step, ...] = (*SENT, (SIGN, HE), (PLAN, HE), (COMPLETE, MA), (CLAIM, HE))
ASK = survey.AskReporter(survey="s1", opinion="o1")
ANSWER = survey.RecordSurvey(
    survey="s1", outcome=SurveyOutcome.ANSWERED, contacted=True, fixed=False, level=Level.DISSATISFIED, words="还在漏水"
)
STRUCK: tuple[Step, ...] = (
    *WORKED,
    (ASK, YE),
    (ANSWER, YE),
    (VERIFY, YE),
    (problem_command.StrikeOff(note="同意", explanation="另处漏水已另行登记"), GU),
)


def test_the_assignment_order_carries_its_limit_and_who_signed() -> None:
    order = made(told(*SENT, (SIGN, HE)), "order")
    said = text_of(order)
    for each in ("问题交办单", "W2026-00001", "石桥村水管破裂", "县水利局", "2026年3月9日", "2026年3月24日", "转达"):
        assert each in said
    assert [(one.role, one.who) for one in order.signatures] == [
        ("交办人", "顾明川 · 县整改办"),
        ("签收人", "何春生 · 县水利局"),
    ]


def test_what_has_not_come_yet_is_an_empty_line() -> None:
    order = made(told(*SENT), "order")
    assert [(one.who, one.on) for one in order.signatures][1] == ("", "")
    form = made(told(*WORKED), "closure")
    assert [one.on for one in form.signatures] == ["2026年3月9日", "", ""]
    assert "销号日期" in text_of(form) or "销号" in text_of(form)


def test_a_binding_order_offers_no_return() -> None:
    terms = clock.SetTerms(terms=Terms(Procedure.CAMPAIGN, "campaign-9", return_by=TODAY + days(7), adjudicate_at=1))
    bound = problem_command.AdjudicateProblem(unit="roads", due_on=TODAY + days(20), reason="路权在交通局")
    record = told(*SENT, (terms, GU), (problem_command.AskReturn(reason="不属我局职责"), HE), (bound, SU), (terms, SU))
    first, second = made(record, "order"), made(record, "order", 1)
    assert "可申请退回至" in text_of(first)
    assert "可申请退回至" not in text_of(second)


def test_the_number_is_the_place_of_the_entry_and_says_so() -> None:
    order = made(told(*SENT), "order")
    assert order.number == "交办〔2026〕3号"
    assert "台账" in order.numbering
    assert "999" in order.made
    assert "2026-03-20 16:05" in order.made


def test_each_dispatch_has_its_own_order() -> None:
    back = problem_command.AskReturn(reason="不属我局"), problem_command.AgreeReturn()
    again = problem_command.DispatchProblem(unit="roads", due_on=TODAY + days(9))
    record = told(*SENT, (back[0], HE), (back[1], GU), (again, GU))
    first, second = made(record, "order"), made(record, "order", 1)
    assert first.number != second.number
    assert ("县水利局" in text_of(first), "县交通局" in text_of(second)) == (True, True)
    assert "县交通局" not in text_of(first)


def test_the_return_slip_counts_and_says_what_was_decided() -> None:
    ask, refuse, agree = (
        problem_command.AskReturn(reason="不属我局职责"),
        problem_command.RefuseReturn(reason="三定方案第二条"),
        problem_command.AgreeReturn(),
    )
    waiting = made(told(*SENT, (ask, HE)), "return")
    assert "不属我局职责" in text_of(waiting)
    assert "不同意退回" not in text_of(waiting)
    record = told(*SENT, (ask, HE), (refuse, GU), (ask, HE), (agree, GU))
    first, second = made(record, "return"), made(record, "return", 1)
    assert "不同意退回" in text_of(first)
    assert "三定方案第二条" in text_of(first)
    assert "同意退回，由整改办" in text_of(second)
    assert "交办〔2026〕3号" in text_of(second)
    form = second.parts[0]
    assert isinstance(form, Fields)
    assert dict(form.rows)["累计申请退回次数"] == "2"


def test_the_dossier_tells_who_helped_and_what_moved_or_pressed_the_deadline() -> None:
    helped = problem_command.ContributeToProblem(note="已断路配合", evidence=(proof(),))
    together = replace(DISPATCH, cooperating=("roads",))
    record = told(
        (registered(), GU),
        (ACCEPT, GU),
        (together, GU),
        (SIGN, HE),
        (helped, TIAN),
        (clock.AskExtension(to_on=TODAY + days(20), reason="缺料", progress="一半"), HE),
        (clock.GrantExtension(to_on=TODAY + days(18), note="从紧"), GU),
        (clock.BeginPause(basis="鉴定", reason="送检", until_on=TODAY + days(2)), GU),
        (clock.EndPause(note="已出结论"), GU),
        (chase.IssueChase(chase="c1", level=ChaseLevel.WARNING, demand="加快", answer_by=TODAY + days(2)), GU),
        (chase.AnswerChase(chase="c1", answer="已加班"), HE),
        (chase.ListForSupervision(basis="县长批示"), SU),
    )
    told_ = text_of(dossiers.compose(record))
    for each in ("县交通局", "已断路配合", "从紧", "鉴定", "已出结论", "加快", "已加班", "县长批示", "2026年3月27日"):
        assert each in told_, each
    rows = next(
        each for each in dossiers.compose(record).parts if isinstance(each, Grid) and each.heading == "佐证材料"
    )
    assert [cell.text for cell in rows.rows[0]][:2] == ["县交通局", "新管道"]


def test_the_return_slip_says_what_a_leader_decided_or_where_it_went_instead() -> None:
    ask, refuse = (
        (problem_command.AskReturn(reason="不属我局职责"), HE),
        problem_command.RefuseReturn(reason="三定方案第二条"),
    )
    bound = problem_command.AdjudicateProblem(unit="roads", due_on=TODAY + days(20), reason="路权在交通局")
    record = told(*SENT, ask, (refuse, GU), ask, (refuse, GU), ask, (bound, SU))
    third = text_of(made(record, "return", 2))
    assert "县交通局承办" in third
    assert "路权在交通局" in third
    assert NAMES["su"] in third
    up = problem_command.EscalateProblem(unit="qingxi", reason="村里办不了")
    assert "提级" in text_of(made(told(*SENT, ask, (up, GU)), "return"))
    elsewhere = problem_command.RedirectProblem(channel=StatutoryChannel.COURT, where_to="县人民法院立案庭")
    assert "县人民法院立案庭" in text_of(made(told(*SENT, ask, (elsewhere, GU)), "return"))


@pytest.mark.parametrize(
    ("steps", "title"),
    [
        ((*SENT, (problem_command.AnswerReporter(answer="正在换管"), HE)), "办理情况告知书"),
        (
            (
                (registered(), GU),
                (problem_command.DeclineProblem(reason=DeclineReason.NOT_OURS, where_to="供电公司"), GU),
            ),
            "不予受理告知书",
        ),
        (STRUCK, "处理意见书"),
    ],
)
def test_the_letter_is_named_after_the_rung_it_tells_of(steps: Sequence[Step], title: str) -> None:
    letter = made(told(*steps), "letter", -1)
    assert letter.title == title
    assert letter.salutation
    assert letter.closing
    said = text_of(letter)
    if title == "办理情况告知书":
        assert "不表示问题已经整改落实" in said
        assert "销号。" not in said.replace("或者销号。", "")


def test_a_decision_has_the_four_parts_of_the_law() -> None:
    """信访工作条例 art. 32: request, facts and reasons, decision, legal basis."""
    letter = made(told(*STRUCK), "letter", -1)
    assert [part.heading for part in letter.parts] == ["反映事项", "事实和理由", "结论", "法律依据"]
    said = text_of(letter)
    for each in ("管道已换", "现场验收", "整改落实", "另处漏水已另行登记"):
        assert each in said


def test_the_way_to_a_review_stands_only_where_it_is_a_petition_and_by_the_law_of_its_own_day(monkeypatch: Any) -> None:
    """Registered in the last days of the old law, it is reviewed by the old law, as the reporter's own page has it (law 10)."""
    record = told(*STRUCK)
    assert "复查" not in text_of(made(record, "letter", -1))
    monkeypatch.setattr(paper, "_terms", lambda _record: (Procedure.PETITION, "信访工作条例第三十四条"))
    said = text_of(made(record, "letter", -1))
    assert "30日内" in said
    assert "《信访工作条例》（2022年2月25日发布）第三十五条、第三十六条" in said
    old = replace(registered(), happened_on=date(2022, 4, 30))
    said = text_of(made(told((old, GU), *STRUCK[1:]), "letter", -1))
    assert "《信访条例》（国务院令第431号）第三十四条、第三十五条" in said


def test_the_basis_is_never_invented() -> None:
    assert "____" in text_of(made(told(*STRUCK), "letter", -1))


def test_short_fields_of_a_form_share_a_line_so_that_it_is_signed_on_one_page() -> None:
    form = made(told(*STRUCK), "closure")
    assert form.form
    first, *_ = Document(io.BytesIO(sheet_docx.render(form))).tables
    lines = [[cell.text for cell in row.cells] for row in first.rows]
    asked = [row for part in form.parts[:1] if isinstance(part, Fields) for row in part.rows]
    assert len(lines) < len(asked)
    said = [text for line in lines for text in dict.fromkeys(line)]
    assert set(said) >= {text for row in asked for text in row}, "and nothing is lost"
    letter = made(told(*STRUCK), "letter")
    assert not letter.form


def test_the_closure_form_gathers_one_round() -> None:
    form = made(told(*STRUCK), "closure")
    said = text_of(form)
    for each in ("换主管道", "通水不漏", "已发起回访1，已联系上1，已作答1，满意或基本满意0", "同意", "现场验收"):
        assert each in said
    assert [one.role for one in form.signatures] == ["承办单位申报人", "验收人", "销号人"]
    assert "还在漏水" not in said


def test_what_could_not_be_substantiated_asks_for_its_second_reader() -> None:
    steps = (
        *SENT,
        (SIGN, HE),
        (problem_command.RequestClosure(outcome=Outcome.NOT_SUBSTANTIATED, account="查无实据"), HE),
    )
    assert "复核人" in [one.role for one in made(told(*steps), "closure").signatures]


def test_no_document_tells_who_reported_it() -> None:
    """Law 8, also where someone typed it into a text that everyone writes."""
    named = registered()
    wrong = type(named)(
        **{each: getattr(named, each) for each in named.__slots__}
        | {"statement": "李大山（13900001111，0915-8212345）来访反映断水。"}
    )
    sent = problem_command.DispatchProblem(
        unit="water", due_on=TODAY + days(15), note="请联系李大山 612401198001011234"
    )
    steps = (
        (wrong, GU),
        (ACCEPT, GU),
        (sent, GU),
        (SIGN, HE),
        (problem_command.AnswerReporter(answer="李大山您好，正在换管。"), HE),
    )
    record = told(*steps, (PLAN, HE), (COMPLETE, MA), (CLAIM, HE), reporters=frozenset({"李大山", "13900001111"}))
    sheets = [compose(record, each.paper, each.line.position) for each in occasions(record)]
    sheets.append(dossiers.compose(record))
    assert len(sheets) == 4
    for sheet in sheets:
        assert sheet is not None
        said = text_of(sheet)
        for hidden in ("李大山", "13900001111", "8212345", "612401198001011234"):
            assert hidden not in said, sheet.title


def test_words_that_name_nobody_stay_as_they_are() -> None:
    record = told(*SENT, reporters=frozenset({"群众", "王"}))
    assert record.plain("群众反映王家沟断水50000元") == "群众反映王家沟断水50000元"


def test_under_the_shield_every_document_says_so() -> None:
    record = told(*STRUCK, shielded=True)
    for each in occasions(record):
        sheet = compose(record, each.paper, each.line.position)
        assert sheet is not None
        assert sheet.mark
        assert sheet.mark in sheet.made
    assert dossiers.compose(record).mark


def test_a_correction_is_printed_and_told() -> None:
    right = MakeCorrection(entry=1, corrects="problem.registered/1", maker="gu", reason="写错", title="石桥村水渠破裂")
    record = told(*SENT, (right, GU))
    assert "石桥村水渠破裂" in text_of(made(record, "order"))
    dossier = text_of(dossiers.compose(record))
    assert "写错" in dossier
    assert "台账序号1的记录" in dossier


def test_the_chase_order_says_how_gravely_and_what_was_answered() -> None:
    issue = chase.IssueChase(chase="c1", level=ChaseLevel.WARNING, demand="三日内说明进度", answer_by=TODAY + days(3))
    answer = chase.AnswerChase(chase="c1", answer="管材已到，明日施工。")
    first = made(told(*SENT, (SIGN, HE), (issue, GU)), "chase")
    rows = dict(form_of(first).rows)
    assert rows["督办要求"] == "三日内说明进度"
    assert rows["办理时限"] == "2026年3月24日"
    assert rows["单位答复"] == ""
    assert first.number.startswith("督办〔2026〕")
    answered = made(told(*SENT, (SIGN, HE), (issue, GU), (answer, HE)), "chase")
    assert dict(form_of(answered).rows)["单位答复"] == "管材已到，明日施工。"


def test_the_extension_slip_keeps_both_deadlines() -> None:
    ask = clock.AskExtension(to_on=TODAY + days(20), reason="等待管材", progress="已开挖")
    grant = clock.GrantExtension(to_on=TODAY + days(18), note="不得再延")
    waiting = dict(form_of(made(told(*SENT, (SIGN, HE), (ask, HE)), "extension")).rows)
    assert (waiting["延期审批意见"], waiting["原时限"], waiting["现时限"]) == ("", "2026年3月24日", "2026年3月24日")
    granted = dict(form_of(made(told(*SENT, (SIGN, HE), (ask, HE), (grant, GU)), "extension")).rows)
    assert "2026年3月27日" in granted["延期审批意见"]
    assert granted["原时限"] == "2026年3月24日"


def test_the_extension_slip_names_everyone_who_agreed() -> None:
    terms = Terms(Procedure.CAMPAIGN, "campaign-a", approvers=(Role.UNIT_HEAD, Role.DISPATCHER, Role.LEADER))
    ask = clock.AskExtension(to_on=TODAY + days(20), reason="等待管材", progress="已开挖")
    agreed = clock.GrantExtension(to_on=TODAY + days(18), note="不得再延")
    steps = (*SENT, (clock.SetTerms(terms=terms), GU), (SIGN, HE), (ask, HE), (agreed, GU))
    waiting = form_of(made(told(*steps), "extension")).rows
    assert dict(waiting)["延期审批意见"] == ""
    assert ("整改办交办人员同意延期至 2026年3月27日", "不得再延") in waiting
    granted = made(told(*steps, (agreed, SU)), "extension")
    assert "2026年3月27日" in dict(form_of(granted).rows)["延期审批意见"]
    assert [each.role for each in granted.signatures][1] == "整改办交办人员同意延期至 2026年3月27日"


def test_what_was_listed_by_name_says_on_what_basis() -> None:
    listed = chase.ListForSupervision(basis="县委主要领导批示")
    off = chase.TakeOffSupervision(reason="已解决")
    rows = dict(form_of(made(told(*SENT, (SIGN, HE), (listed, GU), (off, GU)), "supervision")).rows)
    assert "县委主要领导批示" in rows.values()
    assert "已解决" in rows.values()


def test_the_order_carries_the_rules_that_gave_its_days() -> None:
    terms = Terms(Procedure.PETITION, "petition-2022", "信访工作条例第二十三条", TODAY + days(7))
    record = told(*SENT, (clock.SetTerms(terms=terms), GU))
    rows = dict(form_of(made(record, "order")).rows)
    assert (rows["法律依据"], rows["可申请退回至"]) == ("信访工作条例第二十三条", "2026年3月16日")
    assert paper._terms(record) == (Procedure.PETITION, "信访工作条例第二十三条")


def test_nothing_else_is_composed() -> None:
    record = told(*STRUCK)
    assert compose(record, "order", 1) is None
    assert compose(record, "letter", 10_000) is None


def test_the_registry_names_entries_that_there_are() -> None:
    for one in PAPERS.values():
        assert set(one.kinds) <= set(shapes())
        assert re.fullmatch(r"[一-龥]+", one.word)
    assert len({one.word for one in PAPERS.values()}) == len(PAPERS)
    assert set(MISFITS) == set(Misfit)
    assert set(KINDS) >= DATED


def test_the_dossier_of_a_whole_story() -> None:
    said = text_of(dossiers.compose(told(*STRUCK)))
    for each in (
        "销号卷宗",
        "已解决（已销号）",
        "未发现矛盾",
        "换主管道",
        "通水不漏",
        "ab" * 8,
        "验收（现场核查）",
        "顾明川",
        "还在漏水",
        "未解决",
        "不满意",
    ):
        assert each in said, each


def test_the_reporters_words_are_only_for_those_who_may_read_them() -> None:
    said = text_of(dossiers.compose(told(*STRUCK, words=False)))
    assert "还在漏水" not in said
    assert "已作答1" in said


def test_the_dossier_tells_what_does_not_fit_sentence_by_sentence() -> None:
    late = problem_command.VerifyProblem(
        finding="x", on_site=True, happened_on=TODAY - days(1), evidence=(proof(TODAY - days(1)),)
    )
    said = text_of(dossiers.compose(told(*WORKED, (late, YE))))
    for each in (
        "早于申请销号日期（2026-03-09）",
        "“验收”的日期为2026-03-08，早于“申请销号”（2026-03-09）",
        "同一个文件",
    ):
        assert each in said, said
    assert "（台账序号" in said


def test_a_rung_is_never_called_by_the_next_ones_name() -> None:
    claimed = text_of(dossiers.compose(told(*WORKED)))
    assert "承办单位申报，未验收" in claimed
    assert "（已销号）" not in claimed
    assert "已验收，未销号" in text_of(dossiers.compose(told(*WORKED, (ASK, YE), (ANSWER, YE), (VERIFY, YE))))


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_document_opens_as_a_word_file_with_its_foot_on_every_page(language: str) -> None:
    record = told(*STRUCK, language=language)
    sheets = [compose(record, each.paper, each.line.position) for each in occasions(record)]
    for sheet in (*sheets, dossiers.compose(record)):
        assert sheet is not None
        document = Document(io.BytesIO(sheet_docx.render(sheet)))
        section = document.sections[0]
        with translation.override(language):
            foot = sheet.made
        for footer in (section.footer, section.even_page_footer):
            assert foot in "\n".join(each.text for each in footer.paragraphs)
        body = "\n".join(each.text for each in document.paragraphs)
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert sheet.number in body
        for part in sheet.parts:
            if isinstance(part, Fields):
                assert {value for _, value in part.rows} <= set(cells)
            if isinstance(part, Grid):
                assert {cell.text for row in part.rows for cell in row} <= set(cells)
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]


def test_the_main_path_brings_its_documents_about() -> None:
    record = told(*((order, by) for order, by, _ in MAIN_PATH))
    assert [each.paper for each in occasions(record)] == ["order", "closure", "letter"]


def test_a_cell_is_plain_unless_it_speaks_of_a_file() -> None:
    sheet = dossiers.compose(told(*STRUCK))
    linked = [cell for part in sheet.parts if isinstance(part, Grid) for row in part.rows for cell in row if cell.file]
    assert {cell.file for cell in linked} == {"ab" * 32}
    assert Cell("x").file == ""
    assert STRIKE.note == ""


def test_a_stopped_clock_is_told_with_its_basis_and_its_end() -> None:
    begin = clock.BeginPause(basis="信访工作条例第三十一条，听证", reason="听证期间", until_on=TODAY + days(9))
    standing = dict(form_of(made(told(*SENT, (SIGN, HE), (begin, GU)), "pause")).rows)
    assert (standing["依据"], standing["最迟到"]) == ("信访工作条例第三十一条，听证", "2026年3月18日")
    assert (standing["承办单位"], standing["恢复后时限"]) == ("县水利局", "")
    over = made(told(*SENT, (SIGN, HE), (begin, GU), (clock.EndPause(), GU), apart=1), "pause")
    rows = dict(form_of(over).rows)
    assert rows["中止天数（自然日）"] == "1"
    assert rows["恢复后时限"] == "2026年3月25日"
    assert over.number.startswith("暂告〔2026〕")
    assert [one.role for one in over.signatures] == ["审核人", "单位签收人"]


def test_what_goes_up_has_an_order_of_its_own_and_the_papers_follow_it() -> None:
    up = problem_command.EscalateProblem(unit="qingxi", reason="跨镇，局里办不了")
    listed = chase.ListForSupervision(basis="县委主要领导批示")
    record = told(*SENT, (SIGN, HE), (up, GU), (listed, GU))
    first, second = (made(record, "order", place) for place in (0, 1))
    assert (first.title, second.title) == ("问题交办单", "提级交办单")
    rows = dict(form_of(second).rows)
    assert (rows["牵头单位"], rows["办理时限"]) == ("青溪镇", "2026年3月24日"), "its deadline stays"
    assert rows["办理要求"] == "跨镇，局里办不了"
    assert dict(form_of(made(record, "supervision")).rows)["承办单位"] == "青溪镇"


def test_what_the_program_sets_by_default_is_no_legal_basis() -> None:
    terms = Terms(
        Procedure.HOTLINE, "hotline-default", "软件预设，参照《潍坊市12345政务服务便民热线条例》第二十条", TODAY
    )
    record = told(*SENT, (clock.SetTerms(terms=terms), GU))
    assert "软件预设" not in text_of(made(record, "order"))
    assert paper._terms(record) == (Procedure.HOTLINE, "")
