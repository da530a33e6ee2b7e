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

TODAY = date.today()  # noqa: DTZ011 - the journey runs where the server runs
DUE = (TODAY + timedelta(days=10)).isoformat()
SAID = "石桥村进村路口的自来水管破了，水流到路上已经三个星期，老人出门不便。请尽快修好。"
HEARD = "青溪镇桥头的路灯不亮，晚上行走不安全。"
REPORTER = "郑秋菊"
TITLE = "石桥村路口水管破裂"
TYPED = "全县共收集问题397件，已销号[[problems.struck_off]]件。"
BODY = """一、总体情况

截至目前，全县共收集问题[[problems.collected]]件，已销号[[problems.struck_off]]件，整改落实率为[[rate.rectification]]。

[[table by=unit: problems.dispatched problems.struck_off]]
"""


def test_from_the_report_to_the_bulletin_and_back(seat: SeatOf, served: House) -> None:
    """Five people and a visitor; each step is taken on the page where it belongs, and each law is tried once against its breaker."""
    resident = seat(size=PHONE)
    number, code = resident.report(SAID, REPORTER)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)

    dispatcher = seat("dispatcher")
    taken_up(dispatcher, number)
    dispatched_together(dispatcher)
    problem, of_problem = opened(dispatcher)
    assert dispatcher.standing() == "dispatched"

    head = seat("head")
    assert TITLE in head.text()
    head.open(problem)
    worked_off(head)
    not_by_the_fixer(head, problem)

    verifier = seat("verifier")
    verifier.open(problem)
    verifier.step("verify", {"on_site": "yes", "finding": "现场查看，水管已换新，路面平整。"})
    assert verifier.standing() == "verified"
    not_before_the_reporter_is_heard(dispatcher, problem)

    answered(seat(size=PHONE), code)
    dispatcher.open(problem)
    dispatcher.step("strike_off")
    assert dispatcher.standing() == "struck_off"

    published(seat("editor"), dispatcher)
    visitor = seat()
    visitor.open("/bulletins/")
    visitor.press("main a[href^='/bulletins/']:not([href='/bulletins/'])")
    bulletin = visitor.path
    assert printed(visitor) == ["2", "1", "50.0%"]
    assert drill(visitor, "problems.struck_off", "article p") == [of_problem]
    frozen = visitor.path
    visitor.open("/figures/")
    assert drill(visitor, "problems.struck_off") == [of_problem]

    reopened(seat(size=PHONE), code)
    dispatcher.open(problem)
    assert dispatcher.standing() == "accepted"

    # What was published stands, down to its record; what is counted now has gone.
    visitor.open(bulletin)
    assert visitor.notice() == ""
    assert printed(visitor) == ["2", "1", "50.0%"]
    assert drill(visitor, "problems.struck_off", "article p") == [of_problem]
    assert visitor.path == frozen
    visitor.open("/figures/")
    assert drill(visitor, "problems.struck_off") == []
    visitor.open("/figures/")
    assert drill(visitor, "problems.reopened") == [of_problem]
    assert served.verified()["ok"] is True


def taken_up(dispatcher: Seat, number: str) -> None:
    """The dispatcher enters what was heard on the telephone, and takes it up together with the resident's report."""
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


def dispatched_together(dispatcher: Seat) -> None:
    """Both go to one unit with one deadline, after a look at what that means."""
    dispatcher.open("/work/problems/?status=accepted")
    dispatcher.page.check("thead [data-all]")
    dispatcher.press(".bulk .main")
    water = dispatcher.see("[name=unit] option").filter(has_text="水利局").get_attribute("value")
    assert water
    dispatcher.fill({"unit": water, "due_on": DUE, "note": "请先止水，再修复路面。"})
    dispatcher.press("form:has([name=step]) .main")
    assert dispatcher.see("input[type=hidden][name=keys]").count() == 2
    assert DUE in dispatcher.text()
    dispatcher.press("[name=step][value=do]")
    assert dispatcher.notice() == ""


def opened(dispatcher: Seat) -> tuple[str, str]:
    """The resident's problem, opened from the list: its address and its number."""
    dispatcher.open(f"/work/problems/?text={TITLE}")
    dispatcher.press("a[data-open]")
    found = re.search(r"W\d{4}-\d+", dispatcher.text(".lead"))
    assert found
    return dispatcher.path, found[0]


