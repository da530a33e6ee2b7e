"""Draws the pictures of docs/pictures anew from the demo county. Run by hand: .venv/bin/python -m tests.journey.picture

The README shows a problem that was verified and still has something in the way of its strike-off.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.conftest import find_chromium
from tests.journey.conftest import FLAGS
from tests.journey.house import ROOT, House, run
from tests.journey.seat import Seat

PLACE = ROOT / "docs" / "pictures"
SIZE = (1180, 1000)
MOST_BYTES = 250_000
POST = "交办"


def draw(url: str) -> None:
    """Take the pictures in a browser that reads Simplified Chinese."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        seat = Seat(browser, url, SIZE)
        seat.open("/sign-in/")
        seat.press(f".card:has-text('{POST}')")
        seat.open("/work/problems/?status=verified")
        for link in seat.see("tbody a[data-open]").all():
            path = link.get_attribute("href") or ""
            if seat.context.request.get(path).text().count("notice warning"):
                seat.open(path)
                break
        _keep(seat, "problem")
        browser.close()


def _keep(seat: Seat, name: str) -> None:
    taken = PLACE / f"{name}.png"
    seat.page.screenshot(path=taken)
    if taken.stat().st_size > MOST_BYTES:
        sys.exit(f"{taken} is larger than {MOST_BYTES} bytes")


def main() -> None:
    """Make a county, serve it, draw."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        run(home, "demo", "--scale", "0.2")
        house = House.open(home)
        try:
            draw(house.url)
        finally:
            house.close()


if __name__ == "__main__":
    main()
