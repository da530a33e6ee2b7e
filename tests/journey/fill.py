"""Fills the data directory in SANDAN_HOME with the screens' small cast, each with a password; run as a program, in a process of its own.

The head of the water bureau holds a second post, as verifier in the office: so that law 4 has someone to refuse who may verify otherwise.
"""

from __future__ import annotations

import os

import django

PASSWORD = "Qingxi-Water-2026"
SECOND_POST = "验收专责（兼）"


def fill() -> None:
    """Make the tables, the county, its people and their passwords."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from tests.web.cast import FROM_ON, fresh_key, make_county

    from sandan.config.ready import ready
    from sandan.desk.organisation import Post, appoint
    from sandan.domain.authority import Role

    ready()
    county = make_county()
    second = Post(county.units["整改办"], SECOND_POST, (Role.VERIFIER,), FROM_ON)
    appoint(county.people["head"], second, county.actor("operator"), fresh_key())
    User.objects.update(password=make_password(PASSWORD))


if __name__ == "__main__":
    fill()
