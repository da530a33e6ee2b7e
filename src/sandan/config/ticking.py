"""The timer's process, `python -m sandan.config.ticking PARENT`: Django is set up before anything that has tables is imported."""

from __future__ import annotations

import os
import sys

import django


def main(parent: int) -> None:
    """Run the jobs every minute until the process `parent` is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    django.setup()
    from sandan.config.timer import forever  # noqa: PLC0415 - as above

    forever(parent)


if __name__ == "__main__":
    main(int(sys.argv[1]))
