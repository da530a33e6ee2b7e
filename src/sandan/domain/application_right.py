"""By what right somebody handles an application (申请), and in whose name it is decided.

Basis: 社会救助暂行办法 (2014) arts. 11, 61; who worked on a case or is a relative decides nothing (design law 4).
"""

from __future__ import annotations

from datetime import date

from sandan.domain.application_command import Delegation
from sandan.domain.application_state import Application
from sandan.domain.authority import Actor, Role
from sandan.domain.item import AuthorityBasis, Item
from sandan.domain.values import Fault, require

_WORKS = frozenset({Role.ASSISTANCE, Role.APPROVER})


def handles(unit: str, bureau: str, by: Actor) -> bool:
    """Whether the actor handles applications of that town, and so may read what is sealed in them: those who do this work in the town, and
    in the bureau above it in the service's own line. No leader, no office, no auditor (art. 61)."""
    return bool(by.roles & _WORKS) and (sits_in(by, unit) or sits_in(by, bureau))


def sits_in(by: Actor, unit: str) -> bool:
    """Whether the actor works in this very unit, or in what it was merged into."""
    return by.unit == unit or unit in by.absorbed


def no_relative(one: Application, person: str) -> None:
    """Refuse (`relative_stands_back`) who is a relative of the household."""
    require(not person or person not in one.related, "relative_stands_back")


def deciding(item: Item, one: Application, by: Actor, on: date, delegation: Delegation | None) -> tuple[str, str, str]:
    """In whose name the actor decides, who answers for it, and by which instrument. Refuses who may not decide.

    What the law gives the county body is decided by it, or in its name by the town to which an instrument entrusts it; a village
    committee is never entrusted (行政许可法 art. 24 by analogy). Where the law makes the town the decider, it decides in its own name.
    """
    no_relative(one, by.person)
    require(by.person not in one.workers, "worker_cannot_decide")
    match item.authority:
        case AuthorityBasis.STATUTORY_COUNTY:
            require(sits_in(by, one.bureau), "not_the_deciding_body")
            return one.bureau, one.bureau, ""
        case AuthorityBasis.STATUTORY_TOWN:
            require(sits_in(by, one.unit), "not_the_deciding_body")
            return one.unit, one.unit, ""
        case AuthorityBasis.ENTRUSTED_TOWN:
            if sits_in(by, one.bureau):  # the entrusting body may always decide itself
                return one.bureau, one.bureau, ""
            require(sits_in(by, one.unit), "not_the_deciding_body")
            require(delegation is not None and delegation.town == one.unit, "delegation_missing")
            assert delegation is not None
            require(not delegation.suspended, "delegation_suspended", instrument=delegation.instrument)
            require(delegation.holds(on), "delegation_not_in_force", instrument=delegation.instrument)
            return one.bureau, one.bureau, delegation.instrument
    raise Fault(f"no such authority: {item.authority}")
