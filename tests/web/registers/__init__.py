"""The registers as filled-in forms: a module for each noun, by which every register is tried by those to whom it does not belong.

A new register adds a module with ENTRY (who makes an entry, and its form) and STORIES (steps that follow on a fresh entry; between them
they take every step that the register has); `prepare`, if any, makes what entries need first.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from tests.web.cast import County

Given = Callable[[County], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled in, and who sends it rightly."""

    who: str
    given: Given


@dataclass(frozen=True, slots=True)
class Taken:
    """A step on a record: its name, who takes it rightly, and what they fill in."""

    act: str
    who: str
    given: Given = lambda _county: {}
    before: Callable[[County], None] = lambda _county: None
    """What must have happened first, such as that days have passed."""
    first: Filled | None = None
    """Of a story's first step: the entry that it follows on, where it is not ENTRY."""


MODULES: dict[str, ModuleType] = {
    each.name: import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)
}
"""By noun."""
