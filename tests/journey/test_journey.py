"""The whole loop in a real browser: from a resident's report to the struck-off problem, the bulletin's drill-down, and back."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.utils import translation
from tests.journey.conftest import SeatOf
from tests.journey.fill import SECOND_POST
from tests.journey.house import House
from tests.journey.seat import PHONE, Seat, photo

from sandan.domain.values import Refusal
from sandan.web.message import told

pytestmark = pytest.mark.browser

SAID = "石桥村进村路口的自来水管破了，水流到路上已经三个星期，老人出门不便。请尽快修好。"
HEARD = "青溪镇桥头的路灯不亮，晚上行走不安全。"
REPORTER = "郑秋菊"
TITLE = "石桥村路口水管破裂"
BODY = """一、总体情况

截至目前，全县共收集问题[[problems.collected]]件，已销号[[problems.struck_off]]件，整改落实率为[[rate.rectification]]。

[[table by=unit: problems.dispatched problems.struck_off]]
"""
TYPED = "全县共收集问题397件，已销号[[problems.struck_off]]件。"


def sentence(refusal: Refusal) -> str:
    """How a refusal is told in Chinese."""
    with translation.override("zh-hans"):
        return told(refusal)


def drill(seat: Seat, figure: str, within: str = "main") -> list[str]:
    """Click a figure: the numbers of the records that it opens."""
    seat.press(f"{within} a[href*='/figures/{figure}/records/']")
    return seat.see("main tbody td:first-child").all_inner_texts()


def test_from_the_report_to_the_bulletin_and_back(seat: SeatOf, served: House) -> None:
    """Five people and a visitor; each step is taken on the page where it belongs, and each law is tried once against its breaker."""
    today = date.today()  # noqa: DTZ011 - the journey runs where the server runs
    due = (today + timedelta(days=10)).isoformat()

    # A resident reports on a phone and keeps the code.
    resident = seat(size=PHONE)
    number, code = resident.report(SAID, REPORTER)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)

    # The dispatcher enters what was heard on the telephone, takes both up and dispatches them together, after a look at what that means.
    dispatcher = seat("dispatcher")
    dispatcher.open("/work/opinions/new/")
    dispatcher.fill({"text": HEARD, "channel": "hotline"})
    dispatcher.press("form:has([name=text]) .main")
    dispatcher.open("/work/inbox/")
    assert number in dispatcher.text("table")
    dispatcher.page.check("thead [data-all]")
    assert dispatcher.see("input[name=keys]:checked").count() == 2
    dispatcher.press("[name=act][value=accept]")
    assert "石桥村" in dispatcher.text("table")
    dispatcher.see(f"tr:has-text('{number}') input[name^='title:']").fill(TITLE)
    dispatcher.press("form:has([name=act]) .main")
    dispatcher.open("/work/problems/?status=accepted")
    dispatcher.page.check("thead [data-all]")
    dispatcher.press(".bulk .main")
    water = dispatcher.see("[name=unit] option").filter(has_text="水利局").get_attribute("value")
    assert water
    dispatcher.fill({"unit": water, "due_on": due, "note": "请先止水，再修复路面。"})
    dispatcher.press("form:has([name=step]) .main")
    assert dispatcher.see("input[type=hidden][name=keys]").count() == 2
    assert due in dispatcher.text()
    dispatcher.press("[name=step][value=do]")
    assert dispatcher.notice() == ""
    dispatcher.open(f"/work/problems/?text={TITLE}")
    dispatcher.press("a[data-open]")
    problem = dispatcher.path
    assert dispatcher.standing() == "dispatched"
    problem_number = re.search(r"W\d{4}-\d+", dispatcher.text(".lead"))
    assert problem_number

    # The head of the unit signs for it, plans, and completes with a photo.
    head = seat("head")
    assert TITLE in head.text()
    head.open(problem)
    head.step("sign_for")
    head.step("plan", {"measure": "更换破裂管段并修复路面", "standard": "不再漏水，路面平整", "to_on": due})
    head.step("complete", {"note": "已换新管"}, proof=photo("修好之后.png"))
    assert head.notice() == ""
    assert REPORTER not in head.page.content()
    evidence = head.see("main a[href*='/evidence/']").first.get_attribute("href")
    shown = head.context.request.get(evidence or "")
    assert (shown.status, shown.headers["content-type"]) == (200, "image/png")
    head.step("answer", {"answer": "已更换水管，谢谢反映。"})
    head.step("request_closure", {"outcome": "rectified", "account": "破裂管段已更换，路面已修复。"})
    assert head.standing() == "closure_requested"

    # The head tries to verify: neither as the head, nor in the second post in the office (law 4).
    assert head.see("#step-verify, #step-strike_off").count() == 0
    finding = {"key": "forged-1", "on_site": "yes", "finding": "已修好"}
    status, answer = head.forge(f"{problem}verify/", finding)
    assert status == 422
    assert sentence(Refusal("not_allowed")) in answer
    head.open("/account/")
    head.press(f"tr:has-text('{SECOND_POST}') button, li:has-text('{SECOND_POST}') button")
    head.open(problem)
    assert head.see("#step-verify, #step-strike_off").count() == 0
    assert sentence(Refusal("fixer_cannot_judge")) in head.text(".steps")
    status, answer = head.forge(f"{problem}verify/", {**finding, "key": "forged-2"})
    assert status == 422
    assert sentence(Refusal("fixer_cannot_judge")) in answer

    # A verifier from outside looks at it; before the reporter is heard it cannot be struck off.
    verifier = seat("verifier")
    verifier.open(problem)
    verifier.step("verify", {"on_site": "yes", "finding": "现场查看，水管已换新，路面平整。"})
    assert verifier.standing() == "verified"
    dispatcher.open(problem)
    assert dispatcher.see("#step-strike_off").count() == 0
    status, answer = dispatcher.forge(f"{problem}strike_off/", {"key": "forged-3"})
    assert status == 422
    assert sentence(Refusal("reporters_not_asked", count=1)) in answer

    # The resident answers with the receipt, and the dispatcher strikes off.
    resident = seat(size=PHONE)
    resident.follow(code)
    assert "水利局" in resident.text()
    resident.fill({"fixed": "yes", "contacted": "yes", "level": "satisfied", "words": "修得很好"})
    resident.press("form[action$='/answer/'] .main")
    assert resident.see("form[action$='/answer/']").count() == 0
    dispatcher.open(problem)
    dispatcher.step("strike_off")
    assert dispatcher.standing() == "struck_off"

    # The editor: a typed number is refused with its line; with references it is published.
    editor = seat("editor")
    editor.open("/work/bulletins/new/")
    editor.fill({"title": "全县问题整改情况", "body": TYPED})
    editor.press("form:has([name=body]) .main")
    typed = sentence(Refusal("numeral_typed", line=1, column=8, found="397"))
    assert typed in editor.notice()
    draft = editor.path
    status, answer = editor.forge(f"{draft}publish/", {"key": "forged-4", "as_of": today.isoformat()})
    assert status == 422
    assert typed in html.unescape(answer)
    editor.press(f"a[href='{draft}edit/']")
    editor.fill({"body": BODY})
    editor.press("form:has([name=body]) .main")
    assert editor.notice() == ""
    editor.press("form[action$='/publish/'] .main")

    # A visitor opens the bulletin and clicks a number: the very record that it counts.
    visitor = seat()
    visitor.open("/bulletins/")
    visitor.press("main a[href^='/bulletins/']:not([href='/bulletins/'])")
    bulletin = visitor.path
    assert visitor.see("article a.figure").first.inner_text() == "2"
    assert drill(visitor, "problems.struck_off", "article p") == [problem_number[0]]
    frozen = visitor.path
    visitor.open("/figures/")
    assert drill(visitor, "problems.struck_off") == [problem_number[0]]

    # The resident finds it broken again and has it reopened under its number.
    resident = seat(size=PHONE)
    resident.follow(code)
    resident.fill({"reason": "昨天夜里又漏水了。"})
    resident.press("form[action$='/reopen/'] .main")
    assert resident.notice() == ""
    dispatcher.open(problem)
    assert dispatcher.standing() == "accepted"

    # What was published stands; what is counted now has gone.
    visitor.open(bulletin)
    assert visitor.notice() == ""
    assert visitor.see("article a.figure").nth(1).inner_text() == "1"
    assert drill(visitor, "problems.struck_off", "article p") == [problem_number[0]]
    assert visitor.path == frozen
    visitor.open("/figures/")
    assert drill(visitor, "problems.struck_off") == []
    visitor.open("/figures/")
    assert drill(visitor, "problems.reopened") == [problem_number[0]]

    assert served.verified()["ok"] is True
