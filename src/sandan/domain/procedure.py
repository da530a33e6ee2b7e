"""Procedure (办理程序): under which dated rules a problem is handled, and the terms that these gave it.

The rules themselves are data (`rule`). What they say for one problem is worked out once, when it is dispatched, and stays in its stream:
whoever judges it later compares days with days, and a case of 2019 is never judged by a rule of 2022 (law 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sandan.domain.authority import Role

LAST_ASK = 3
"""Which request to return a problem is decided by a leader, bindingly, where no rules govern it (design section 5; domain H6)."""


class Procedure(StrEnum):
    """What kind of matter a problem is to the law. Each has rules of its own, and these have dates."""

    PETITION = "petition"
    """信访事项: 信访条例 (2005-05-01 to 2022-04-30), 信访工作条例 (from 2022-05-01)."""
    HOTLINE = "hotline"
    """政务服务便民热线: local regulations, e.g. 潍坊市12345政务服务便民热线条例."""
    CAMPAIGN = "campaign"
    """专项整治、主题教育: what the office itself set down."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The days that the rules in force gave one problem at its dispatch. None: the rules say nothing about it.

    Every day is the last on which something may still be done (届满 includes the day, 民法典 art. 1259).
    """

    procedure: Procedure
    rulebook: str
    """Which dated rules these are, by id, for the page that shows them."""
    basis: str = ""
    """The articles, as they are cited."""
    return_by: date | None = None
    """Until when the unit may say "not ours"."""
    limit_on: date | None = None
    """The latest deadline that may be set at dispatch."""
    longest_on: date | None = None
    """The latest deadline that extensions may lead to."""
    warn_on: date | None = None
    """From this day the deadline counts as near."""
    standard_first: bool = False
    """Whether a task's acceptance standard must be agreed before work on it is reported."""
    approvers: tuple[Role, ...] = ()
    """Who must agree to an extension, one after the other; empty where nothing says, and then the office decides."""
    adjudicate_at: int = LAST_ASK
    """Which request to return it is decided by a leader, bindingly."""

    @property
    def outside(self) -> tuple[Role, ...]:
        """Who outside the unit must agree to an extension, in order. The head's part is the asking (信访工作条例 art. 34).

        Empty where the head alone decides, which only a limit to all extensions together allows.
        """
        named = tuple(each for each in self.approvers if each is not Role.UNIT_HEAD)
        alone = bool(self.approvers) and self.longest_on is not None
        return named if named or alone else OFFICE


OFFICE = (Role.DISPATCHER,)
"""Who agrees to an extension where no rules say."""
