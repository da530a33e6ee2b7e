"""Assistance in words: what codes mean, and a computation told step by step so that whoever is concerned can follow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.domain.allowance import Area, Category, Household, IncomeKind, Line, Method, Part, Reason
from sandan.domain.application import ApplicationStatus, Cause, Change, Route
from sandan.domain.item import Anchor, AuthorityBasis, Hand, NoticeField, Stage, Way
from sandan.domain.money import half_up
from sandan.domain.payment import PaymentStatus
from sandan.web.label import Label

AREA: dict[Area, Label] = {
    Area.URBAN: pgettext_lazy("standard", "Urban"),
    Area.RURAL: pgettext_lazy("standard", "Rural"),
}
INCOME: dict[IncomeKind, Label] = {
    IncomeKind.WAGE: pgettext_lazy("income", "Wages"),
    IncomeKind.BUSINESS: pgettext_lazy("income", "Farming or business, net"),
    IncomeKind.PROPERTY: pgettext_lazy("income", "Property, net"),
    IncomeKind.PENSION: pgettext_lazy("income", "Pension or other transfer"),
    IncomeKind.SUPPORT: pgettext_lazy("income", "Support that is really paid"),
    IncomeKind.HONOUR: pgettext_lazy("income", "Honours and compensation by the state"),
    IncomeKind.OTHER: pgettext_lazy("income", "Other"),
}
CATEGORY: dict[Category, Label] = {
    Category.SEVERE_DISABILITY: pgettext_lazy("household", "Severely disabled"),
    Category.SERIOUS_ILLNESS: pgettext_lazy("household", "Seriously ill"),
    Category.ELDERLY: pgettext_lazy("household", "Elderly"),
    Category.MINOR: pgettext_lazy("household", "Under age"),
}
METHOD: dict[Method, Label] = {
    Method.DIFFERENCE: _("Each month what is missing up to the standard"),
    Method.ONCE: _("Once, so many months of the standard for each person"),
    Method.NONE: _("No amount is worked out here"),
}
STATUS: dict[ApplicationStatus, Label] = {
    ApplicationStatus.SUBMITTED: pgettext_lazy("application", "Handed in"),
    ApplicationStatus.ACCEPTED: pgettext_lazy("application", "Accepted as complete"),
    ApplicationStatus.INVESTIGATED: pgettext_lazy("application", "Visited at home"),
    ApplicationStatus.PEER_REVIEWED: pgettext_lazy("application", "Reviewed by peers"),
    ApplicationStatus.OPINION: pgettext_lazy("application", "First opinion given"),
    ApplicationStatus.GRANTED: pgettext_lazy("application", "Granted"),
    ApplicationStatus.REFUSED: pgettext_lazy("application", "Refused"),
    ApplicationStatus.STOPPED: pgettext_lazy("application", "Stopped"),
    ApplicationStatus.REVOKED: pgettext_lazy("application", "Revoked"),
    ApplicationStatus.WITHDRAWN: pgettext_lazy("application", "Withdrawn"),
}
ROUTE: dict[Route, Label] = {
    Route.RESIDENT: pgettext_lazy("route", "By the household itself"),
    Route.CLERK: pgettext_lazy("route", "At the counter"),
    Route.IMPORT: pgettext_lazy("route", "From a file"),
}
CHANGE: dict[Change, Label] = {
    Change.UNCHANGED: pgettext_lazy("allowance", "unchanged"),
    Change.INCREASED: pgettext_lazy("allowance", "increased"),
    Change.DECREASED: pgettext_lazy("allowance", "decreased"),
    Change.STOPPED: pgettext_lazy("allowance", "stopped"),
}
CAUSE: dict[Cause, Label] = {
    Cause.REPORTED: _("A reported change"),
    Cause.RECHECK: _("The regular look"),
    Cause.STANDARD: _("Another standard"),
    Cause.JOBS: _("Refused jobs (art. 45)"),
    Cause.CHECKED: _("What a check found"),
    Cause.OBJECTED: _("An objection that was right"),
}
STAGE: dict[Stage, Label] = {
    Stage.START: pgettext_lazy("stage", "Inquiry begins"),
    Stage.INVESTIGATE: pgettext_lazy("stage", "Home visit and matching of data"),
    Stage.PEER_REVIEW: pgettext_lazy("stage", "Peer review"),
    Stage.OPINION: pgettext_lazy("stage", "First opinion"),
    Stage.NOTICE: pgettext_lazy("stage", "Public notice"),
    Stage.SUBMIT: pgettext_lazy("stage", "Handed up to the county"),
    Stage.EXAMINE: pgettext_lazy("stage", "Examined by the county"),
    Stage.NOTICE_AGAIN: pgettext_lazy("stage", "Second public notice"),
    Stage.DECIDE: pgettext_lazy("stage", "Decision"),
}
HAND: dict[Hand, Label] = {
    Hand.VILLAGE: pgettext_lazy("hand", "village"),
    Hand.TOWN: pgettext_lazy("hand", "town"),
    Hand.COUNTY: pgettext_lazy("hand", "county"),
}
ANCHOR: dict[Anchor, Label] = {
    Anchor.BEFORE: _("the step before"),
    Anchor.ACCEPTED: _("acceptance"),
}
AUTHORITY: dict[AuthorityBasis, Label] = {
    AuthorityBasis.STATUTORY_COUNTY: _("The county body, by law"),
    AuthorityBasis.ENTRUSTED_TOWN: _("The town, entrusted by the county body and in its name"),
    AuthorityBasis.STATUTORY_TOWN: _("The town, by law and in its own name"),
}
NOTICE_FIELD: dict[NoticeField, Label] = {
    NoticeField.HEAD: pgettext_lazy("notice", "Name of the head of the household"),
    NoticeField.PERSONS: pgettext_lazy("notice", "Number of persons"),
    NoticeField.INCOME: pgettext_lazy("notice", "Household income"),
    NoticeField.AMOUNT: pgettext_lazy("notice", "Amount"),
    NoticeField.TOWN: pgettext_lazy("notice", "Town"),
    NoticeField.VILLAGE: pgettext_lazy("notice", "Village"),
}
WAY: dict[Way, Label] = {
    Way.REVIEW: _("Administrative reconsideration"),
    Way.COURT: _("Lawsuit"),
    Way.COMPLAINT: _("Complaint to the supervising body"),
}
PAYMENT: dict[PaymentStatus, Label] = {
    PaymentStatus.DRAWN_UP: pgettext_lazy("payment", "Drawn up"),
    PaymentStatus.APPROVED: pgettext_lazy("payment", "Signed"),
    PaymentStatus.RECONCILED: pgettext_lazy("payment", "Reconciled"),
    PaymentStatus.DISCARDED: pgettext_lazy("payment", "Put away"),
}
REASON: dict[Reason, Label] = {
    Reason.BELOW: _("The income per head is below the standard, and the property is within the rule: entitled."),
    Reason.NOT_BELOW: _("The income per head is not below the standard (equal is not below): not entitled."),
    Reason.PROPERTY: _("The property is not within the rule: not entitled."),
}
_PARTS: Mapping[Part, Label] = {
    Part.COUNTED: pgettext_lazy("computation", "counts"),
    Part.EXCLUDED: pgettext_lazy("computation", "is not counted by the rules"),
    Part.DISREGARDED: pgettext_lazy("computation", "from a new job, not counted yet"),
    Part.IMPUTED: pgettext_lazy("computation", "support taken as given"),
    Part.AGREED: pgettext_lazy("computation", "support as a court or an agreement says"),
    Part.INCOME: pgettext_lazy("computation", "What counts in all"),
    Part.MEMBERS: pgettext_lazy("computation", "Persons in the household"),
    Part.PER_HEAD: pgettext_lazy("computation", "Income per head"),
    Part.STANDARD: pgettext_lazy("computation", "The standard for a person"),
    Part.DUE: pgettext_lazy("computation", "The standard for everybody in the household"),
    Part.BASE: pgettext_lazy("computation", "What is missing up to it"),
    Part.TOP_UP: pgettext_lazy("computation", "more, for"),
    Part.CUT: pgettext_lazy("computation", "own share cut for refused jobs"),
    Part.AMOUNT: pgettext_lazy("computation", "To be paid, rounded once"),
}
_PERSONAL = frozenset({Part.COUNTED, Part.EXCLUDED, Part.DISREGARDED, Part.CUT, Part.TOP_UP})
_SUMS = frozenset({Part.INCOME, Part.PER_HEAD, Part.STANDARD, Part.BASE, Part.AMOUNT})


@dataclass(frozen=True, slots=True)
class Told:
    """One step of a computation as a page shows it. `sum`: it is a result of those above."""

    words: str
    value: str
    sum: bool = False


def computation(lines: Iterable[Line], household: Household | None) -> list[Told]:
    """Every step in words. Values that are no whole cents are marked: nothing is rounded before the last line."""
    names = {each.id: each.name for each in household.members} if household is not None else {}
    return [Told(_words(each, names), _value(each), each.part in _SUMS) for each in lines]


def _words(line: Line, names: Mapping[str, str]) -> str:
    part = str(_PARTS[line.part])
    if line.part in _PERSONAL:
        who = names.get(line.who, line.who)
        if line.part is Part.TOP_UP:
            return gettext("%(who)s: %(what)s %(of)s") % {"who": who, "what": part, "of": CATEGORY[Category(line.of)]}
        if line.of:
            return gettext("%(who)s, %(of)s: %(what)s") % {"who": who, "of": INCOME[IncomeKind(line.of)], "what": part}
        return gettext("%(who)s: %(what)s") % {"who": who, "what": part}
    if line.part in (Part.IMPUTED, Part.AGREED):
        return gettext("%(who)s: %(what)s") % {"who": line.who, "what": part}
    return part


def _value(line: Line) -> str:
    if line.part is Part.MEMBERS:
        return str(line.value)
    return yuan(line.value)


def yuan(value: Fraction) -> str:
    """An amount to the cent; with ≈ where it is not whole cents and goes on exactly."""
    shown = half_up(value, 2)
    return f"{shown:,}" if Fraction(shown) == value else f"≈ {shown:,}"
