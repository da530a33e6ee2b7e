"""What every test shares: how hard properties are searched, and what happens to a browser test where no browser is."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.utils import timezone, translation
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.terminal import TerminalReporter

BROWSER_REQUIRED = os.environ.get("SANDAN_BROWSER") == "required"
"""Set by the gate: there a missing browser fails the tests instead of skipping them."""

_NO_BROWSER = "no Chromium on this machine"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# A slow machine is no defect; in the gate the same examples run each time, so a red run can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def find_chromium() -> str | None:
    """Path of the installed Chromium, or None."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads and evidence of this process's tests lie in a data directory of its own: `make test` runs several processes at once."""
    django_settings.SANDAN_HOME = tmp_path_factory.mktemp("county")


@pytest.fixture(autouse=True)
def _own_tongue() -> Iterator[None]:
    """A page asked for in English leaves its thread speaking English: each test begins and ends in the county's own language and zone."""
    translation.deactivate()
    timezone.deactivate()
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium that a test marked `browser` drives; fails where it is required and missing."""
    path = find_chromium()
    if path is None:
        pytest.fail(f"{_NO_BROWSER}, and SANDAN_BROWSER=required")
    return path


_LONGEST = (
    "journey/test_page.py",
    "web/test_leak.py",
    "web/test_matrix.py",
    "web/test_forged.py",
    "config/test_demo.py",
    "config/test_cli.py",
    "journey/",
)
"""Files, or folders, that take minutes: several processes begin with them, so that none is left alone with one at the end."""


def _place(item: pytest.Item) -> int:
    return next((at for at, name in enumerate(_LONGEST) if f"tests/{name}" in item.nodeid), len(_LONGEST))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begins with the longest files where several processes share them. Skips what is marked `browser` where there is no Chromium, unless
    one is required.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=_place)
    if BROWSER_REQUIRED or find_chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=_NO_BROWSER))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Says in one line which browser tests did not run."""
    skipped = sorted(
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and _NO_BROWSER in report.longrepr[2]
    )
    if skipped:
        terminalreporter.write_line(f"Browser tests skipped ({_NO_BROWSER}): {', '.join(skipped)}")
