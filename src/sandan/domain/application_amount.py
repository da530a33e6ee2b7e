"""How much an application (申请) comes to: what the engine proposes by what was found, and when it is looked at again."""

from __future__ import annotations

from datetime import date

from sandan.domain.allowance import Assessment, Household, Method, Standard, assess, sound
from sandan.domain.application_state import Application
from sandan.domain.calendar import months_later
from sandan.domain.item import Item
from sandan.domain.values import require


def sound_or_none(household: Household | None, item: Item) -> Household | None:
    """A household that was found, if it can be one; None where it was found as declared. Refuses what is none."""
    return sound(household, item.rules.window_months) if household is not None else None


def propose(
    household: Household, standard: Standard | None, item: Item, one: Application, months: int = 1
) -> Assessment | None:
    """What the engine proposes; None for an item whose amount is worked out elsewhere. Refuses where no standard holds."""
    if item.rules.method is Method.NONE:
        return None
    require(standard is not None, "standard_missing", area=one.area)
    assert standard is not None
    cut = frozenset(member for member, times in one.refusals if times >= item.rules.refusal_times)
    return assess(household, standard, item.rules, cut, months)


def next_look(household: Household, item: Item, on: date) -> date | None:
    """The day of the next look: sooner where somebody can work and earns (public rules: yearly if stable, else half-yearly)."""
    varies = any(each.able and each.incomes for each in household.members)
    months = item.recheck_varying_months if varies else item.recheck_months
    return months_later(on, months) if months else None
