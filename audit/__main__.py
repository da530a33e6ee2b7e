"""`python -m audit LOCK…`: fails on what is known to be wrong; says in as many words what it could not ask.

The gate must not turn red because an outside service is down or a county's machine reaches none: then every line of what was not looked at
begins with NOT AUDITED, and the rest counts.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from audit import advisory, lock

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def main(arguments: list[str]) -> int:
    """Audit the locks that are named; the exit code is 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="audit", description="Audit lock files.")
    parser.add_argument("locks", nargs="+", type=Path, metavar="LOCK")
    parser.add_argument("--uv", default="uv", help="the uv to ask the package index with")
    given = parser.parse_args(arguments)
    rules = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["audit"]
    try:
        pins = sorted({pin for one in given.locks for pin in lock.pins(one)}, key=lambda pin: (pin.name, pin.version))
    except ValueError as error:
        print(f"WRONG: {error}")
        return 1
    wrong = [f"{pin.name} {pin.version} has no hash" for pin in pins if not pin.hashed]
    wrong += [
        f"{name}: licence {expression or 'unknown'} is not among those allowed"
        for name, expression in lock.licences(dict.fromkeys(pin.name for pin in pins), rules["told"])
        if not lock.allowed(expression, rules["licences"])
    ]
    accepted, overdue = _accepted(rules["accepted"], datetime.now(UTC).date())
    answers = [advisory.withdrawn(given.uv, one) for one in given.locks]
    answers.append(advisory.vulnerable(pins, accepted, os.environ.get("AUDIT_OSV", "")))
    wrong += overdue + [each for answer in answers for each in answer.found]
    unasked = [each for answer in answers for each in answer.unasked]
    for each in wrong:
        print(f"WRONG: {each}")
    for each in unasked:
        print(f"NOT AUDITED: {each}")
    print(f"Audit: {len(pins)} packages pinned, {len(wrong)} wrong, {len(unasked)} not audited")
    return 1 if wrong else 0


def _accepted(listed: list[dict[str, Any]], today: date) -> tuple[frozenset[str], list[str]]:
    """The vulnerabilities that are accepted today, and those whose day is over."""
    overdue = [f"{each['id']} was accepted until {each['until']}" for each in listed if each["until"] < today]
    return frozenset(each["id"] for each in listed if each["until"] >= today), overdue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
