"""A resident's way: report, receipt, following, judging, reopening, through the real forms."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.web.cast import County, fresh_key

from sandan.desk import opinion, problem
from sandan.desk.problem import Dispatch, Plan
from sandan.domain.opinion import OpinionStatus
from sandan.domain.problem_command import (
    AnswerReporter,
    RequestClosure,
    SendBack,
    SignFor,
    StrikeOff,
    VerifyProblem,
)
from sandan.domain.task import CompleteTask
from sandan.domain.values import DeclineReason, Evidence, Outcome, Refusal, Status
from sandan.ledger import read
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.survey import Survey
from sandan.projections.version import now
from sandan.web import limit

Open = Callable[[str], Client]
TEXT = "村口的水管破了三个月，老人要走两里路挑水。"
CONTACT = "13800000000"


def text_of(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def report(client: Client, county: County, **more: str) -> tuple[str, str]:
    """Send the report form; the opinion's id and the code on its receipt."""
    said = {"key": fresh_key(), "text": TEXT, "place": county.units["石桥村"], "contact": CONTACT, "reporter": "石大娘"}
    sent = client.post("/report/", {**said, **more})
    assert sent.status_code == 302, text_of(sent)
    page = text_of(client.get(sent["Location"]))
    code = re.search(r'class="receipt">([0-9A-Z-]{14})<', page)
    assert code
    return sent["Location"].split("/")[-3], code[1]


def give(county: County, of: str, command: object, by: str) -> None:
    problem.give(of, command, county.actor(by), fresh_key())  # type: ignore[arg-type]


def accepted(county: County, of: str) -> str:
    return opinion.accept(of, county.actor("dispatcher"), fresh_key())


def claimed(county: County, of: str) -> str:
    """The opinion's problem, dispatched, worked off and claimed as rectified by 水利局."""
    made, today = accepted(county, of), timezone.localdate()
    problem.dispatch(made, Dispatch(county.units["水利局"], today), county.actor("dispatcher"), fresh_key())
    give(county, made, SignFor(), "head")
    planned = Plan("更换水管", "不再漏水", today, today)
    task = problem.plan(made, planned, county.actor("handler"), fresh_key())
    shown = (Evidence("ab" * 32, today, "照片"),)
    give(county, made, CompleteTask(task=task, done_on=today, evidence=shown), "handler")
    give(county, made, AnswerReporter(answer="主管道已更换，今天恢复供水。"), "handler")
    give(county, made, RequestClosure(outcome=Outcome.RECTIFIED, account="内部说明：施工队二组"), "handler")
    return made


def test_the_first_page_tells_the_figures_and_their_definitions(client_of: Open) -> None:
    page = text_of(client_of("").get("/"))
    assert "Problems rectified" in page
    assert "Problems that the unit claims as rectified." in page
    assert "no data" in page, "a satisfaction rate without answers is no data and not 0"


def test_a_report_needs_only_its_text(county: County, client_of: Open) -> None:
    client = client_of("")
    assert client.post("/report/", {"key": fresh_key(), "text": "  "}).status_code == 422
    assert not now(Opinion).exists()
    of, _code = report(client, county, place="", contact="", reporter="")
    row = now(Opinion).get(key=of)
    assert (row.channel, row.town, row.reachable) == ("online", "", True)


def test_a_report_knows_its_town_and_seals_its_person(county: County, client_of: Open) -> None:
    of, _code = report(client_of(""), county)
    row = now(Opinion).get(key=of)
    assert (row.town, row.village) == (county.units["青溪镇"], county.units["石桥村"])
    entry = read.opened([row.position])[row.position]
    assert entry.personal is not None
    assert entry.personal["contact"] == CONTACT
    assert CONTACT not in str((entry.public, entry.internal, entry.by))


def test_a_report_sent_twice_is_one(county: County, client_of: Open) -> None:
    client, key = client_of(""), fresh_key()
    assert report(client, county, key=key) == report(client, county, key=key)
    assert now(Opinion).count() == 1
    changed = client.post("/report/", {"key": key, "text": "别的事"})
    assert changed.status_code == 422
    assert "already sent with other content" in text_of(changed)


def test_staff_report_as_residents(county: County, client_of: Open) -> None:
    of, _code = report(client_of("handler"), county)
    assert read.stream(f"opinion/{of}")[0].by == {}