def worked_off(head: Seat) -> None:
    """The head of the unit signs for it, plans, completes with a photo, answers, and asks for closure. Who reported it stays unseen."""
    head.step("sign_for")
    head.step("plan", {"measure": "更换破裂管段并修复路面", "standard": "不再漏水，路面平整", "to_on": DUE})
    head.step("complete", {"note": "已换新管"}, proof=photo("修好之后.png"))
    assert head.notice() == ""
    assert REPORTER not in head.page.content()
    evidence = head.see("main a[href*='/evidence/']").first.get_attribute("href")
    assert evidence
    shown = head.context.request.get(evidence)
    assert (shown.status, shown.headers["content-type"]) == (200, "image/png")
    head.step("answer", {"answer": "已更换水管，谢谢反映。"})
    head.step("request_closure", {"outcome": "rectified", "account": "破裂管段已更换，路面已修复。"})
    assert head.standing() == "closure_requested"


def not_by_the_fixer(head: Seat, problem: str) -> None:
    """The head tries to verify what the unit did, as the head and then in a second post in the office: neither is let through (law 4)."""
    assert head.see("#step-verify, #step-strike_off").count() == 0
    finding = {"on_site": "yes", "finding": "已修好"}
    refused(head, f"{problem}verify/", finding, Refusal("not_allowed"))
    head.open("/account/")
    head.press(f"tr:has-text('{SECOND_POST}') button")
    head.open(problem)
    assert head.see("#step-verify, #step-strike_off").count() == 0
    assert sentence(Refusal("fixer_cannot_judge")) in head.text(".steps")
    refused(head, f"{problem}verify/", finding, Refusal("fixer_cannot_judge"))
    head.open(problem)
    assert head.standing() == "closure_requested"


def not_before_the_reporter_is_heard(dispatcher: Seat, problem: str) -> None:
    """Verified, and the reporter can be reached: until they are heard it is not struck off (law 4)."""
    dispatcher.open(problem)
    assert dispatcher.see("#step-strike_off").count() == 0
    refused(dispatcher, f"{problem}strike_off/", {}, Refusal("reporters_not_asked", count=1))


def answered(resident: Seat, code: str) -> None:
    """The resident says that it is fixed: once, and no second time."""
    resident.follow(code)
    assert "水利局" in resident.text()
    resident.fill({"fixed": "yes", "contacted": "yes", "level": "satisfied", "words": "修得很好"})
    resident.press("form[action$='/answer/'] .main")
    assert resident.see("form[action$='/answer/']").count() == 0


def reopened(resident: Seat, code: str) -> None:
    """The resident finds it broken again."""
    resident.follow(code)
    resident.fill({"reason": "昨天夜里又漏水了。"})
    resident.press("form[action$='/reopen/'] .main")
    assert resident.notice() == ""


def published(editor: Seat, office: Seat) -> None:
    """A typed number is refused with its line and place; with references the bulletin is approved by another, and published (law 6)."""
    editor.open("/work/bulletins/new/")
    editor.fill({"title": "全县问题整改情况", "body": TYPED})
    editor.press("form:has([name=body]) .main")
    typed = Refusal("numeral_typed", line=1, column=8, found="397")
    assert sentence(typed) in editor.notice()
    draft = editor.path
    refused(editor, f"{draft}submit/", {"as_of": TODAY.isoformat()}, typed)
    editor.press(f"a[href='{draft}edit/']")
    editor.fill({"body": BODY})
    editor.press("form:has([name=body]) .main")
    assert editor.notice() == ""
    editor.press("form[action$='/submit/'] .main")
    assert editor.notice() == ""
    office.open(draft)
    office.press("form[action$='/approve/'] .main")
    editor.open(draft)
    editor.press("form[action$='/publish/'] .main")
    assert editor.notice() == ""


def refused(one: Seat, path: str, fields: dict[str, str], because: Refusal) -> None:
    """Send what the page does not offer; it must be refused in the law's words."""
    status, answer = one.forge(path, {"key": f"forged-{because.code}", **fields})
    assert status == 422
    notices = re.findall(r'class="notice refusal".*?</div></div>', answer, re.DOTALL)
    assert sentence(because) in html.unescape("".join(notices))


def sentence(refusal: Refusal) -> str:
    """How a refusal is told in Chinese."""
    with translation.override("zh-hans"):
        return told(refusal)


def printed(seat: Seat) -> list[str]:
    """The numbers in the prose of a bulletin."""
    return seat.see("article p a.figure").all_inner_texts()


def drill(seat: Seat, figure: str, within: str = "main") -> list[str]:
    """Click a figure: the numbers of the records that it opens."""
    seat.press(f"{within} a[href*='/figures/{figure}/records/']")
    return seat.see("main tbody td:first-child").all_inner_texts()
