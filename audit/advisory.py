"""What must be asked for: versions that were withdrawn, and known vulnerabilities. Whoever can't be asked has said nothing.

The clients are uv (the package index) and pip-audit (its vulnerability feed, or a service that speaks OSV). A feed that knows no package at
all is as good as none: pip-audit then reports no vulnerability, which must not be read as "none known".
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.lock import Pin

PROBE, WHOLE = 20, 120
"""Seconds for the question whether a service answers, and for all packages."""
_YANKED = re.compile(r"`([^`]+)` is yanked(?: \(reason: \"(.*)\"\))?")


@dataclass(slots=True)
class Answer:
    """What came of asking: `found` are the faults, `unasked` what nobody could say anything about."""

    found: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)


def withdrawn(uv: str, lock: Path) -> Answer:
    """Versions that their maker withdrew (PEP 592). Nothing is installed."""
    command = [uv, "pip", "install", "--dry-run", "--no-deps", "--reinstall", "-p", sys.executable, "-r", str(lock)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=WHOLE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(unasked=[f"withdrawn versions in {lock.name}: {type(error).__name__}"])
    if done.returncode:
        return Answer(unasked=[f"withdrawn versions in {lock.name}: the package index did not answer"])
    return Answer([f"{which} was withdrawn: {why or 'no reason given'}" for which, why in _YANKED.findall(done.stderr)])


def vulnerable(pins: Sequence[Pin], accepted: frozenset[str], osv: str = "") -> Answer:
    """Known vulnerabilities of `pins`, but for those `accepted`. `osv` is the address of a service to ask instead of the usual ones."""
    services = [["-s", "osv", "--osv-url", osv]] if osv else [["-s", "pypi"], ["-s", "osv"]]
    for service in services:
        if pins and _known(_ask(pins[:1], service, PROBE)):
            told = [each for some in _rounds(pins) for each in _ask(some, service, WHOLE)]
            if len(told) == len(pins):
                return _read(told, accepted)
    return Answer(unasked=["known vulnerabilities: no service that knows these packages could be reached"])


def _rounds(pins: Sequence[Pin]) -> list[list[Pin]]:
    """Groups without one package at two versions, which pip-audit would not take."""
    rounds: list[dict[str, Pin]] = []
    for each in pins:
        free = next((one for one in rounds if each.name not in one), None)
        if free is None:
            rounds.append(free := {})
        free[each.name] = each
    return [list(one.values()) for one in rounds]


def _ask(pins: Sequence[Pin], service: Sequence[str], seconds: int) -> list[dict[str, Any]]:
    """What pip-audit says about each package; nothing where it could not ask."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text("".join(f"{each.name}=={each.version}\n" for each in pins), "utf-8")
        options = ["-r", str(wanted), "--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json", *service]
        command = [sys.executable, "-m", "pip_audit", "--cache-dir", folder, "--timeout", "10", *options]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
            told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
            return []
    return told


def _known(told: Sequence[dict[str, Any]]) -> bool:
    return any("vulns" in each for each in told)


def _read(told: Sequence[dict[str, Any]], accepted: frozenset[str]) -> Answer:
    answer = Answer()
    for each in told:
        if "vulns" not in each:
            answer.unasked.append(f"known vulnerabilities of {each['name']}")
        for one in each.get("vulns", ()):
            names = {one["id"], *one["aliases"]}
            if not names & accepted:
                mended = ", ".join(one["fix_versions"]) or "no version yet"
                answer.found.append(f"{each['name']} {each['version']}: {', '.join(sorted(names))}; mended in {mended}")
    return answer
