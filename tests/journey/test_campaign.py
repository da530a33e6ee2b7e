"""A leader's visit in a real browser, and what becomes of it over two days: three things, a deed, a circuit group, a number that falls.

The first day is yesterday (`yesterday.py`), because a draw by lot lies after the day on which it is announced.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from tests.journey.fill import CADRE, SECOND_INSPECTOR
from tests.journey.house import ROOT, House, environment
from tests.journey.seat import DESKTOP, PHONE, Seat, photo
from tests.journey.test_journey import drill, printed

pytestmark = pytest.mark.browser

LATE = "tests.journey.yesterday"
LEADER = "方怀远"
HEARD = "二组饮水压力小，晚上没水。"
FIXED = "老井台边的水管接头漏水，路上结冰。"
QUARREL = "两家为林地界石争执。"
OTHER_FIXED = "村口路灯开关箱的门掉了。"
BODY = """一、总体情况

全县走访[[visits.held]]次，听取[[visits.heard]]件次，其中现场解决[[visits.heard_fixed]]件、矛盾纠纷[[visits.heard_disputes]]件。

已销号[[problems.struck_off]]件，办实事[[deeds.done]]件，化解矛盾纠纷[[disputes.performed]]起。
"""
PUBLISHED = ["2", "4", "2", "1", "2", "1", "1"]


@dataclass
class Days:
    """The county on one day, and on the next."""

    home: Path
    house: House | None = None

    def on(self, settings: str) -> House:
        """Serve it by this clock."""
        self.over()
        self.house = House.open(self.home, settings)
        return self.house

    def over(self) -> None:
        """Stop serving."""
        if self.house is not None:
            self.house.close()
            assert "Internal Server Error" not in self.house.log(), self.house.log()
            self.house = None


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Days]:
    """A county founded yesterday, with its people and nothing heard yet."""
    home = tmp_path / "home"
    command = [sys.executable, "-m", "tests.journey.fill"]
    subprocess.run(command, env=environment(home, LATE), cwd=ROOT, check=True, timeout=300)
    found = Days(home)
    yield found
    found.over()
    shutil.rmtree(home)


Take = Callable[..., Seat]


@pytest.fixture
def take(browser: Browser, days: Days) -> Iterator[Take]:
    """`take("cadre")`: that person in front of the county as it is served now; `take()` a visitor. A quiet console is part of it."""
    taken: list[Seat] = []

    def seat(name: str = "", size: tuple[int, int] = DESKTOP) -> Seat:
        assert days.house is not None
        one = Seat(browser, days.house.url, size)
        taken.append(one)
        return one.sign_in(name, str(days.home)) if name else one

    yield seat
    for one in taken:
        one.close()
    assert [each for one in taken for each in one.complaints] == []


def test_what_was_heard_is_worked_off_and_an_overturned_fix_leaves_the_figure(days: Days, take: Take) -> None:
    today = timezone.localdate()
    days.on(LATE)
    cadre = take("cadre", PHONE)
    visit = visited(cadre)
    fixed, dispute = number_of(cadre, "W"), number_of(cadre, "JF")
    entered_alone(cadre)
    other = number_of(cadre, "W")
    assert other != fixed

    office = take("dispatcher")
    listed = listed_and_dispatched(office)
    verified_and_struck_off(take("verifier"), office)
    solved(cadre, visit, dispute)
    deed_done(cadre, fixed)
    bulletin = published(take("editor"), office)
    announced(office, (today - timedelta(1)).isoformat(), today.isoformat())
    visitor = take()
    visitor.open("/figures/")
    assert sorted(drill(visitor, "problems.struck_off")) == sorted([fixed, other])

    days.on("sandan.config.settings")
    office = take("dispatcher")
    drawn(office)
    circuit_visit = sent_out(office, today.isoformat())
    for name in ("inspector", "yan"):
        looked_at(take(name, PHONE), circuit_visit, fixed)
    told(take("inspector"), circuit_visit)
    cadre = take("cadre", PHONE)
    cadre.open(circuit_visit)
    assert "接头又在漏" in cadre.text()

    visitor = take()
    visitor.open("/figures/")
    assert drill(visitor, "problems.struck_off") == [other], "the published number fell by one"
    why(visitor, fixed)
    visitor.open("/figures/")
    assert drill(visitor, "circuit.overturned") == [fixed]
    visitor.open(bulletin)
    assert printed(visitor) == PUBLISHED, "what was published stays as it was"
    assert sorted(drill(visitor, "problems.struck_off", "article p")) == sorted([fixed, other])
    office.open("/work/problems/?status=dispatched")
    assert listed in office.text("table"), "what could not be put right at once is worked on"
    assert days.house is not None
    assert days.house.verified()["ok"] is True


def visited(cadre: Seat) -> str:
    """The leader came to the village: one entry, on a phone, and each of three things goes its way."""
    cadre.open("/work/visits/new/")
    cadre.fill(
        {
            "visitor": LEADER,
            "heard_1": HEARD,
            "heard_2": FIXED,
            "kind_2": "fixed",
            "heard_3": QUARREL,
            "kind_3": "dispute",
        }
    )
    cadre.page.set_input_files("main [name=proof]", photo("接头换新.png"))
    cadre.press("form:has([name=heard_1]) .main")
    assert cadre.notice() == ""
    assert LEADER in cadre.text()
    assert cadre.see("ol.heard > li").count() == 3
    return cadre.path


def entered_alone(cadre: Seat) -> None:
    """The cadre's own visit: one thing more that was put right at once."""
    cadre.open("/work/visits/new/")
    cadre.fill({"heard_1": OTHER_FIXED, "kind_1": "fixed"})
    cadre.page.set_input_files("main [name=proof]", photo("箱门装好.png"))
    cadre.press("form:has([name=heard_1]) .main")
    assert cadre.notice() == ""


