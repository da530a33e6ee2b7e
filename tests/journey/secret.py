"""What only its holder has: prints receipt codes by where the matter stands, a set-up link and user names, of the county in SANDAN_HOME.

Run as a program, in a process of its own. The ledger seals the codes; the tests need some to stand where a reporter stands.
"""

from __future__ import annotations

import json
import os

import django


def codes() -> dict[str, str]:
    """One receipt code for each status of a problem, `waiting` and `declined` of opinions included."""
    from sandan.ledger.read import opened
    from sandan.projections.opinion import Opinion
    from sandan.projections.problem import Problem
    from sandan.projections.version import now

    stands = dict(now(Problem).values_list("key", "status"))
    found: dict[str, int] = {}
    for each in now(Opinion).order_by("-position"):
        found.setdefault(stands.get(each.problem, f"opinion {each.status}"), each.position)
    sealed = opened(found.values())
    return {status: (sealed[position].personal or {}).get("receipt", "") for status, position in found.items()}


def bills() -> list[str]:
    """The receipt code of an admission that waits, of one with something owed, and of one that is paid off."""
    from sandan.ledger.read import opened
    from sandan.projections.admission import Admission
    from sandan.projections.arrears import Arrears
    from sandan.projections.version import now

    owed = dict(now(Arrears).values_list("key", "left"))
    found: dict[str, int] = {}
    for each in now(Admission).filter(withdrawn_on__isnull=True).order_by("-position"):
        stands = "owed" if owed.get(each.settlement) else each.status
        found.setdefault(stands, each.position)
    sealed = opened(found.values())
    return [(sealed[position].personal or {}).get("receipt", "") for position in found.values()]


def names() -> list[str]:
    """The user names of all accounts, first that of the person whom the link is for."""
    from django.contrib.auth.models import User

    return list(User.objects.order_by("account__pk").values_list("username", flat=True))


def link() -> str:
    """The address at which the first person with an account sets a new password."""
    from sandan.config.erasing import COMMAND_LINE
    from sandan.web.account import Account, invite

    person = Account.objects.order_by("pk").values_list("person", flat=True)[0]
    return f"/setup/{invite(person, COMMAND_LINE, 'journey')}/"


def ask() -> str:
    """The address of a one-time link for some reporter who is still to be heard; "" where there is none."""
    from sandan.desk.handle import fold
    from sandan.desk.survey import make_links
    from sandan.domain.authority import Actor, Role
    from sandan.domain.case import Case
    from sandan.projections.waiting import unheard

    by = Actor(frozenset({Role.CLERK}), person="journey")
    for each in unheard().order_by("position"):
        case: Case = fold(f"problem/{each.key}")[0]
        if case.facts.unheard:
            (link,) = make_links(each.key, case.facts.unheard[:1], by, "journey-ask")
            return f"/ask/{link.token}/"
    return ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandan.config.settings")
    django.setup()
    print(json.dumps({"codes": codes(), "link": link(), "names": names(), "ask": ask(), "bills": bills()}))  # noqa: T201 - this is how it answers
