"""The documents tell the truth: what they name exists, and what an operator may set is named in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandan.config.cli import COMMANDS
from sandan.domain.problem import decide

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sandan"
DOCS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    told = set(re.findall(r"`?(?:\.venv/bin/)?sandan (?:--home \S+ )?([a-z][a-z-]*)\b", "\n".join(_code(text))))
    assert told <= COMMANDS.keys(), f"{page.name} names {told - COMMANDS.keys()}"
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    made = set(re.findall(r"\bmake ([a-z-]+)\b", "\n".join(_code(text))))
    assert made <= targets, f"{page.name} names make {made - targets}"


def test_every_file_that_the_architecture_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = set(re.findall(r"\b((?:web|desk|domain|ledger|projections|config|tests)/[a-z_/]+\.(?:py|json))\b", text))
    assert len(named) > 10, "the architecture names the files where things lie"
    for name in named:
        assert (SOURCE / name).exists() or (ROOT / name).exists(), f"ARCHITECTURE.md names {name}"


def test_the_architecture_says_where_strike_off_is_decided() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert "`_strike_off`" in text
    assert "def _strike_off" in Path(decide.__code__.co_filename).read_text("utf-8")


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    code = "".join(each.read_text("utf-8") for each in (SOURCE / "config").glob("*.py"))
    read = set(re.findall(r"environ(?:\.get\(|\[)\s*\"([A-Z_]+)\"", code)) - {"DJANGO_SETTINGS_MODULE"}
    assert len(read) > 5, "the settings come from the environment"
    for name in read:
        assert f"`{name}`" in page, f"docs/operating.md does not name {name}"


STATES = ("met", "not applicable", "open")


def _points() -> list[list[str]]:
    """The rows of docs/security.md that are points of the standard: id, level, what it asks, state, where or why."""
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\| V\d.*\|$", text, re.MULTILINE)
    ]


def test_every_point_of_security_has_a_state_and_a_place() -> None:
    points = _points()
    assert len({each[0] for each in points}) == len(points) == 253, (
        "ASVS 5.0.0 has 70 points at level 1 and 183 at level 2"
    )
    for each in points:
        assert len(each) == 5, each
        id, level, asks, state, note = each
        assert re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", id), id
        assert level in {"1", "2"}, id
        assert asks, id
        assert state in STATES, id
        assert note, f"{id} says neither where nor why"


def test_the_counts_on_top_of_security_add_up() -> None:
    points = _points()
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    for state in (*STATES, "all"):
        counted = [sum(each[1] == level and state in {each[3], "all"} for each in points) for level in ("1", "2")]
        row = f"| {state} | {counted[0]} | {counted[1]} | {sum(counted)} |"
        assert row in text, f"docs/security.md should count {row}"


def test_every_file_that_security_and_threats_name_exists() -> None:
    named = set()
    for page in ("security.md", "threats.md"):
        named |= set(
            re.findall(r"`([\w./-]+\.(?:py|md|js|html|json|toml|lock))`", (ROOT / "docs" / page).read_text("utf-8"))
        )
    assert len(named) > 40
    for name in named:
        assert (ROOT / name).is_file() or (SOURCE / name).is_file(), f"{name} is named and not there"


def _code(text: str) -> list[str]:
    """Everything that a page sets as code, in a line or as a block."""
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
