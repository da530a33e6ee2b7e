"""One person in front of one browser: their own session, their own screen, and what the browser complained of."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Locator, Page, Response
from tests.journey.fill import PASSWORD, code

DESKTOP = (1280, 800)
PHONE = (390, 844)
_ANSWERED_NO = re.compile(r"the server responded with a status of (403|404|422)")
"""Chromium writes down every answer that is not a success; a refusal is one, and is meant."""


_codes: dict[str, Iterator[int]] = {}
"""How many recovery codes have been used, by house and person."""


def photo(name: str) -> FilePayload:
    """A picture of eight by eight points (ISO/IEC 15948), as a phone's would be but small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((60, 120, 180)) * 8 for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return {"name": name, "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"".join(parts)}


class Seat:
    """A browser window of one person. Every step waits until the next page stands."""

    def __init__(self, browser: Browser, url: str, size: tuple[int, int] = DESKTOP, **options: Any) -> None:
        width, height = size
        self.url = url
        self.scripted: bool = options.get("java_script_enabled", True)
        self.context: BrowserContext = browser.new_context(
            base_url=url, viewport={"width": width, "height": height}, **{"locale": "zh-CN", **options}
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        if not _ANSWERED_NO.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.type}: {message.text}")

    def open(self, path: str) -> Response:
        """Go to an address; fails unless a page comes."""
        found = self.page.goto(path)
        assert found is not None
        assert found.ok, f"{path} answered {found.status}"
        return found

    def sign_in(self, name: str, house: str = "") -> Seat:
        """Sign in with user name and password, and with the next recovery code where a second factor is asked for.

        `house`: what to call it that is served at several addresses, one after the other, so that no code is used twice.
        """
        self.open("/sign-in/")
        self.fill({"username": name, "password": PASSWORD})
        self.press("form[action$='/sign-in/'] .main")
        if self.path.startswith("/sign-in/factor/"):
            used = _codes.setdefault(f"{house or self.url} {name}", count())
            self.fill({"code": code(next(used))})
            self.press("form:has([name=code]) .main")
        assert self.path == "/work/", self.notice()
        return self

    def fill(self, fields: Mapping[str, str], within: str = "main") -> None:
        """Fill in fields by their names: text, dates, choices by their value, radio buttons, boxes to tick."""
        for name, value in fields.items():
            field = self.page.locator(f"{within} [name='{name}']:not([type=hidden])").first
            kind = field.evaluate("field => field.type")
            if kind == "radio":
                self.page.check(f"{within} [name='{name}'][value='{value}']")
            elif kind == "checkbox":
                (field if value == "yes" else self.page.locator(f"{within} [name='{name}'][value='{value}']")).check()
            elif kind.startswith("select"):
                field.select_option(value)
            else:
                field.fill(value)

    def press(self, what: str) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.locator(what).first.click()

    def press_surely(self, what: str) -> None:
        """Press a button that asks whether one is sure, and say that one is."""
        self.page.click(what)
        self.press("#confirm [value=yes]")

    def step(self, name: str, fields: Mapping[str, str] | None = None, proof: FilePayload | None = None) -> None:
        """Take one step on a problem's page, with evidence where there is some, and past the question whether one is sure."""
        place = f"#step-{name}"
        if self.see(f"{place} > summary").count():
            self.page.click(f"{place} > summary")
        self.fill(fields or {}, place)
        if proof:
            self.page.set_input_files(f"{place} [name=proof]", proof)
        if self.scripted and self.page.locator(f"{place} form[data-confirm]").count():
            self.press_surely(f"{place} form > .button")
        else:
            self.press(f"{place} form > .button")

    def report(self, said: str, who: str, place: str = "村") -> tuple[str, str]:
        """Report a problem as a resident, in a village whose name has `place` in it: the opinion's number and the receipt's code."""
        self.open("/report/")
        where = self.see("[name=place] optgroup option").filter(has_text=place).first.get_attribute("value")
        assert where
        self.fill({"text": said, "reporter": who, "contact": "本人微信", "place": where, "topic": "water"})
        self.press("form:has([name=text]) .main")
        assert self.path.endswith("/receipt/")
        return self.text("dl.facts dd"), self.text(".receipt")

    def follow(self, code: str) -> None:
        """Open the page of a report with its code, which must not come to stand in the address."""
        self.open("/follow/")
        self.fill({"code": code})
        self.press("form:has([name=code]) .main")
        assert code not in self.page.url

    def standing(self) -> str:
        """The rung that the page says the problem stands on."""
        found = self.see("main .badge").first.get_attribute("class") or ""
        return found.partition("rung-")[2].split()[0]

    @property
    def path(self) -> str:
        """The address without the server's name."""
        return self.page.url.removeprefix(self.url)

    def see(self, what: str) -> Locator:
        """Part of the page."""
        return self.page.locator(what)

    def text(self, what: str = "main") -> str:
        """What can be read in the first of these parts."""
        return self.page.locator(what).first.inner_text()

    def notice(self, kind: str = "refusal") -> str:
        """What the notices of a kind say, "" where there is none."""
        return "\n".join(self.page.locator(f"main .notice.{kind}").all_inner_texts())

    def forge(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """Send a form that the page does not offer, with this session and its token: the answer's status and text."""
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
        sent = self.context.request.post(path, form={**fields, "csrfmiddlewaretoken": token}, max_redirects=0)
        return sent.status, sent.text()

    def close(self) -> None:
        """Leave the browser."""
        self.context.close()