def test_the_receipt_is_shown_for_a_while_and_to_nobody_else(
    county: County, client_of: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("")
    of, code = report(client, county)
    assert code in text_of(client.get(f"/report/{of}/receipt/")), "a page that did not load can be loaded again"
    assert client_of("").get(f"/report/{of}/receipt/")["Location"] == "/follow/"
    assert client_of("operator").get(f"/report/{of}/receipt/")["Location"] == "/follow/"
    monkeypatch.setattr("sandan.web.portal.report.RECEIPT_SHOWN", 0)
    assert client.get(f"/report/{of}/receipt/")["Location"] == f"/follow/{of}/"
    assert code not in text_of(client.get(f"/follow/{of}/"))


def test_reports_from_one_place_are_limited(county: County, client_of: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "REPORT_BY_SOURCE", limit.Limit("report-source", 2, limit.REPORT_BY_SOURCE.within))
    for _ in range(2):
        report(client_of(""), county)
    third = client_of("").post("/report/", {"key": fresh_key(), "text": TEXT})
    assert third.status_code == 422
    assert TEXT in text_of(third), "what was written is not lost"
    assert now(Opinion).count() == 2


def test_the_code_opens_the_page_in_this_session_only(county: County, client_of: Open) -> None:
    of, code = report(client_of(""), county)
    client = client_of("")
    assert client.get(f"/follow/{of}/")["Location"] == "/follow/"
    assert client.get("/follow/no-such-key/")["Location"] == "/follow/", "an unknown key answers like an unproved one"
    slip = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    entered = client.post("/follow/", {"code": slip})
    assert entered["Location"] == f"/follow/{of}/"
    page = text_of(client.get(f"/follow/{of}/"))
    assert TEXT in page
    assert CONTACT not in page
    assert code not in page
    assert client.post("/follow/", {"leave": "1"}).status_code == 302
    assert client.get(f"/follow/{of}/")["Location"] == "/follow/"


def test_a_wrong_code_is_told_kindly_and_guessing_has_an_end(county: County, client_of: Open) -> None:
    _of, code = report(client_of(""), county)
    client = client_of("")
    for _ in range(limit.CODE.times):
        wrong = client.post("/follow/", {"code": "ZZZZ-ZZZZ-ZZZZ"})
        assert wrong.status_code == 422
        assert "We hold no report with this code" in text_of(wrong)
    assert "Too many wrong codes" in text_of(client.post("/follow/", {"code": code}))


def test_declined_says_why_and_where_to_go(county: County, client_of: Open) -> None:
    client = client_of("")
    of, _code = report(client, county)
    opinion.decline(
        of, DeclineReason.STATUTORY_CHANNEL, "请向云岭县人民法院起诉。", county.actor("dispatcher"), fresh_key()
    )
    page = text_of(client.get(f"/follow/{of}/"))
    assert "Belongs to a statutory channel" in page
    assert "请向云岭县人民法院起诉。" in page


def test_the_page_tells_unit_deadline_answer_and_no_more(county: County, client_of: Open) -> None:
    client = client_of("")
    of, _code = report(client, county)
    made = claimed(county, of)
    page = text_of(client.get(f"/follow/{of}/"))
    number = now(Problem).get(key=made).number
    for shown in (number, "水利局", f"{timezone.localdate():%Y-%m-%d}", "主管道已更换，今天恢复供水。", "Is it fixed?"):
        assert shown in page
    for kept in ("江小渔", "高振河", "内部说明", CONTACT, "石大娘"):
        assert kept not in page


def test_nobody_is_asked_before_there_is_a_result(county: County, client_of: Open) -> None:
    client = client_of("")
    of, _code = report(client, county)
    accepted(county, of)
    assert "/answer/" not in text_of(client.get(f"/follow/{of}/"))
    said = {"key": fresh_key(), "fixed": "yes", "contacted": "yes", "level": "satisfied"}
    early = client.post(f"/follow/{of}/answer/", said)
    assert early.status_code == 422
    assert "There is no result yet" in text_of(early)


def test_the_reporter_judges_once_and_reopens(county: County, client_of: Open) -> None:
    client = client_of("")
    of, _code = report(client, county)
    made = claimed(county, of)
    said = {"key": fresh_key(), "fixed": "no", "contacted": "yes", "level": "dissatisfied", "words": "第二天又漏了"}
    assert client.post(f"/follow/{of}/answer/", {**said, "level": ""}).status_code == 422
    assert client.post(f"/follow/{of}/answer/", said).status_code == 302
    survey = now(Survey).get(problem=made)
    assert (survey.fixed, survey.contacted, survey.level, survey.own) == (False, True, "dissatisfied", True)
    page = text_of(client.get(f"/follow/{of}/"))
    assert "You said how it stands." in page
    assert "You were asked" not in page, "who answers unasked was not asked"
    again = client.post(f"/follow/{of}/answer/", {**said, "key": fresh_key(), "fixed": "yes"})
    assert "An answer is never replaced" in text_of(again)

    give(county, made, VerifyProblem(finding="现场看过", on_site=True), "verifier")
    with pytest.raises(Refusal, match="dissatisfied_unexplained"):
        give(county, made, StrikeOff(), "dispatcher")
    assert "/reopen/" not in text_of(client.get(f"/follow/{of}/"))
    give(county, made, StrikeOff(explanation="已说明原因"), "dispatcher")
    assert "/reopen/" in text_of(client.get(f"/follow/{of}/"))
    reason = {"key": fresh_key(), "reason": "还在漏"}
    assert client.post(f"/follow/{of}/reopen/", reason).status_code == 302
    row = now(Problem).get(key=made)
    assert (row.status, row.reopenings, row.struck_off_on) == (Status.ACCEPTED.value, 1, None)
    assert "Reopened, because a reporter said that it is not fixed." in text_of(client.get(f"/follow/{of}/"))


def test_a_signed_in_fixer_does_not_answer_with_a_code_they_came_by(county: County, client_of: Open) -> None:
    of, code = report(client_of(""), county)
    made = claimed(county, of)
    said = {"key": fresh_key(), "fixed": "yes", "contacted": "yes", "level": "satisfied"}
    fixer, other = client_of("handler"), client_of("clerk")
    for client in (fixer, other):
        assert client.post("/follow/", {"code": code})["Location"] == f"/follow/{of}/"
    assert fixer.post(f"/follow/{of}/answer/", said).status_code == 422
    assert not now(Survey).filter(problem=made).exists()
    assert other.post(f"/follow/{of}/answer/", {**said, "key": fresh_key()}).status_code == 302
    assert read.stream(f"problem/{made}")[-1].by == {"opinion": of}, "a reporter stays unnamed, also one who is staff"


def test_after_a_new_round_the_reporter_is_asked_again(county: County, client_of: Open) -> None:
    client = client_of("")
    of, _code = report(client, county)
    made = claimed(county, of)
    said = {"key": fresh_key(), "fixed": "no", "contacted": "no", "level": "dissatisfied"}
    assert client.post(f"/follow/{of}/answer/", said).status_code == 302
    assert "/answer/" not in text_of(client.get(f"/follow/{of}/"))
    give(county, made, SendBack(reason="还在漏"), "verifier")
    today = timezone.localdate()
    task = problem.plan(made, Plan("再换", "不漏", today, today), county.actor("handler"), fresh_key())
    shown = (Evidence("cd" * 32, today),)
    give(county, made, CompleteTask(task=task, done_on=today, evidence=shown), "handler")
    give(county, made, RequestClosure(outcome=Outcome.RECTIFIED, account="又修好了"), "handler")
    assert "/answer/" in text_of(client.get(f"/follow/{of}/"))


def test_only_who_showed_the_code_can_judge_or_reopen(county: County, client_of: Open) -> None:
    of, _code = report(client_of(""), county)
    claimed(county, of)
    said = {"key": fresh_key(), "fixed": "yes", "contacted": "yes", "level": "satisfied", "reason": "x"}
    other, head = client_of(""), client_of("head")
    report(other, county, text="另一件事")
    for client in (other, head):
        for act in ("answer", "reopen"):
            assert client.post(f"/follow/{of}/{act}/", said)["Location"] == "/follow/"
    assert not now(Survey).exists()


def test_a_merged_report_leads_to_the_number_it_is_handled_under(county: County, client_of: Open) -> None:
    first, second = client_of(""), client_of("")
    mine, _ = report(first, county)
    theirs, _ = report(second, county, text="水管又破了", reporter="李老汉")
    source, into = accepted(county, mine), accepted(county, theirs)
    problem.merge(source, into, "同一根水管", county.actor("dispatcher"), fresh_key())
    page = text_of(first.get(f"/follow/{mine}/"))
    assert f"Merged: from here on it is handled under number {now(Problem).get(key=into).number}." in page
    assert "李老汉" not in page
    assert "水管又破了" not in page, "another reporter's words stay theirs"


def test_a_report_of_an_undone_import_is_not_shown(county: County, client_of: Open) -> None:
    client = client_of("")
    of, code = report(client, county)
    from sandan.desk.handle import Order, handle
    from sandan.domain.opinion import WithdrawOpinion

    handle([Order(f"opinion/{of}", WithdrawOpinion(opinion=of))], county.actor("clerk"), fresh_key())
    assert now(Opinion).get(key=of).status == OpinionStatus.WITHDRAWN.value
    assert client.get(f"/follow/{of}/")["Location"] == "/follow/"
    assert client_of("").post("/follow/", {"code": code}).status_code == 422
