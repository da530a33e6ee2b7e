"""Fills the data directory in SANDAN_HOME with the screens' small cast, each with a password; run as a program, in a process of its own.

The head of the water bureau holds a second post, as verifier in the office: so that law 4 has someone to refuse who may verify otherwise.
A cadre of the village enters what is heard there, and a second inspector goes along with a circuit group.
"""

from __future__ import annotations

import os

import django

PASSWORD = "Qingxi-Water-2026"
SEED = "5eed" * 20
NEVER_IN = "auditor"
"""Who must have a second factor and has none yet."""
SECOND_POST = "验收专责（兼）"
CADRE = "杜青山"
SECOND_INSPECTOR = "严守真"


def fill() -> None:
    """Make the tables, the county, its people, their passwords, and the second factors of those who must have one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    django.setup()
    from django.contrib.auth.models import User
    from tests.web.cast import FROM_ON, fresh_key, make_county
    from tests.web.medical import settle_in

    from sandan.config.ready import ready
    from sandan.desk.organisation import Post, appoint, take_on
    from sandan.domain.authority import Role
    from sandan.web.account import Account

    ready()
    county = make_county()
    settle_in(county)
    second = Post(county.units["整改办"], SECOND_POST, (Role.VERIFIER,), FROM_ON)
    appoint(county.people["head"], second, county.actor("operator"), fresh_key())
    more = (
        ("cadre", CADRE, Post(county.units["石桥村"], "村党支部书记", (Role.HANDLER, Role.UNIT_HEAD), FROM_ON)),
        ("yan", SECOND_INSPECTOR, Post(county.units["县纪委监委"], "巡回组成员", (Role.INSPECTOR,), FROM_ON)),
    )
    for called, name, post in more:
        held_by = take_on(name, post, county.actor("operator"), fresh_key())
        Account.objects.create(
            user=User.objects.create(username=called), person=held_by.person, acting=held_by.appointment
        )
    secure()


def secure() -> None:
    """Give everybody the password, and a second factor to those who must have one."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.utils import timezone

    from sandan.domain.authority import SECOND_FACTOR
    from sandan.projections.appointment import held
    from sandan.web.account import Account
    from sandan.web.factor import Adapter, new_secret

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
