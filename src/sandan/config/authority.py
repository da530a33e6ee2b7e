"""Keeps docs/authority.md true: `python -m sandan.config.authority write` makes it anew, `check` says whether it is up to date."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[3] / "docs" / "authority.md"


def told() -> str:
    """The page as the code has it now, in English."""
    from django.utils import translation  # noqa: PLC0415 - Django must be set up first

    from sandan.web.authority import document  # noqa: PLC0415 - as above

    with translation.override("en"):
        return document()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 1 where `check` finds the page out of date."""
    parser = argparse.ArgumentParser(
        prog="python -m sandan.config.authority", description=(__doc__ or "").split(":")[0]
    )
    parser.add_argument("command", choices=["write", "check"])
    command = parser.parse_args(arguments).command
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    with tempfile.TemporaryDirectory() as nowhere:  # reading the matrices must not make a data directory
        os.environ.setdefault("SANDAN_HOME", nowhere)
        django.setup()
        page = told()
    if command == "write":
        PAGE.write_text(page, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page:
        return 0
    sys.stdout.write(f"{PAGE} is not up to date; run: python -m sandan.config.authority write\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
