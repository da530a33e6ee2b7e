"""Fills the data directory in SANDAN_HOME with a county a month old, in which a bureau answers for the allowance and entrusted a town."""

from __future__ import annotations

import os

import django


def fill() -> None:
    """The county with its line of assistance, each of its people with a password and a second factor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    django.setup()
    from tests.journey.fill import secure
    from tests.web.cast import make_county
    from tests.web.line import aided, days_ago

    from sandan.config.ready import ready

    ready()
    aid = aided(make_county(days_ago(30)))
    aid.entrusted()
    secure()


if __name__ == "__main__":
    fill()
