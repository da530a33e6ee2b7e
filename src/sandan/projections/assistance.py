"""Figures of assistance (社会救助): what was applied for, decided where, in how many days, and paid.

They are about people who are poor, so they are sealed: counted by whole months alone, no cell below `LEAST` is told, and no list of
records stands behind them for anyone but those who handle the cases (社会救助暂行办法 art. 61). Near poverty is counted apart.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sandan.projections.application import Application
from sandan.projections.count import FIGURES, SUMS, Figure, Text
from sandan.projections.pace import days
from sandan.projections.payment import PAID, PaymentLine
from sandan.projections.predicate import Predicate, always, by, every, not_by
from sandan.projections.version import Version


def _count(
    id: str,
    name: Text,
    definition: Text,
    predicate: Predicate,
    beside: str = "",
    *,
    table: type[Version] = Application,
    unit: str = "items",
    column: str = "",
) -> None:
    FIGURES[id] = Figure(
        id, 1, unit, name, definition, table, predicate, exclusions=tuple(beside.split()), column=column, sealed=True
    )


def _rate(id: str, name: Text, definition: Text, numerator: str, denominator: str, beside: str = "") -> None:
    FIGURES[id] = Figure(
        id, 1, "percent", name, definition, Application, None, numerator, denominator, tuple(beside.split()), sealed=True
    )  # fmt: skip


_APPLIED = by("applied_on")
_DECIDED = every(_APPLIED, by("decided_on"))
_GRANTED = every(_DECIDED, always(granted=True))
_PAID = every(always(state=PAID), by("paid_on"))

# fmt: off
_count("applications.submitted", _("Applications for assistance"), _("Households that applied, whatever became of it."), _APPLIED,
       "applications.incomplete applications.withdrawn")
_count("applications.incomplete", _("Applications that wait to be accepted"),
       _("Handed in, and not accepted as complete yet."),
       every(_APPLIED, not_by("accepted_on"), not_by("decided_on"), not_by("ended_on")))
_count("applications.withdrawn", _("Applications withdrawn"), _("Given up, or entered by mistake, before a decision."),
       every(_APPLIED, not_by("decided_on"), by("ended_on")))
_count("applications.decided", _("Applications decided"), _("Granted or refused, in writing."), _DECIDED, "applications.late")
_count("applications.granted", _("Applications granted"), _("Granted, whatever came of it later."), _GRANTED,
       "allowances.stopped allowances.revoked")
_count("applications.refused", _("Applications refused"), _("Refused in writing, with reasons and the ways to contest it."),
       every(_DECIDED, always(granted=False)), "applications.near")
_count("applications.near", _("Refused, near poverty"), _("Refused, and near poverty by the rules of the item."),
       every(_DECIDED, always(granted=False, near=True)))
_count("applications.decided_in_town", _("Decided in the town"),
       _("Decided by the town, in its own name or, entrusted, in the county body's."), every(_DECIDED, always(by_town=True)))
_count("applications.decided_in_county", _("Decided by the county body"), _("Decided by the county body itself."),
       every(_DECIDED, always(by_town=False)))
_count("applications.late", _("Decided late"), _("Decided after the last day that the item's version gave at acceptance."),
       every(_DECIDED, always(late=True)))
_count("applications.in_time", _("Decided in time"), _("Decided by the last day that the item's version gave at acceptance."),
       every(_DECIDED, always(late=False)))
_count("applications.days", _("Days from acceptance to decision"),
       _("Calendar days, added up over all that was decided: over their number they give the mean."), _DECIDED,
       "applications.decided", unit="days", column="days")
_count("applications.committed", _("Applications with a commitment"), _("Applications in which a commitment stands for a paper."),
       every(_APPLIED, always(commitments__gt=0)))
_count("applications.related", _("Applications with officials among the relatives"),
       _("Registered apart, as handlers or village officials are among the household's relatives. All of them are checked."),
       every(_APPLIED, always(related=True)))
_count("allowances.stopped", _("Allowances stopped"), _("Granted, and stopped since with a written reason."),
       every(_GRANTED, by("stopped_on")))
_count("allowances.revoked", _("Grants revoked"), _("Granted on a false statement, and taken back."), every(_GRANTED, by("revoked_on")))
_count("allowances.paid_lines", _("Payments made"), _("Lines of payment lists that the bank paid."), _PAID, table=PaymentLine)
_count("allowances.paid", _("Paid in all"), _("What the bank paid by the lists that were reconciled."), _PAID,
       table=PaymentLine, unit="yuan", column="fen")
_rate("rate.applications_granted", _("Granted, of those decided"), _("Applications granted, of all that were decided."),
      "applications.granted", "applications.decided", "applications.withdrawn")
_rate("rate.decided_in_town", _("Decided in the town, of those decided"), _("Applications that were decided in the town, of all decided."),
      "applications.decided_in_town", "applications.decided")
_rate("rate.decided_in_time", _("Decided in time, of those decided"),
      _("Applications decided by the last day that their version gave, of all decided."),
      "applications.in_time", "applications.decided", "applications.late")
# fmt: on

SUMS += [
    ("applications.decided", ("applications.granted", "applications.refused")),
    ("applications.decided", ("applications.decided_in_town", "applications.decided_in_county")),
    ("applications.decided", ("applications.in_time", "applications.late")),
]

for _id, _names, _definition, _span in (
    (
        "applications.days_accepted",
        (_("Days to acceptance, median"), _("Days to acceptance, nine in ten")),
        _("Calendar days from the application to its acceptance as complete."),
        ("applied_on", "accepted_on"),
    ),
    (
        "applications.days_visited",
        (_("Days to the home visit, median"), _("Days to the home visit, nine in ten")),
        _("Calendar days from acceptance to the home visit."),
        ("accepted_on", "visited_on"),
    ),
    (
        "applications.days_reviewed",
        (_("Days to the peer review, median"), _("Days to the peer review, nine in ten")),
        _("Calendar days from acceptance to the peer review."),
        ("accepted_on", "reviewed_on"),
    ),
    (
        "applications.days_opinion",
        (_("Days to the opinion, median"), _("Days to the opinion, nine in ten")),
        _("Calendar days from acceptance to the opinion of whoever worked on it."),
        ("accepted_on", "opinion_on"),
    ),
    (
        "applications.days_decided",
        (_("Days to the decision, median"), _("Days to the decision, nine in ten")),
        _("Calendar days from acceptance to the decision, notices included."),
        ("accepted_on", "decided_on"),
    ),
):
    days(
        _id,
        _names,
        _definition,
        _span,
        every(_APPLIED, *(by(each) for each in _span if each != "applied_on")),
        table=Application,
        beside=("applications.incomplete",),
        sealed=True,
    )
