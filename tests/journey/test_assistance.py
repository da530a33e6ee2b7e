"""Assistance in a real browser: by a commitment through notice, decision and payment to a drawn check, and what a false one leads to.

The house is closed and opened again eight and nine days later: nobody shortens a notice, and a public draw is the next day's.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journey.conftest import SeatOf
from tests.journey.house import ROOT, House, environment
from tests.journey.seat import PHONE, Seat, photo

pytestmark = pytest.mark.browser

HEAD, ID, WIFE = "石有田", "610923197001011234", "李秀兰"
PHONE_NUMBER = "13800001111"
TODAY = date.today()  # noqa: DTZ011 - the journey runs where the server runs
PAPERS = ("application", "authorisation", "illness", "property")
WAIT, NEXT = timedelta(days=8), timedelta(days=9)


class Years:
    """One county at several times: the same data, served anew with its clock moved on."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.house = House.open(home)
        self.port = int(self.house.url.rpartition(":")[2])

    def later(self, ahead: timedelta) -> House:
        """The county so much later."""
        self.house.close()
        self.house = House.open(self.home, port=self.port, ahead=ahead)
        return self.house


@pytest.fixture
def years(tmp_path: Path) -> Iterator[Years]:
    """A county a month old with its line of assistance. The server must not have failed at anything by the end."""
    home = tmp_path / "home"
    subprocess.run(
        [sys.executable, "-m", "tests.journey.fill_line"], env=environment(home), cwd=ROOT, check=True, timeout=300
    )
    of = Years(home)
    try:
        yield of
    finally:
        of.house.close()
    assert "Internal Server Error" not in of.house.log(), of.house.log()


@pytest.fixture
def seat(browser: Browser, years: Years) -> Iterator[SeatOf]:
    """Like everywhere; the house is the one of the time at which a seat is taken."""
    taken: list[Seat] = []

    def take(name: str = "", size: tuple[int, int] = (1280, 800)) -> Seat:
        one = Seat(browser, years.house.url, size)
        taken.append(one)
        return one.sign_in(name) if name else one

    yield take
    for one in taken:
        one.close()
    assert [each for one in taken for each in one.complaints] == []


def ticked(one: Seat, name: str, *values: str) -> None:
    for value in values:
        one.page.check(f"main [name='{name}'][value='{value}']")


def test_from_a_commitment_to_what_a_false_one_leads_to(seat: SeatOf, years: Years) -> None:
    clerk = seat("tao")
    application = applied(clerk)
    commitment = committed(clerk, application)
    considered(clerk, application)
    put_up(clerk)
    visitor = seat(size=PHONE)
    visitor.open("/publicity/")
    told_in_public(visitor)
    hasty = seat("ning")
    hasty.open(application)
    hasty.step("decide", {"grant": "yes", "reasons": "人均收入低于标准。"})
    assert (TODAY + timedelta(7)).isoformat() in hasty.notice()

    years.later(WAIT)
    decided(seat("ning"), application)
    assert seat(size=PHONE).open("/publicity/").ok
    gone = seat(size=PHONE)
    gone.open("/publicity/")
    assert HEAD not in gone.text("body")
    listed = paid(seat("tao"), seat("ning"), application)
    begun(seat("zheng"))

    years.later(NEXT)
    check = drawn(seat("zheng"), seat("min"))
    assert check
    judged(seat("tao"), seat("ning"), commitment)
    revoked(seat("zheng"), seat("tao"), application, listed)
    barred(seat("tao"))
    assert years.house.verified()["ok"] is True


def applied(clerk: Seat) -> str:
    """Over the counter, with everything but one paper, for which a commitment may stand."""
    clerk.open("/work/assistance/")
    clerk.press("a[href$='/work/assistance/new/dibao/']")
    clerk.fill(
        {
            "name_1": HEAD,
            "id_number_1": ID,
            "name_2": WIFE,
            "kind1_1": "wage",
            "amount1_1": "6000",
            "phone": PHONE_NUMBER,
        }
    )
    ticked(clerk, "papers", *PAPERS)
    clerk.page.check("main [name=consent]")
    village = clerk.see("[name=village] option").filter(has_text="石桥村").first.get_attribute("value")
    assert village
    clerk.fill({"village": village})
    clerk.press("main form .main")
    assert re.fullmatch(r"/work/assistance/[a-z0-9]{16}/", clerk.path), clerk.notice()
    assert "收入证明" in clerk.text("[aria-labelledby=papers]")
    return clerk.path


def committed(clerk: Seat, application: str) -> str:
    """Told in writing, signed of one's own will; then nothing is missing."""
    clerk.press("a[href*='/commitments/new/']")
    ticked(clerk, "papers", "income")
    clerk.press("main form .main")
    commitment = clerk.path
    assert "不选择承诺的，不影响申请的受理和办理" in clerk.text()
    clerk.step("sign", proof=photo("承诺书.png"))
    assert clerk.notice() == ""
    clerk.open(application)
    clerk.step("accept")
    assert clerk.notice() == ""
    return commitment


