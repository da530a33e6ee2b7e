"""Second factors in a real browser: an app taken on and asked for, a passkey made and used, and what is left without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.journey.app import shown
from tests.journey.conftest import SeatOf
from tests.journey.fill import NEVER_IN, PASSWORD
from tests.journey.house import House
from tests.journey.seat import PHONE, Seat

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A computer with a fingerprint reader and its owner's finger on it."""


@pytest.fixture
def device(browser: Browser, served: House) -> Any:
    """A browser on a computer that makes passkeys; calling it gives that browser's seat, and what the device is told."""
    seats: list[Seat] = []

    def take(**options: Any) -> tuple[Seat, Callable[..., Any]]:
        one = Seat(browser, served.named_url, **options)
        seats.append(one)
        protocol = one.context.new_cdp_session(one.page)
        protocol.send("WebAuthn.enable")
        made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

        def tell(command: str, **said: Any) -> Any:
            return protocol.send(f"WebAuthn.{command}", {"authenticatorId": made["authenticatorId"], **said})

        return one, tell

    yield take
    for one in seats:
        one.close()
    assert [each for one in seats for each in one.complaints] == []


def with_password(seat: Seat, name: str) -> None:
    """The first step of signing in."""
    seat.open("/sign-in/")
    seat.fill({"username": name, "password": PASSWORD})
    seat.press("form[action$='/sign-in/'] .main")


def test_an_app_is_taken_on_first_and_asked_for_ever_after(seat: SeatOf) -> None:
    """Without scripts and by keyboard: whoever must have a second factor gets nowhere before; then the code opens the page asked for."""
    auditor = seat(size=PHONE, java_script_enabled=False)
    auditor.open("/work/problems/")
    auditor.fill({"username": NEVER_IN, "password": PASSWORD})
    auditor.press("form[action$='/sign-in/'] .main")
    assert auditor.path == "/account/factor/?next=/work/problems/"
    auditor.open("/work/bulletins/")
    assert auditor.path == "/account/factor/?next=/work/bulletins/"
    assert auditor.see("nav.nav").count() == 0
    auditor.press("a[href*='/factor/app/']")
    secret = auditor.text(".secret").replace(" ", "")
    auditor.page.focus("[name=code]")
    auditor.page.keyboard.type(shown(secret))
    with auditor.page.expect_navigation():
        auditor.page.keyboard.press("Enter")
    codes = [each.replace(" ", "") for each in auditor.see(".codes li").all_inner_texts()]
    assert len(set(codes)) == 10
    with auditor.page.expect_download() as kept:
        auditor.page.click("a[download]")
    assert kept.value.path().read_text("ascii").split() == codes
    auditor.press(".codes ~ .actions .main")
    assert auditor.path == "/work/bulletins/"

    auditor.press(".who form button")
    with_password(auditor, NEVER_IN)
    assert auditor.path.startswith("/sign-in/factor/")
    auditor.open("/work/")
    assert auditor.path.startswith("/sign-in/factor/")
    used = shown(secret, 1)
    auditor.fill({"code": used})
    auditor.press("form:has([name=code]) .main")
    assert auditor.path == "/work/"

    auditor.press(".who form button")
    with_password(auditor, NEVER_IN)
    auditor.fill({"code": used})
    auditor.press("form:has([name=code]) .main")
    assert auditor.notice() != "", "a code works once"
    auditor.fill({"code": codes[3]})
    auditor.press("form:has([name=code]) .main")
    assert auditor.path == "/work/"


def test_a_passkey_is_made_and_opens_with_and_without_the_password(device: Any) -> None:
    """Made with a name, given as the second factor, then alone, and worth nothing once it is removed."""
    leader, tell = device()
    with_password(leader, "leader")
    assert leader.path == "/work/"
    leader.open("/account/factor/")
    leader.press("a[href*='/factor/passkey/']")
    leader.fill({"name": "办公室电脑"})
    leader.press("form[data-passkey] .main")
    assert leader.path.startswith("/account/factor/codes/")
    (made,) = tell("getCredentials")["credentials"]
    assert made["rpId"] == "localhost"
    assert made["isResidentCredential"]
    leader.open("/account/factor/")
    assert "办公室电脑" in leader.text("table")

    leader.press(".who form button")
    with_password(leader, "leader")
    assert leader.path.startswith("/sign-in/factor/")
    leader.press("form[data-passkey] .main")
    assert leader.path == "/work/"

    leader.press(".who form button")
    leader.open("/sign-in/")
    leader.press("a[href*='/sign-in/passkey/']")
    tell("setUserVerified", isUserVerified=False)
    leader.page.click("form[data-passkey] .main")
    leader.page.wait_for_selector("[data-fails]:visible")
    tell("setUserVerified", isUserVerified=True)
    leader.press("form[data-passkey] .main")
    assert leader.path == "/work/"

    leader.open("/account/factor/")
    leader.page.click("form[action$='/remove/'] button")
    leader.press("#confirm [value=yes]")
    leader.press(".who form button")
    leader.open("/sign-in/passkey/")
    leader.press("form[data-passkey] .main")
    assert leader.notice() != "", "the device still has it, and it opens nothing any more"


def test_without_a_script_the_page_says_what_else_there_is(browser: Browser, served: House) -> None:
    visitor = Seat(browser, served.named_url, java_script_enabled=False)
    visitor.open("/sign-in/passkey/")
    assert visitor.see("[data-plain]").is_visible()
    assert not visitor.see("[data-works]").is_visible()
    visitor.press("main a[href^='/sign-in/']")
    assert visitor.see("[name=password]").is_visible()
    visitor.close()
