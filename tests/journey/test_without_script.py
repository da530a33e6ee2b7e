"""The same loop where no script runs: every page does its whole job without one."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from tests.journey.conftest import SeatOf
from tests.journey.house import House
from tests.journey.seat import PHONE, photo

pytestmark = pytest.mark.browser


def test_from_the_report_to_the_strike_off(seat: SeatOf, served: House) -> None:
    """Reported, followed, taken up, dispatched, worked off, heard by telephone, verified, struck off."""
    due = (date.today() + timedelta(days=7)).isoformat()  # noqa: DTZ011 - the journey runs where the server runs
    plain = partial(seat, java_script_enabled=False)

    resident = plain(size=PHONE)
    number, code = resident.report("石桥村的水井水泵坏了，全村没有水喝。", "郑秋菊")
    resident = plain(size=PHONE)
    resident.follow(code)
    assert number in resident.text("h1")

    dispatcher = plain("dispatcher")
    dispatcher.open("/work/inbox/")
    dispatcher.page.check(f"tr:has-text('{number}') input[name=keys]")
    dispatcher.press("[name=act][value=accept]")
    dispatcher.press("form:has([name=act]) .main")
    dispatcher.open("/work/problems/?status=accepted")
    dispatcher.page.check("tbody input[name=keys]")
    dispatcher.press(".bulk .main")
    water = dispatcher.see("[name=unit] option").filter(has_text="水利局").get_attribute("value")
    assert water
    dispatcher.fill({"unit": water, "due_on": due})
    dispatcher.press("form:has([name=step]) .main")
    dispatcher.press("[name=step][value=do]")
    dispatcher.open("/work/problems/?status=dispatched")
    dispatcher.press("a[data-open]")
    problem = dispatcher.path

    head = plain("head")
    head.open(problem)
    head.step("sign_for")
    head.step("plan", {"measure": "更换水泵", "standard": "全村通水", "to_on": due})
    head.step("complete", {}, proof=photo("水泵.png"))
    head.step("request_closure", {"outcome": "rectified", "account": "水泵已更换，全村通水。"})
    assert head.standing() == "closure_requested"

    verifier = plain("verifier")
    verifier.open("/work/surveys/")
    verifier.page.click("article summary")
    said = {"outcome": "answered", "contacted": "yes", "fixed": "yes", "level": "satisfied"}
    verifier.fill(said, "article")
    verifier.press("article form .main")
    assert verifier.notice() == ""
    verifier.open(problem)
    verifier.step("verify", {"on_site": "yes", "finding": "现场查看，已通水。"})

    dispatcher.open(problem)
    dispatcher.step("strike_off")
    assert dispatcher.standing() == "struck_off"
    resident.open(resident.path)
    assert resident.standing() == "struck_off"
    assert served.verified()["ok"] is True
