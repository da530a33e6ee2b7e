"""Where something happened, as forms ask for it: one choice of a town, or of a village in it."""

from __future__ import annotations

from collections.abc import Sequence

from sandan.domain.values import Tier
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.label import Label

Choice = tuple[str, Label]


def place_choices(empty: Label) -> list[Choice | tuple[str, Sequence[Choice]]]:
    """Form choices: nothing under the label `empty`, then each town with its villages below it."""
    rows = (
        now(Unit).filter(tier__in=(Tier.TOWN.value, Tier.BRANCH.value), abolished_on__isnull=True).order_by("position")
    )
    towns: dict[str, tuple[str, list[Choice]]] = {}
    villages: list[tuple[str, Choice]] = []
    for key, name, tier, parent in rows.values_list("key", "name", "tier", "parent"):
        if tier == Tier.TOWN.value:
            towns[key] = (name, [(key, name)])
        else:
            villages.append((parent, (key, name)))
    for parent, choice in villages:
        if parent in towns:
            towns[parent][1].append(choice)
    return [("", empty), *((name, listed) for name, listed in towns.values())]


def placed(key: str) -> tuple[str, str]:
    """Town and village of a chosen place; the village is "" where the town itself was chosen, both are where nothing was."""
    found = now(Unit).filter(key=key).values_list("tier", "parent").first() if key else None
    if found is None:
        return "", ""
    tier, parent = found
    return (parent, key) if tier == Tier.BRANCH.value else (key, "")
