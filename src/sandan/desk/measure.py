"""What an entry of the measures register means in commands: category and item by name, found in the tree or added to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.measure import Because, CountUse, Effort, IntroduceMeasure, LinkProblem
from sandan.domain.quantity import Measure as Word
from sandan.domain.quantity import Quantity
from sandan.projections.measure import Branch, branch_named, folded


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Introduce a measure. `data`: title, category, item, unit, start_on, and what else is known (for_whom, basis, papers_before …)."""
    of = identify(key)
    category = branch_named(data["category"], Branch.CATEGORY)
    category_key = category.key if category else identify(f"measure/category/{folded(data['category'])}")
    item = branch_named(data["item"], Branch.ITEM, category_key)
    item_key = item.key if item else identify(f"measure/item/{category_key}/{folded(data['item'])}")
    order = IntroduceMeasure(
        measure=of,
        title=data["title"],
        category=category.title if category else data["category"],
        item=item.title if item else data["item"],
        category_key=category_key,
        item_key=item_key,
        unit=data.get("unit") or by.unit,
        start_on=data["start_on"],
        for_whom=data.get("for_whom") or "",
        section=data.get("section") or "",
        basis=data.get("basis") or "",
        before=effort(data, "before"),
        after=effort(data, "after"),
        review_on=data.get("review_on"),
    )
    stream = f"measure/{of}"
    orders = [Order(stream, order)]
    if data.get("led_to") is not None:
        problem = data["led_to"]
        link = LinkProblem(measure=of, problem=problem.key, number=problem.number, because=Because.LED_TO)
        orders.append(Order(stream, link))
    return orders


def effort(data: Mapping[str, Any], when: str) -> Effort:
    """What it takes, before or after, from the fields of a form."""
    return Effort(data.get(f"papers_{when}"), data.get(f"steps_{when}"), data.get(f"days_{when}"))


def count_use(key: str, data: Mapping[str, Any]) -> Order:
    """Count its use. A bare number means times, and so do attendances (人次); persons are none: somebody may use it twice."""
    count = data["count"]
    times = count if count.measure is Word.TIME else Quantity(count.value, Word.TIME, count.qualifier)
    order = CountUse(
        measure=key,
        from_on=data["from_on"],
        to_on=data["to_on"],
        count=times,
        evidence=tuple(data.get("evidence") or ()),
    )
    return Order(f"measure/{key}", order)
