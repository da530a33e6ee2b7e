"""What the registers of a campaign add to the tales: a module for each noun, with its ORDERS and what they come to, EXPECTED.

A new register adds a module and nothing else.
"""

from __future__ import annotations

import pkgutil
from collections import Counter
from importlib import import_module
from types import ModuleType

from sandan.domain.authority import Actor
from sandan.domain.wire import Command

Given = tuple[str, Command, Actor]
"""Stream, command, by whom."""

MODULES: tuple[ModuleType, ...] = tuple(
    import_module(f"{__name__}.{each.name}")
    for each in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name)
)
ORDERS: tuple[Given, ...] = tuple(order for each in MODULES for order in each.ORDERS)
LATER: tuple[Given, ...] = tuple(order for each in MODULES for order in getattr(each, "LATER", ()))
"""What comes weeks after all of them."""
EXPECTED: Counter[str] = Counter()
"""What the orders add to figures, counted by hand."""
for _module in MODULES:
    for _id, _count in _module.EXPECTED.items():
        EXPECTED[_id] += _count
RATES: dict[str, str] = {id: rate for each in MODULES for id, rate in getattr(each, "RATES", {}).items()}
"""Their rates."""
