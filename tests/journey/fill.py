"""Fills the data directory in SANDAN_HOME with the screens' small cast, each with a password; run as a program, in a process of its own.

The head of the water bureau holds a second post, as verifier in the office: so that law 4 has someone to refuse who may verify otherwise.
"""

from __future__ import annotations

import os

import django

PASSWORD = "Qingxi-Water-2026"
SEED = "5eed" * 20
NEVER_IN = "auditor"
"""Who must have a second factor and has none yet."""
SECOND_POST = "验收专责（兼）"


def fill() -> None:
    """Make the tables, the county, its people, their passwords, and the second factors of those who must have one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    django.setup()
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.utils import timezone
    from tests.web.cast import FROM_ON, fresh_key, make_county

    from sandan.config.ready import ready
    from sandan.desk.organisation import Post, appoint
    from sandan.domain.authority import SECOND_FACTOR, Role
    from sandan.projections.appointment import held
    from sandan.web.account import Account
    from sandan.web.factor import Adapter, new_secret

    ready()
    county = make_county()
    second = Post(county.units["整改办"], SECOND_POST, (Role.VERIFIER,), FROM_ON)
    appoint(county.people["head"], second, county.actor("operator"), fresh_key())
    User.objects.update(password=make_password(PASSWORD))
    adapter = Adapter()
    for account in Account.objects.select_related("user").exclude(user__username=NEVER_IN):
        roles = {role for post in held(account.person, timezone.localdate()) for role in post.roles.split()}
        if roles & SECOND_FACTOR:
            made = [
                Authenticator(user=account.user, type="totp", data={"secret": adapter.encrypt(new_secret())}),
                Authenticator(
                    user=account.user, type="recovery_codes", data={"seed": adapter.encrypt(SEED), "used_mask": 0}
                ),
            ]
            Authenticator.objects.bulk_create(made)


def code(number: int) -> str:
    """The recovery code of this number: everybody here has the same ten, so that a test can sign in many times within a minute."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from sandan.web.factor import Adapter

    kept = Authenticator(type="recovery_codes", data={"seed": Adapter().encrypt(SEED), "used_mask": 0})
    return str(RecoveryCodes(kept).generate_codes()[number])


if __name__ == "__main__":
    fill()