def considered(clerk: Seat, application: str) -> None:
    """A home visit by two, and the first opinion."""
    clerk.open(f"{application}visit/")
    went = clerk.see("main [name=visitors]")
    if went.first.evaluate("field => field.type").startswith("select"):
        went.select_option(label=["陶民生 · 青溪镇", "林助 · 青溪镇"])
    else:
        for name in ("陶民生", "林助"):
            clerk.page.get_by_label(name).check()
    clerk.fill({"findings": "两间土房，无大件家电。"})
    clerk.press("main form .main")
    clerk.step("give_opinion", {"grant": "yes", "reasons": "人均收入低于标准，建议给予。"})
    assert clerk.notice() == ""


def put_up(clerk: Seat) -> None:
    """The notice says what the opinion says, and nobody types it."""
    clerk.press("a[href*='/public_notices/new/']")
    clerk.press("main form .main")
    assert clerk.path.startswith("/work/public_notices/"), clerk.notice()


def told_in_public(visitor: Seat) -> None:
    """The whitelist and not a byte more; on a phone."""
    said = visitor.text("body")
    assert HEAD in said
    assert "700.00" in said
    page = visitor.page.content()
    for secret in (ID, WIFE, PHONE_NUMBER, "土房"):
        assert secret not in page
    visitor.press("main a[href*='/publicity/']")
    assert visitor.see("[name=words]").count() == 1


def decided(approver: Seat, application: str) -> None:
    """By the town, in the bureau's name, once the notice has run."""
    approver.open(application)
    approver.step("decide", {"grant": "yes", "reasons": "符合规定条件，予以确认。"})
    assert approver.notice() == ""
    said = approver.text()
    assert "700.00" in said
    assert "民政局" in said


def paid(clerk: Seat, approver: Seat, application: str) -> str:
    """An account, a list drawn up by one and signed by another. Where the list is."""
    clerk.open(application)
    clerk.step("give_account", {"holder": HEAD, "bank": "农商行", "account": "6230270900001234567"})
    clerk.open("/work/payments/")
    clerk.press("main form[action$='/payments/new/'] .main")
    assert re.fullmatch(r"/work/payments/[a-z0-9]{16}/", clerk.path), clerk.notice()
    approver.open(clerk.path)
    assert "700.00" in approver.text()
    approver.step("approve")
    assert approver.notice() == ""
    return clerk.path


def begun(bureau: Seat) -> None:
    """What is drawn from is set down before the draw is known."""
    bureau.open("/work/spot_checks/")
    bureau.press("a[href$='/spot_checks/new/']")
    day = TODAY + WAIT
    bureau.fill(
        {
            "of": "commitment", "from_on": (day - timedelta(9)).isoformat(), "to_on": day.isoformat(), "percent": "30",
            "source": "中国福利彩票3D", "issue": "2026138", "seed_on": (day + timedelta(1)).isoformat(),
        }
    )  # fmt: skip
    bureau.press("main form .main")
    assert re.fullmatch(r"/work/spot_checks/[a-z0-9]{16}/", bureau.path), bureau.notice()


def drawn(bureau: Seat, officer: Seat) -> str:
    """Drawn by the public draw, given to somebody of the bureau, found otherwise at home."""
    bureau.open("/work/spot_checks/")
    bureau.press("tbody a[data-open]")
    check = bureau.path
    bureau.step("draw", {"numbers": "0381 2217", "read_at": "中国福彩网"})
    assert bureau.notice() == ""
    bureau.page.click("#step-assign > summary")
    who = bureau.see("#step-assign [name=checker] option").filter(has_text="闵政").first.get_attribute("value")
    assert who
    bureau.fill({"checker": who}, "#step-assign")
    bureau.page.check("#step-assign [name=subjects]")
    bureau.press("#step-assign form > .button")
    officer.open(check)
    officer.step("find", {"verdict": "overturned", "finding": "在县城务工，月工资二千四百元，未申报。"})
    assert officer.notice() == ""
    return check


def judged(clerk: Seat, approver: Seat, commitment: str) -> None:
    """Heard first, then judged by somebody else than who found it."""
    approver.open(commitment)
    assert approver.see("#step-judge_false").count() == 0, "nobody is judged unheard"
    clerk.open(commitment)
    clerk.step("hear", {"words": "以为临时工不算收入。"})
    assert clerk.see("#step-judge_false").count() == 0
    approver.open(commitment)
    approver.step("judge_false", {"grounds": "隐瞒工资性收入，承诺不实。"})
    assert approver.notice() == ""


def revoked(bureau: Seat, clerk: Seat, application: str, listed: str) -> None:
    """Taken back by the body in whose name it was given, once it is known what the bank paid: that is demanded back."""
    for known in (False, True):
        bureau.open(application)
        bureau.page.click("#step-revoke > summary")
        bureau.page.check("#step-revoke [name=heard]")
        bureau.fill({"reasons": "承诺不实，撤销决定。"}, "#step-revoke")
        bureau.press("#step-revoke form > .button")
        if not known:
            assert "请先对账" in bureau.notice()
            clerk.open(listed)
            clerk.step("reconcile", {"paid_on": (TODAY + WAIT).isoformat(), "paid": "700.00"})
            assert clerk.notice() == ""
    assert bureau.notice() == ""
    assert bureau.see("#step-revoke").count() == 0


def barred(clerk: Seat) -> None:
    """Who committed falsely is asked for the papers, until it is repaired."""
    applied(clerk)
    clerk.press("a[href*='/commitments/new/']")
    assert "收入证明" in clerk.text("[aria-labelledby=ordinary]")
    assert clerk.see("main [name=papers]").count() == 0
