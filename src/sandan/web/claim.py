"""Claim-check in words, for the page and the command line: what the ledger says to each number, and where a text contradicts itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.bulletins.check import Answer, Checked, Reason, Report
from sandan.bulletins.contradiction import Clash, Contradiction
from sandan.bulletins.quantity import Qualifier
from sandan.intake.manuscript import Fault, ManuscriptError
from sandan.projections.figure import FIGURES
from sandan.web.label import Label

ANSWER: dict[Answer, Label] = {
    Answer.MATCHES: pgettext_lazy("claim", "Matches"),
    Answer.CONSISTENT: pgettext_lazy("claim", "Approximate, and consistent"),
    Answer.DIFFERS: pgettext_lazy("claim", "Differs"),
    Answer.NOT_HELD: pgettext_lazy("claim", "Not held here"),
    Answer.CONTRADICTS: pgettext_lazy("claim", "Contradicts itself"),
}
QUALIFIER: dict[Qualifier, Label] = {
    Qualifier.EXACT: pgettext_lazy("claim", "exactly"),
    Qualifier.OVER: pgettext_lazy("claim", "over"),
    Qualifier.ABOUT: pgettext_lazy("claim", "about"),
    Qualifier.NEARLY: pgettext_lazy("claim", "nearly"),
    Qualifier.AT_LEAST: pgettext_lazy("claim", "at least"),
    Qualifier.AT_MOST: pgettext_lazy("claim", "at most"),
    Qualifier.BELOW: pgettext_lazy("claim", "less than"),
}
REASON: dict[Reason, Label] = {
    Reason.NONE: "",
    Reason.NO_FIGURE: _("No figure here counts this."),
    Reason.WINDOW: _("It is about a stretch of time that the text does not date. Figures count up to a day."),
    Reason.MEANT: _("It says what is to come about, not what has."),
    Reason.PLACE: _("Figures are kept by town and unit, not by village."),
    Reason.OTHERS: _("It is about another place or body than those whose work is entered here."),
    Reason.LATER: _("The day is still to come."),
    Reason.NO_DATA: _("There is nothing to divide by, or too few answered: no rate."),
    Reason.FAR_OFF: _("True, but far from it: the number says much less than what is known."),
}
FAULT: dict[Fault, Label] = {
    Fault.EMPTY: _("There is no text. Paste one, or choose a file."),
    Fault.TOO_LARGE: _(
        "The file has %(size)s MB; %(limit)s MB are the most. Paste the passage that you want to check."
    ),
    Fault.TOO_LONG: _(
        "The text has %(length)s characters; %(limit)s are the most. Paste the passage that you want to check."
    ),
    Fault.UNSUPPORTED: _(
        "This is neither text, .docx, .pdf nor a web page. Save it as one of these, or paste the text."
    ),
    Fault.BROKEN: _("The file is damaged and cannot be read (%(kind)s). Save it anew, or paste the text."),
    Fault.ENCRYPTED: _("The file needs a password (%(kind)s). Save it without one, or paste the text."),
    Fault.NO_TEXT: _("The file holds pictures of %(pages)s pages and no letters. Paste the text."),
    Fault.ENCODING: _("The characters fit no known encoding. Save it in UTF-8, or paste the text."),
}


def refused(error: ManuscriptError) -> str:
    """Why a file is not read, and the way out."""
    facts: dict[str, Any] = dict(error.facts)
    if error.code is Fault.TOO_LARGE:
        facts |= {name: f"{int(facts[name]) / (1 << 20):.0f}" for name in ("size", "limit")}
    return str(FAULT[error.code]) % facts


def note(one: Checked) -> str:
    """What to know of an answer beside it."""
    said = []
    if one.answer is Answer.DIFFERS and one.by is not None:
        sentence = gettext("The text says %(by)s more.") if one.by > 0 else gettext("The text says %(by)s less.")
        said.append(sentence % {"by": plain(abs(one.by))})
    if one.part is not None:
        said.append(gettext("%(above)s of %(below)s") % {"above": one.part[0], "below": one.part[1]})
    if one.reason is not Reason.NONE:
        said.append(str(REASON[one.reason]))
    return " ".join(said)


def clash(report: Report, one: Contradiction) -> str:
    """Why numbers of a text cannot all be true."""
    words = [report.checked[each].claim.text for each in one.claims]
    facts = {
        "expected": one.expected,
        "stated": one.stated,
        "parts": "、".join(words[1:]),
        "first": words[0] if words else "",
    }
    if one.kind is Clash.SUM and one.text:
        return gettext("“%(text)s”: the sum is %(expected)s.") % {"text": one.text, **facts}
    if one.kind is Clash.SUM:
        return gettext("“%(parts)s” add up to %(expected)s; the text says %(stated)s.") % facts
    if one.kind is Clash.PERCENT:
        return gettext("%(part)s of %(whole)s is %(expected)s; the text says %(stated)s.") % {
            "part": words[1], "whole": words[0], **facts,
        }  # fmt: skip
    if one.kind is Clash.GROWTH:
        facts |= {"before": words[0], "after": words[1], "stated": one.stated}
        return gettext("With %(before)s and %(after)s, the change is %(expected)s; the text says %(stated)s.") % facts
    return gettext("The same is given as %(one)s and as %(other)s.") % {"one": words[0], "other": words[1]}


def plain(value: Decimal | None) -> str:
    """A number as it is written, without an exponent and without needless zeros behind the point."""
    if value is None:
        return ""
    whole = value.to_integral_value()
    return f"{whole:f}" if whole == value else f"{value:f}"


def figure_name(id: str) -> str:
    """The name of a figure, or "" for none."""
    return str(FIGURES[id].name) if id in FIGURES else ""


def as_json(report: Report) -> dict[str, Any]:
    """The report for machines: `claims` in their order, `contradictions` by their places in that list."""
    return {
        "claims": [
            {
                "text": one.claim.text,
                "value": number(one.claim.value),
                "qualifier": one.claim.qualifier.value,
                "measure": one.claim.measure,
                "noun": one.claim.noun,
                "place": one.claim.place,
                "as_of": _iso(one.on or one.claim.as_of),
                "status": one.answer.value,
                "figure": one.figure or None,
                "ours": None if one.ours is None else number(one.ours),
                "note": note(one),
            }
            for one in report.checked
        ],
        "contradictions": [
            {"claims": list(one.claims), "kind": one.kind.value, "note": clash(report, one)}
            for one in report.contradictions
        ],
        "counts": report.counts(),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def number(value: Decimal) -> int | float:
    """A number as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)
