"""An application's story in sentences, for those who handle it and, with less in it, for the household itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from sandan.domain.application import (
    AllowanceAdjusted,
    ApplicationDecided,
    Change,
    JobOffered,
    ObjectionAnswered,
    PeersReviewed,
)
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.web.story import Line, Told, names_for, tell

LINES: dict[str, Line] = {
    "application.submitted/1": Line(_("Applied: %(route)s"), "note"),
    "application.papers_added/1": Line(_("Papers came")),
    "application.accepted/1": Line(_("Accepted as complete; the limits run")),
    "application.relatives_named/1": Line(_("Officials among the relatives: %(related)s"), "note"),
    "application.visited/1": Line(_("Visited at home on %(visited_on)s: %(visitors)s %(others)s"), "findings"),
    "application.matched/1": Line(_("Data matched on %(matched_on)s: %(sources)s"), "findings"),
    "application.reviewed/1": Line(
        _("Peer review on %(held_on)s: %(invited)s invited, %(present)s there, %(consenting)s agreed"), "note"
    ),
    "application.opinion_given/1": Line(_("First opinion given"), "reasons"),
    "application.decided/1": Line(_("Granted in the name of %(in_name_of)s"), "reasons", "good"),
    "application.account_given/1": Line(_("The bank account was entered")),
    "application.change_reported/1": Line(_("A change since %(changed_on)s was reported"), "what"),
    "application.adjusted/1": Line(_("Looked at again: %(change)s. %(cause)s"), "reasons"),
    "application.job_offered/1": Line(_("A job was offered and taken up"), "note"),
    "application.revoked/1": Line(_("Revoked in the name of %(in_name_of)s"), "reasons", "grave"),
    "application.repaid/1": Line(_("A repayment came in on %(received_on)s")),
    "application.withdrawn/1": Line(_("Given up, or entered by mistake"), "reason", "grave"),
    "application.paper_attached/1": Line(_("%(count)s files came with: %(title)s")),
    "application.paper_returned/1": Line(_("Sent back, missing again: %(title)s"), "reason", "grave"),
    "application.objected/1": Line(_("The household does not agree with the decision"), "words", "grave"),
    "application.answered/1": Line(_("The objection was answered: the decision stands"), "words"),
    "application.erased/1": Line(_("What is sealed was erased"), "basis", "grave"),
}
_REFUSED = Line(_("Refused in the name of %(in_name_of)s"), "reasons", "grave")
_STOPPED = Line(_("Stopped from %(from_month)s on. %(cause)s"), "reasons", "grave")
_JOB_REFUSED = Line(_("A job was refused, no. %(times)s in a row"), "note", "grave")
_UPHELD = Line(_("The objection was right"), "words", "good")
_NOT_CARRIED = Line(
    _("Peer review on %(held_on)s: %(invited)s invited, %(present)s there, only %(consenting)s agreed"), "note", "grave"
)


def line_of(event: Event) -> Line:
    """The sentence for an event, by what it says."""
    match event:
        case ApplicationDecided(granted=False):
            return _REFUSED
        case AllowanceAdjusted(change=Change.STOPPED):
            return _STOPPED
        case JobOffered(refused=True):
            return _JOB_REFUSED
        case ObjectionAnswered(upheld=True):
            return _UPHELD
        case PeersReviewed(carried=False):
            return _NOT_CARRIED
    return LINES[event.kind]


def story(of: Iterable[tuple[Entry, Event]], *, hidden: frozenset[str] = frozenset()) -> list[Told]:
    """What happened, in the order in which it did. `hidden` kinds are told without what was written in them."""
    found = list(of)
    names = names_for([entry for entry, _event in found])
    told: list[Told] = []
    for entry, event in found:
        told += tell([(entry, event)], names, lambda _evidence: "", hidden, {event.kind: line_of(event)})
    return told
