"""What is wrong with a page as it stands in the browser: barriers, words that nobody translated, and what does not fit a phone."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Request
from tests.journey.seat import DESKTOP, PHONE, Seat

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}
_RUN = """options => axe.run(document, options).then(found => found.violations.flatMap(each =>
    each.nodes.map(node => `${each.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`)))"""

_READ = """html => {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("script, style, code, kbd, .languages, [translate=no]").forEach(each => each.remove());
    const spoken = ["title", "aria-label", "placeholder", "alt", "data-label", "data-confirm"];
    const said = [...page.querySelectorAll(spoken.map(name => `[${name}]`).join())]
        .flatMap(each => spoken.map(name => each.getAttribute(name) || ""));
    page.querySelectorAll("br, td, th, li, dd, dt, p, option, button").forEach(each => each.append(" "));
    const text = [page.title, page.body.textContent, ...said].join("\\n");
    page.querySelectorAll("article, .table-wide").forEach(each => each.remove());
    const fixed = [...page.querySelectorAll("nav.nav a, thead th, legend, summary, form.filters label, .page-head .button")];
    return {
        language: page.documentElement.lang,
        text,
        fixed: fixed.map(each => each.textContent.trim()),
    };
}"""
"""What a page says: all of it, and the parts that are the program's own words and never somebody's."""

_NAMES = (
    "Sandan|Excel|Word|PDF|DOCX|XLSX|GeoJSON|SVG|WGS|JPEG|PNG|WebP|MB|CSV|Parquet|SHA-256|Ctrl|Shift|JSON|TLS|STARTTLS"
    "|Webhook|ZF|XC|https?"
)
_ALLOWED = re.compile(
    rf"""
    [a-z_]+\.[a-z_]+(/\d+)?                             # a figure's id with its version
    | (?<![A-Za-z])[a-z_\d]+/\d+                        # a formula's id with its version
    | [^\s，、（]*\.(xlsx?|ods|csv|tsv|txt|png|pdf|docx) # names of files, and how they end
    | \?(position|since)=N                                # parameters of an address
    | [“「][a-z_]+[”」]                                    # a code as a file has it
    | (?<![A-Za-z])(?=[\w-]*\d)[A-Za-z0-9-]+             # numbers, codes and digests
    | (?<![A-Za-z])({_NAMES})(?![A-Za-z])
    """,
    re.VERBOSE,
)
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,’'-]+[A-Za-z]+)*")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


class Screen:
    """Looks at the pages of one seat and gathers what is wrong with them. `names` are user names, which are in no language."""

    def __init__(self, seat: Seat, names: Collection[str] = ()) -> None:
        self.seat = seat
        self.names = names
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self._last: Request | None = None
        seat.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.seat.page.main_frame:
            self._last = request

    def open(self, path: str, status: int = 200) -> None:
        """Go to an address and look at what comes."""
        found = self.seat.page.goto(path)
        assert found is not None
        assert found.status == status, f"{path} answered {found.status}"
        self.look()

    def look(self, *, again: bool = True) -> None:
        """Look at the page in front: on a desk and on a phone, and (unless asking `again` would do harm) in all three languages.

        Words marked translate=no and those in <code> and <kbd> are nobody's to translate.
        """
        page, path = self.seat.page, self.seat.path
        self.seen.add(path)
        page.evaluate(_AXE)
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            self._fault(f"{width} px", page.evaluate(_RUN, _RULES))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            self.faults.append(f"{path}: {wide} px too wide for a phone")
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        self._read("zh-hans", page.content())
        if again:
            for language in ("zh-hant", "en"):
                self._read(language, self._in(language))

    def _in(self, language: str) -> str:
        """The same page in another language: the request that brought it, sent once more."""
        assert self._last is not None
        context, request = self.seat.context, self._last
        context.add_cookies([{"name": "language", "value": language, "url": self.seat.url}])
        kind = request.headers.get("content-type", "")
        answer = context.request.fetch(
            request.url,
            method=request.method,
            data=request.post_data_buffer,
            headers={"content-type": kind} if kind else {},
        )
        context.clear_cookies(name="language")
        return answer.text()

    def _read(self, language: str, page: str) -> None:
        said: dict[str, Any] = self.seat.page.evaluate(_READ, page)
        if said["language"] != LANGUAGES[language]:
            self.faults.append(f"{self.seat.path}: asked for {language}, got {said['language']}")
        elif language == "en":
            self._fault("Chinese in English", [each for each in said["fixed"] if _CHINESE.search(each)])
        else:
            words = _ENGLISH.findall(_ALLOWED.sub(" ", said["text"]))
            self._fault(f"English in {language}", [each for each in words if each not in self.names])

    def _fault(self, kind: str, found: list[str]) -> None:
        place = re.sub(r"/(?=[a-z0-9]*\d)[a-z0-9]{16}/", "/…/", self.seat.path)
        self.faults += [f"{place} {kind}: {each}" for each in dict.fromkeys(found)]
