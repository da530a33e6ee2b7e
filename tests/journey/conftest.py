"""What the journeys share: a county filled once, served afresh for each module, and Debian's Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.journey.house import ROOT, House, environment, run
from tests.journey.seat import DESKTOP, Seat

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

SeatOf = Callable[..., Seat]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the small cast in it and nothing heard yet. Copy it, don't touch it."""
    home = tmp_path_factory.mktemp("cast") / "home"
    subprocess.run(
        [sys.executable, "-m", "tests.journey.fill"], env=environment(home), cwd=ROOT, check=True, timeout=300
    )
    return home


def _served(home: Path) -> Iterator[House]:
    house = House.open(home)
    try:
        yield house
    finally:
        house.close()
    assert "Internal Server Error" not in house.log(), house.log()


@pytest.fixture(scope="module")
def served(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The small cast's county, served. The server must not have failed at anything by the end."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(filled, home)
    yield from _served(home)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A small demo county, served: it has something on every page, and everybody signs in with one click."""
    home = tmp_path_factory.mktemp("demo") / "home"
    run(home, "demo", "--scale", "0.05", "--json")
    yield from _served(home)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium. It is left after each module: while it runs, its event loop would keep other tests from the database."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def seat(browser: Browser, served: House) -> Iterator[SeatOf]:
    """`seat("dispatcher")`: that person, signed in at a desk; `seat()` a visitor. What the browser complained of fails the test."""
    taken: list[Seat] = []

    def take(name: str = "", size: tuple[int, int] = DESKTOP, **options: Any) -> Seat:
        one = Seat(browser, served.url, size, **options)
        taken.append(one)
        return one.sign_in(name) if name else one

    yield take
    for one in taken:
        one.close()
    assert [each for one in taken for each in one.complaints] == []
