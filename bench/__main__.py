"""`python -m bench`: measure, print a table, and leave the numbers in bench/results/."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Set up a throw-away data directory, run every measurement, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--small", type=int, default=1_000, help="problems in the small ledger (default 1,000)")
    parser.add_argument("--large", type=int, default=200_000, help="problems in the large ledger (default 200,000)")
    parser.add_argument("--commands", type=int, default=1_000, help="single commands to time (default 1,000)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sandan-bench-") as folder:
        os.environ["SANDAN_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "sandan.config.settings"
        os.environ.pop("DATABASE_URL", None)
        import django  # noqa: PLC0415 - the data directory must be known first

        django.setup()
        from bench.measure import run  # noqa: PLC0415 - needs Django set up

        results = run(Path(folder), given.small, given.large, given.commands, _said)
    Path("bench/results").mkdir(exist_ok=True)
    Path("bench/results/latest.json").write_text(json.dumps(results, indent=1), "utf-8")
    for name, value in results.items():
        print(f"{name:60} {value:>14,.3f}" if isinstance(value, float) else f"{name:60} {value:>14}")


def _said(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
