"""The levels that a questionnaire offers: those of the satisfaction formula in force on the day it is filled in."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sandan.projections.formula import rule_on
from sandan.web.label import LEVEL, Label


def scale() -> list[tuple[str, Label]]:
    """Choices of the levels, the best first."""
    return [(each.value, LEVEL[each]) for each in rule_on(timezone.localdate()).formula.scale]


def scale_or_nothing() -> list[tuple[str, Label]]:
    """The same, with a first choice of nothing."""
    return [("", _("Choose")), *scale()]