def number_of(seat: Seat, letters: str) -> str:
    """The number with these letters on the list of what was heard."""
    found = re.search(rf"{letters}\d{{4}}-\d+", seat.text("ol.heard"))
    assert found, seat.text("ol.heard")
    return found[0]


def listed_and_dispatched(office: Seat) -> str:
    """What the leader could not put right on the spot is taken up and goes to the water bureau: the problem's number."""
    office.open("/work/inbox/")
    assert HEARD[:6] in office.text("table")
    office.page.check("thead [data-all]")
    assert office.see("input[name=keys]:checked").count() == 1
    office.press("[name=act][value=accept]")
    office.press("form:has([name=act]) .main")
    office.open("/work/problems/?status=accepted")
    office.press("a[data-open]")
    found = re.search(r"W\d{4}-\d+", office.text(".lead"))
    assert found
    problem = office.path
    office.open("/work/problems/?status=accepted")
    office.page.check("thead [data-all]")
    office.press(".bulk .main")
    water = office.see("[name=unit] option").filter(has_text="水利局").get_attribute("value")
    assert water
    due = (timezone.localdate() + timedelta(10)).isoformat()
    office.fill({"unit": water, "due_on": due})
    office.press("form:has([name=step]) .main")
    office.press("[name=step][value=do]")
    office.open(problem)
    assert office.standing() == "dispatched"
    return found[0]


def verified_and_struck_off(verifier: Seat, office: Seat) -> None:
    """Somebody outside the village looks; the office strikes off."""
    for words in ("接头", "开关箱"):
        verifier.open(f"/work/problems/?text={words}")
        verifier.press("a[data-open]")
        verifier.step("verify", {"on_site": "yes", "finding": "现场看过，已经好用。"})
        office.open(verifier.path)
        office.step("strike_off")
        assert office.standing() == "struck_off"


def solved(cadre: Seat, visit: str, dispute: str) -> None:
    """The dispute: a session, an agreement, its performance."""
    cadre.open(visit)
    cadre.press(f"ol.heard a:text-is('{dispute}')")
    cadre.step("mediate")
    due = (timezone.localdate() + timedelta(5)).isoformat()
    cadre.step("agree", {"terms": "界石移回原处。", "due_on": due})
    cadre.step("perform", {"said_so": "yes"})
    assert cadre.notice() == ""


def deed_done(cadre: Seat, problem: str) -> None:
    """A deed that answers what was heard on the visit."""
    cadre.open("/work/deeds/new/")
    cadre.fill(
        {
            "title": "给老井台的水管做保温",
            "need": problem,
            "changed": "冬天水管不再冻裂，路上不再结冰。",
            "beneficiaries": "30余户",
        }
    )
    cadre.press("form:has([name=need]) .main")
    assert cadre.notice() == ""


