"""Figures of medical settlement (费用): who was treated first, what each payer and the patient bore, what is owed, what was advanced.

All but the advances are about people who are ill, so they are sealed: counted by whole months alone, no cell below `LEAST` is told, and no
list of records stands behind them for anyone but those who settle (PIPL art. 28; 社会救助暂行办法 art. 61). The two rates of what payers
paid are two figures with two denominators.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sandan.domain.payer import PayerKind
from sandan.projections.admission import Admission
from sandan.projections.advance import Advance
from sandan.projections.arrears import Arrears
from sandan.projections.count import FIGURES, SUMS, Figure, Text
from sandan.projections.predicate import Predicate, always, by, every, not_by
from sandan.projections.settlement import Settlement
from sandan.projections.version import Version

_KEPT = not_by("withdrawn_on")
_ADMITTED = every(by("entered_on"), _KEPT)
_SIGNED = every(by("entered_on"), _KEPT)
_OWED = every(by("entered_on"), _KEPT)


def _positive(column: str) -> Predicate:
    return lambda _on, _position: Q(**{f"{column}__gt": 0})


def _count(
    id: str, table: type[Version], unit: str, name: Text, definition: Text, predicate: Predicate, beside: str = ""
) -> None:
    exclusions = tuple(beside.split())
    FIGURES[id] = Figure(id, 1, unit, name, definition, table, predicate, exclusions=exclusions, sealed=True)


def _sum(
    id: str,
    table: type[Version],
    name: Text,
    definition: Text,
    column: str,
    predicate: Predicate,
    *,
    sealed: bool = True,
) -> None:
    FIGURES[id] = Figure(id, 1, "yuan", name, definition, table, predicate, column=column, sealed=sealed)


# fmt: off
_count("admissions.admitted", Admission, "visits", _("Admissions"),
       _("Admissions entered for settlement. Those entered by mistake do not count."), _ADMITTED)
_count("admissions.without_deposit", Admission, "visits", _("Treated first, paid later"),
       _("Admissions on a signed agreement, without any deposit."), every(_ADMITTED, always(guaranteed=True)), "admissions.emergency")
_count("admissions.outside", Admission, "visits", _("Treated first, paid later, outside the county"),
       _("Those of them to hospitals outside the county."), every(_ADMITTED, always(guaranteed=True, inside=False)))
_count("admissions.emergency", Admission, "visits", _("Emergency admissions"),
       _("Admissions without a deposit of people who could not be identified or could not pay."), every(_ADMITTED, always(emergency=True)))
_count("settlements.signed", Settlement, "bills", _("Bills settled"),
       _("Bills settled among all payers at once, and signed. Those reversed do not count."), _SIGNED, "settlements.reversed")
_count("settlements.reversed", Settlement, "bills", _("Settlements reversed"), _("Settlements signed and taken back."),
       by("withdrawn_on"))
_sum("settlements.total", Settlement, _("Costs of bills settled"), _("What the bills settled come to."), "total", _SIGNED)
_sum("settlements.eligible", Settlement, _("Eligible costs of bills settled"),
     _("What is left of the bills without what lies outside the catalogue and what the patient bears first."), "eligible", _SIGNED)
_sum("settlements.funds", Settlement, _("Paid by all payers"), _("What all payers together pay of the bills settled."), "funds", _SIGNED)
for _kind, _name, _definition in (
    ("basic", _("Paid by basic insurance"), _("What basic insurance pays of the bills settled.")),
    ("critical", _("Paid by critical-illness insurance"), _("What critical-illness insurance pays of the bills settled.")),
    ("supplementary", _("Paid by supplementary insurance"), _("What supplementary insurance pays of the bills settled.")),
    ("assistance", _("Paid by medical assistance"), _("What medical assistance pays of the bills settled, after all insurances.")),
    ("top_up", _("Paid as top-up"), _("What a top-up pays of the bills settled.")),
):
    _sum(f"settlements.{_kind}", Settlement, _name, _definition, _kind, every(_SIGNED, _positive(_kind)))
_sum("settlements.patient", Settlement, _("Borne by patients"), _("What is left of the bills settled for patients to pay."), "patient",
     _SIGNED)
_count("arrears.open", Arrears, "bills", _("Bills with something owed"),
       _("Bills of which the patient still owes the hospital something."), every(_OWED, _positive("left")), "arrears.defaulted")
_sum("arrears.owed", Arrears, _("Owed by patients to hospitals"),
     _("What patients still owe hospitals of bills settled. It is the hospitals' claim, never a fund's."), "left",
     every(_OWED, _positive("left")))
_count("arrears.defaulted", Arrears, "bills", _("Bills left unpaid on purpose"),
       _("Bills listed as left unpaid on purpose, after the patient was told."), every(_OWED, by("defaulted_on")))
_sum("advances.granted", Advance, _("Advanced to hospitals by funds"), _("What funds paid hospitals ahead."), "amount",
     every(by("granted_on"), _KEPT), sealed=False)
_sum("advances.left", Advance, _("Advances not worked off yet"),
     _("What of it is neither set off against settled shares nor given back."), "left", every(by("granted_on"), _KEPT), sealed=False)


def _rate(id: str, name: Text, definition: Text, numerator: str, denominator: str) -> None:
    FIGURES[id] = Figure(id, 1, "percent", name, definition, FIGURES[denominator].table, None, numerator, denominator, sealed=True)


_rate("rate.policy_scope", _("Paid of the eligible costs"),
      _("What all payers pay, of the eligible costs. It is higher than what is paid of the whole bill, and is not it."),
      "settlements.funds", "settlements.eligible")
_rate("rate.actual", _("Paid of the whole bill"), _("What all payers pay, of what the bills come to."),
      "settlements.funds", "settlements.total")
# fmt: on

SUMS += [
    ("settlements.funds", tuple(f"settlements.{each.value}" for each in PayerKind)),
    ("settlements.total", ("settlements.funds", "settlements.patient")),
]
