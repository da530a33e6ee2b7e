"""Figures of how assistance is watched (监督): what is told of it, entrusted, committed to, and checked again by lot.

All but the delegations are about people who are poor, so they are sealed: counted by whole months alone, no cell below `LEAST` is told, and
no list of records stands behind them for anyone but those who handle the cases (社会救助暂行办法 art. 61). What was drawn by lot and what
was looked at without one are two figures: only the lot says something of the rest.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sandan.domain.spot_check import Checked
from sandan.projections.commitment import Commitment
from sandan.projections.count import FIGURES, SUMS, Figure, Text
from sandan.projections.delegation import Delegation
from sandan.projections.predicate import Predicate, always, by, every, not_by
from sandan.projections.publicity import Publicity
from sandan.projections.spot_check import SpotCheckItem
from sandan.projections.version import Version


def _count(
    id: str,
    table: type[Version],
    name: Text,
    definition: Text,
    predicate: Predicate,
    beside: str = "",
    *,
    sealed: bool = True,
) -> None:
    exclusions = tuple(beside.split())
    FIGURES[id] = Figure(id, 1, "items", name, definition, table, predicate, exclusions=exclusions, sealed=sealed)


def _rate(
    id: str, name: Text, definition: Text, numerator: str, denominator: str, beside: str = "", *, by_lot: bool = False
) -> None:
    FIGURES[id] = Figure(
        id, 1, "percent", name, definition, FIGURES[denominator].table, None, numerator, denominator, tuple(beside.split()),
        sealed=True, by_lot=by_lot,
    )  # fmt: skip


def _objected(_on: object, _position: int | None) -> Q:
    return Q(objections__gt=0)


def _suspended(_on: object, _position: int | None) -> Q:
    return Q(suspensions__gt=0)


_OFFERED = by("entered_on")
_LOT = every(by("drawn_on"), always(certain=False))
_SURE = every(by("drawn_on"), always(certain=True))


def _verdict(verdict: Checked) -> Predicate:
    return every(by("found_on"), always(verdict=verdict.value))


def _told(_on: object, _position: int | None) -> Q:
    return Q(verdict__in=[Checked.HOLDS.value, Checked.OVERTURNED.value])


# fmt: off
_count("notices.posted", Publicity, _("Public notices put up"),
       _("Notices of what is proposed for an application, whatever became of them."), by("entered_on"), "notices.taken_down")
_count("notices.objected", Publicity, _("Public notices objected to"), _("Notices against which somebody said something."),
       every(by("entered_on"), _objected), "notices.upheld")
_count("notices.upheld", Publicity, _("Objections to public notices found right"),
       _("Notices that carry no decision, because an objection was found right."), by("upheld_on"))
_count("notices.taken_down", Publicity, _("Public notices taken down"), _("Notices taken down before their last day."),
       by("taken_down_on"))
_count("delegations.given", Delegation, _("Delegations to towns"), _("Instruments that entrusted a town with decisions on assistance."),
       by("entered_on"), "delegations.suspended", sealed=False)
_count("delegations.suspended", Delegation, _("Delegations that were suspended"),
       _("Instruments of which the bureau suspended the entrustment, once or more."), every(by("entered_on"), _suspended), sealed=False)
_count("commitments.offered", Commitment, _("Commitments offered"),
       _("Texts shown to applicants, who may commit to something instead of bringing a paper."), _OFFERED)
_count("commitments.declined", Commitment, _("Commitments declined"), _("Applicants would rather bring the papers. Nothing else follows."),
       by("declined_on"))
_count("commitments.signed", Commitment, _("Commitments signed"), _("Commitments that applicants chose and signed."), by("signed_on"),
       "commitments.declined")
_count("commitments.rested_on", Commitment, _("Decisions that rest on a commitment"), _("Commitments to applications that were granted."),
       by("decided_on"))
_count("commitments.checked", Commitment, _("Commitments checked"),
       _("Commitments that were checked after the decision, by class, by lot or for a reason."), every(by("decided_on"), by("checked_on")))
_count("commitments.confirmed", Commitment, _("Commitments confirmed"), _("Checked and found as committed, or put right in time."),
       every(by("checked_on"), by("confirmed_on")))
_count("commitments.inconsistent", Commitment, _("Commitments found otherwise"),
       _("Checked and found otherwise at first, whatever became of them after the applicant was heard."),
       every(by("checked_on"), by("inconsistent_on")))
_count("commitments.false", Commitment, _("False commitments"), _("Judged false after a hearing, by a second person."),
       every(by("decided_on"), by("checked_on"), by("false_on")), "commitments.repaired")
_count("commitments.repaired", Commitment, _("False commitments repaired"), _("They count against their signers no longer."),
       by("repaired_on"))
_count("spot_checks.drawn", SpotCheckItem, _("Cases drawn by lot"),
       _("Decisions and commitments that a public lot drew for a spot check by the county."), _LOT,
       "spot_checks.certain spot_checks.waiting spot_checks.cannot_tell")
_count("spot_checks.certain", SpotCheckItem, _("Cases looked at without a lot"),
       _("Those of the register of relatives, and commitments of the class that is always checked."), _SURE,
       "spot_checks.certain_overturned")
_count("spot_checks.waiting", SpotCheckItem, _("Cases drawn and not looked at yet"), _("Drawn by lot, without a finding."),
       every(_LOT, not_by("found_on")))
_count("spot_checks.cannot_tell", SpotCheckItem, _("Cases of which it cannot be told"),
       _("Drawn by lot and looked at; it cannot be told whether it holds."), every(_LOT, _verdict(Checked.CANNOT_TELL)))
_count("spot_checks.told", SpotCheckItem, _("Cases judged by a spot check"), _("Drawn by lot; they hold or were overturned."),
       every(_LOT, by("found_on"), _told))
_count("spot_checks.overturned", SpotCheckItem, _("Cases overturned"), _("Drawn by lot and found wrong."),
       every(_LOT, _verdict(Checked.OVERTURNED)))
_count("spot_checks.certain_overturned", SpotCheckItem, _("Cases overturned that were looked at without a lot"),
       _("They say nothing of the rest."), every(_SURE, _verdict(Checked.OVERTURNED)))
_count("spot_checks.unanswered", SpotCheckItem, _("Overturned cases that wait for the town's answer"),
       _("Sent back, and the unit that decided has not said yet what it did."),
       every(_verdict(Checked.OVERTURNED), not_by("answered_on")))
_rate("rate.commitments_chosen", _("Applicants who chose to commit"), _("Commitments signed, of those offered."),
      "commitments.signed", "commitments.offered", "commitments.declined")
_rate("rate.commitments_false", _("False commitments of those checked"), _("Judged false, of those checked after the decision."),
      "commitments.false", "commitments.checked", "commitments.inconsistent")
_rate("rate.spot_checks_overturned", _("Error rate found by spot checks"),
      _("Overturned, of what was drawn by lot and could be judged, with its 95 % interval (Wilson)."),
      "spot_checks.overturned", "spot_checks.told", "spot_checks.cannot_tell spot_checks.waiting", by_lot=True)
# fmt: on

SUMS.append(("spot_checks.drawn", ("spot_checks.told", "spot_checks.cannot_tell", "spot_checks.waiting")))
