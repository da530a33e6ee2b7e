"""The bar of filters above a list: a plain GET form whose fields are the words of the address.

Written as plain rows and not as a Django form, because a page with a hundred units to choose from is opened all day long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from sandan.domain.values import Tier
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.label import TIER, Label

Choice = tuple[str, Label]
Group = tuple[Label, list[Choice]]
_BY_TIER = (Tier.SYSTEM, Tier.TOWN, Tier.BRANCH, Tier.COUNTY)


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the bar. `groups` are the choices of a select; a group without a label stands on its own."""

    name: str
    label: Label
    kind: Literal["select", "text", "date", "check"]
    value: str = ""
    groups: tuple[Group, ...] = ()
    wide: bool = False


def select(name: str, label: Label, value: str, choices: Iterable[Choice]) -> Control:
    """A choice of one, or of all."""
    return Control(name, label, "select", value, (("", [("", _("All")), *choices]),))


def unit_select(name: str, label: Label, value: str, groups: Iterable[Group]) -> Control:
    """A choice of one unit, under the headings of the tiers, or of all."""
    return Control(name, label, "select", value, (("", [("", _("All"))]), *groups))


def unit_groups(*tiers: Tier, ended: bool = True) -> list[Group]:
    """The units of these tiers (default: all) as grouped choices, departments first; those that are no more only where `ended`."""
    wanted = tiers or _BY_TIER
    found: Mapping[str, list[Choice]] = {each.value: [] for each in wanted}
    rows = now(Unit).filter(tier__in=list(found)).order_by("position")
    rows = rows if ended else rows.filter(abolished_on__isnull=True)
    for key, name, tier in rows.values_list("key", "name", "tier"):
        found[tier].append((key, name))
    return [(TIER[each], found[each.value]) for each in wanted if found[each.value]]
