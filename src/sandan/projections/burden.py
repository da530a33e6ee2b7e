"""Figures of the burden (负担): how many entries units were asked for (law 11). One demand counts once, whatever it takes to answer it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sandan.projections.count import FIGURES, Figure
from sandan.projections.demand import Demand, DemandKind
from sandan.projections.predicate import Predicate, always, by, every

_ASKED = by("asked_on")


def _count(id: str, name: Promise, definition: Promise, predicate: Predicate) -> None:
    FIGURES[id] = Figure(id, 1, "surveys", name, definition, Demand, predicate)


_count(
    "demands.made",
    _("Entries asked of units"),
    _(
        "What units were asked to enter or answer: orders, shares, work to be done again, chase orders, plans."
        " What a unit enters of its own accord is not in it."
    ),
    _ASKED,
)
for _kind, _name, _definition in (
    (DemandKind.ORDER, _("Orders to units"), _("Problems that a unit was sent, each time that it was.")),
    (
        DemandKind.SHARE,
        _("Shares asked of cooperating units"),
        _("Problems of which a cooperating unit was asked to do a part."),
    ),
    (DemandKind.REDO, _("Work asked for again"), _("Claims that were found wanting and went back to the unit.")),
    (DemandKind.CHASE, _("Chase orders to units"), _("Chase orders that a unit was to answer.")),
    (DemandKind.PLAN, _("Plans asked for"), _("Plans that a unit was to write.")),
):
    _count(f"demands.{_kind.value}", _name, _definition, every(_ASKED, always(kind=_kind.value)))
