"""The house's rules that neither ruff nor import-linter can hold."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "sandan"
PURE_ROOMS = ("domain", "tlog")
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc"}
CLOCKS = {"now", "today", "utcnow", "time", "time_ns"}


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _imported(path: Path) -> Iterator[str]:
    """Every dotted name that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_pure_rooms_need_only_python(room: str) -> None:
    """domain can be read by a lawyer and tlog ships alone: neither needs anything but Python itself."""
    foreign = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in _modules(SOURCE / room)
        for name in _imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith(f"sandan.{room}.")
    }
    assert not foreign


@pytest.mark.parametrize("room", [*PURE_ROOMS, "projections"])
def test_no_clock_in_rooms_that_replay(room: str) -> None:
    """What is replayed must give the same tables tomorrow: the time is an argument there, never asked for."""
    asked = {
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in _modules(SOURCE / room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in CLOCKS and isinstance(node.func.value, ast.Name | ast.Attribute)
        if ast.unparse(node.func.value).split(".")[-1] in {"datetime", "date", "time", "timezone"}
    }
    assert not asked


def test_files_are_named_by_their_noun() -> None:
    badly_named = [str(path.relative_to(ROOT)) for path in _modules(SOURCE) if path.stem in BANNED_NAMES]
    assert not badly_named


def test_every_exception_to_a_check_says_why() -> None:
    """A `noqa` or `type: ignore` in the program carries its reason behind it; whole files are exempt in pyproject.toml alone."""
    bare = re.compile(r"# (?:type: ignore(?:\[[a-z-]+\])?|noqa(?:: [A-Z0-9, ]+)?)\s*$")
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in (SOURCE, ROOT / "bench")
        for path in _modules(folder)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert not silent


def test_no_import_is_exempt_from_the_arrow() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    assert contracts
    exempt = [contract["id"] for contract in contracts if contract.keys() & {"ignore_imports", "exhaustive_ignores"}]
    assert not exempt


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-tools.lock"])
def test_locks_pin_by_hash_and_name_no_host(lock: str) -> None:
    """A lock says which bytes, and leaves it to the site where to fetch them."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--\S*index|--find-links", text)


def test_locks_hold_what_the_project_asks_for() -> None:
    """Each direct dependency is in its lock: adding one without `make lock` fails here and not on a new machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        "requirements.lock": project["project"]["dependencies"] + groups["build"],
        "requirements-dev.lock": project["project"]["dependencies"] + groups["build"] + groups["dev"],
    }
    for lock, requirements in wanted.items():
        locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        names = {re.split(r"[\[<>=!~ ;]", requirement, maxsplit=1)[0].lower() for requirement in requirements}
        assert names <= locked, lock


def test_no_table_is_read_around_the_shield() -> None:
    """Rows under the shield are left out in one place; a query that starts elsewhere would show them."""
    versioned = {
        node.name
        for path in _modules(SOURCE / "projections")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) in ("Version", "Shieldable") for base in node.bases)
    }
    assert len(versioned) > 10
    around = {
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in _modules(SOURCE)
        if path.name not in ("version.py", "replay.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")
        if ast.unparse(node.value) in versioned or ast.unparse(node.value) == "model"
    }
    assert not around
