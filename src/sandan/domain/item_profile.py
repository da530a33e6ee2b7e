"""Item profile (预置事项): the service items that stand ready, read from `item_profile.toml` beside this file.

One of them holds wherever the office has adopted none of its own; the others are drafts. A value that is a table in the file is the
dataclass of that part, so what a profile cannot say, an office cannot adopt either.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from sandan.domain.item import Item
from sandan.domain.rulebook import Origin
from sandan.domain.wire import codec


@cache
def profiles() -> Mapping[str, Item]:
    """Every profile by its name, in the order of the file."""
    text = resources.files("sandan.domain").joinpath("item_profile.toml").read_text("utf-8")
    told: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {name: _read(name, told) for name in told}


@cache
def held() -> tuple[Item, ...]:
    """The profiles that are in force while the office has adopted no version of their item."""
    text = resources.files("sandan.domain").joinpath("item_profile.toml").read_text("utf-8")
    return tuple(profiles()[name] for name, row in tomllib.loads(text).items() if row.get("holds"))


def profile(code: str, on: date) -> Item | None:
    """The profile of an item that holds on a day; None where there is none."""
    return next((each for each in held() if each.code == code and each.holds(on)), None)


def _read(name: str, told: Mapping[str, dict[str, Any]]) -> Item:
    row = {each: value for each, value in told[name].items() if each not in ("like", "holds")}
    like = told[name].get("like")
    base = {each: value for each, value in told[like].items() if each != "holds"} if like else {}
    filled = {**base, **row}
    filled["version"] = name
    filled["from_on"] = filled["from_on"].isoformat()
    item: Item = codec(Item)[1](filled)
    return replace(item, origin=Origin.DEFAULT)
