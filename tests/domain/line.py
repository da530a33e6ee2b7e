"""Who works on assistance in tests: a town's officer and approver, the bureau's, and those of another town."""

from __future__ import annotations

from sandan.domain.authority import RESIDENT, Actor, Role

BUREAU, TOWN, OTHER = "civil", "qingxi", "baiyun"


def works(who: str, unit: str, *roles: Role, kin: frozenset[str] = frozenset()) -> Actor:
    """Somebody of the county's bureau or of a town."""
    lineage = (unit, "yunling")
    return Actor(frozenset(roles), who, f"{who}-{unit}", unit, lineage, frozenset(lineage), kin=kin)


OFFICER = works("tao", TOWN, Role.ASSISTANCE)
SECOND = works("lin", TOWN, Role.ASSISTANCE)
APPROVER = works("ning", TOWN, Role.APPROVER)
BUREAU_OFFICER = works("min", BUREAU, Role.ASSISTANCE)
BUREAU_APPROVER = works("zheng", BUREAU, Role.APPROVER)
STRANGER = works("hua", OTHER, Role.ASSISTANCE, Role.APPROVER)
__all__ = [
    "APPROVER", "BUREAU", "BUREAU_APPROVER", "BUREAU_OFFICER", "OFFICER", "OTHER", "RESIDENT", "SECOND", "STRANGER", "TOWN",
    "works",
]  # fmt: skip