def published(editor: Seat, office: Seat) -> str:
    """The bulletin of the day."""
    editor.open("/work/bulletins/new/")
    editor.fill({"title": "走访解难工作情况", "body": BODY})
    editor.press("form:has([name=body]) .main")
    assert editor.notice() == ""
    draft = editor.path
    editor.press("form[action$='/submit/'] .main")
    assert editor.notice() == ""
    office.open(draft)
    office.press("form[action$='/approve/'] .main")
    editor.open(draft)
    editor.press("form[action$='/publish/'] .main")
    assert editor.notice() == ""
    editor.open("/bulletins/")
    editor.press("main a[href^='/bulletins/']:not([href='/bulletins/'])")
    assert printed(editor) == PUBLISHED
    return editor.path


def announced(office: Seat, on: str, draw_on: str) -> None:
    """The office sets down what will be drawn from, and by which public draw."""
    office.open("/work/look-backs/new/")
    office.fill(
        {
            "from_on": on,
            "to_on": on,
            "size": "100",
            "share": "percent",
            "source": "中国福利彩票双色球",
            "issue": "2026138",
            "seed_on": draw_on,
        }
    )
    office.press("form:has([name=seed_on]) [name=step][value=preview]")
    office.press_surely("form:has([name=seed_on]) [name=step][value=do]")
    assert office.notice() == ""


def drawn(office: Seat) -> None:
    """The public draw is out."""
    office.open("/work/look-backs/")
    office.press("a[data-open]")
    office.press("a[href$='/draw/']")
    office.fill({"digits": "03 08 12 17 22 31 + 09", "where": "cwl.gov.cn"})
    office.press_surely("form:has([name=digits]) .main")
    assert office.notice() == ""


def sent_out(office: Seat, on: str) -> str:
    """A circuit group of two goes to the village and takes along what was drawn there: the visit's address."""
    office.open("/work/circuit_groups/new/")
    office.fill(
        {"title": "第一巡回指导组", "leader": "巡视明", "members": f"巡视明、{SECOND_INSPECTOR}", "from_on": on}
    )
    office.press("form:has([name=leader]) .main")
    assert office.notice() == ""
    office.open("/work/circuit_visits/new/")
    group = office.see("[name=group] option").nth(1).get_attribute("value")
    village = office.see("[name=place] option").filter(has_text="石桥村").first.get_attribute("value")
    assert group
    assert village
    office.fill({"group": group, "place": village, "on": on, "held": "yes", "methods": "on_site"})
    office.press("form:has([name=group]) .main")
    assert office.notice() == ""
    visit = office.path
    office.step("sample")
    assert office.notice() == ""
    return visit


def looked_at(inspector: Seat, visit: str, fixed: str) -> None:
    """Whoever has an item finds it on the desk, goes there with the phone, and says what is so: one leaks again, the other holds."""
    inspector.open(f"{visit}items/")
    while inspector.see("a[href*='/look-backs/'][href*='/items/']").count():
        inspector.press("a[href*='/look-backs/'][href*='/items/']")
        again = fixed in inspector.text()
        inspector.fill(
            {
                "verdict": "overturned" if again else "holds",
                "on_site": "yes",
                "finding": "接头又在漏，路上又结冰。" if again else "箱门装得牢。",
            }
        )
        inspector.page.set_input_files("main [name=proof]", photo("现场.png"))
        inspector.press("form:has([name=verdict]) .main")
        assert inspector.notice() == ""
        inspector.open(f"{visit}items/")


def told(inspector: Seat, visit: str) -> None:
    """The group tells the village."""
    inspector.open(visit)
    inspector.step("feed_back", {"words": "两件中一件未整改到位：接头又在漏。"})
    assert inspector.notice() == ""


def why(visitor: Seat, number: str) -> None:
    """Everybody can read on the problem's page that it was overturned, and in which look-back."""
    visitor.open(f"/problems/{number}/")
    assert visitor.standing() == "accepted"
    page = visitor.text()
    assert "推翻" in page
    visitor.press("main a[href*='/look-backs/']")
    assert number in visitor.text()
    assert CADRE not in visitor.text()
    assert "接头又在漏" not in visitor.text(), "the checker's words are work content"
