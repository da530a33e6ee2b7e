"""The words of messages, in the recipient's language: a number, what happened, by when, where to look. Nothing of what anybody said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, ngettext, override

from sandan.domain.notice import Kind
from sandan.outbox.models import Channel, Means, Message, Notice
from sandan.projections import unit

SENTENCES: dict[Kind, str] = {
    Kind.DISPATCHED: gettext_noop("%(number)s was dispatched to %(unit)s, due %(due)s."),
    Kind.DUE_SOON: gettext_noop("%(number)s is due on %(due)s; it lies with %(unit)s."),
    Kind.OVERDUE: gettext_noop("%(number)s is overdue since %(due)s; it lies with %(unit)s."),
    Kind.SENT_BACK: gettext_noop("%(number)s was sent back to %(unit)s; the work goes on."),
    Kind.RETURN_REFUSED: gettext_noop("%(number)s stays with %(unit)s: its return was refused."),
    Kind.STRUCK_OFF: gettext_noop("%(number)s of %(unit)s was struck off."),
    Kind.RELAY: gettext_noop("A reporter wrote to %(unit)s about %(number)s."),
    Kind.TASK: gettext_noop("You answer for a task of %(number)s, due %(due)s."),
    Kind.RETURN_ASKED: gettext_noop("%(unit)s asks to return %(number)s."),
    Kind.ADJUDICATE: gettext_noop("%(unit)s asks again to return %(number)s: a leader decides whose it is."),
    Kind.CLAIMED: gettext_noop("%(unit)s asks for the closure of %(number)s: it waits to be verified."),
    Kind.VERIFIED: gettext_noop("%(number)s was verified: it waits to be struck off."),
    Kind.READ_AGAIN: gettext_noop("%(number)s was verified as not substantiated: a second person is to read it."),
    Kind.UNHAPPY: gettext_noop("A reporter says of %(number)s that it is not fixed, or is dissatisfied."),
    Kind.REOPENED: gettext_noop("%(number)s was reopened: it waits to be dispatched."),
    Kind.EXTENSION_ASKED: gettext_noop("%(unit)s asks for a later deadline of %(number)s."),
    Kind.TIME: gettext_noop("The office decided about the deadline of %(number)s: it is %(due)s."),
    Kind.REVIEW: gettext_noop("%(number)s is long-term; its review is due on %(due)s."),
    Kind.CHASED: gettext_noop("%(unit)s was sent a chase order about %(number)s."),
    Kind.LISTED: gettext_noop("%(number)s of %(unit)s is under listed supervision."),
    Kind.STANDARD: gettext_noop("The acceptance standard of a task of %(number)s was not agreed to."),
    Kind.CIRCUIT_VISIT: gettext_noop("Circuit visit %(number)s to %(unit)s on %(due)s was planned or changed."),
    Kind.CIRCUIT_TOLD: gettext_noop(
        "%(unit)s was told what circuit visit %(number)s found; it may object until %(due)s."
    ),
    Kind.HANDOVER: gettext_noop("Duties are offered to you: say whether you take them over."),
}
"""What each kind of notice says. A kind without a sentence fails the build."""

PAGES: dict[Kind, str] = {
    Kind.HANDOVER: "workspace:handover",
    Kind.CIRCUIT_VISIT: "workspace:circuit_visit",
    Kind.CIRCUIT_TOLD: "workspace:circuit_visit",
}
"""Where a notice leads that is of no problem."""

REASONS: dict[str, str] = {
    "tls": gettext_noop("The other side's certificate is not valid for this name."),
    "no_connection": gettext_noop("No connection came about."),
    "no_answer": gettext_noop("The connection broke before an answer came."),
    "answer_unreadable": gettext_noop("The answer could not be understood."),
    "answer_error": gettext_noop("The other side reported a fault of its own."),
    "busy": gettext_noop("The other side asks to try again later."),
    "refused": gettext_noop("The other side refused it."),
    "sign_in_refused": gettext_noop("User name or password was refused."),
    "address_invalid": gettext_noop("This is not an address that can be called."),
    "address_scheme": gettext_noop(
        "Only https, and for mail only TLS, outside the hosts that the machine's settings name."
    ),
    "address_port": gettext_noop("This port is not one at which mail is taken."),
    "address_unknown": gettext_noop("The host's name was not found."),
    "address_internal": gettext_noop("The host lies in an inner network, and the machine's settings do not name it."),
    "unreadable": gettext_noop("The address is missing or cannot be opened with this master key. Enter it again."),
    "stopped": gettext_noop("The program stopped while it was sending."),
    "nothing_left": gettext_noop("What it told of is gone."),
    "stale": gettext_noop("It waited for more than three days."),
    "not_wanted": gettext_noop("The recipient no longer wants it this way."),
    "left_service": gettext_noop("The recipient holds no post any more."),
    "given_up": gettext_noop("The operator gave it up."),
}
"""Why a message was not sent, or may have been. A reason without a sentence fails the build."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as a carrier gets it. `to` is a person's address or number, or "" where the channel is the address."""

    id: str
    to: str
    subject: str
    text: str
    language: str
    perhaps_twice: bool


def sentence(notice: Notice, names: dict[str, str]) -> str:
    """What a notice says, in the active language."""
    due = date_format(notice.due_on, "Y-m-d") if notice.due_on else "–"
    facts = {"number": notice.number, "unit": names.get(notice.unit, "") or "–", "due": due}
    return gettext(SENTENCES[Kind(notice.kind)]) % facts


def place(notice: Notice) -> str:
    """The page that a notice leads to."""
    return reverse(PAGES.get(Kind(notice.kind), "workspace:problem"), args=[notice.matter])


def why(message: Message) -> str:
    """Why a message stands where it does, in the active language; "" where nothing was in its way."""
    return explained(message.reason, message.detail) if message.reason else ""


def explained(reason: str, detail: int | None = None) -> str:
    """A reason in the active language, with the number that the other side gave."""
    told = gettext(REASONS[reason])
    return f"{told} ({detail})" if detail is not None else told


def trial(channel: Channel, to: str, language: str, id: str) -> Letter:
    """A letter that tells of nothing, to see whether a channel works."""
    with override(language):
        text = gettext("This is a test of the channel “%(name)s” of Sandan.") % {"name": channel.name}
        return Letter(id, to, gettext("Sandan: test"), text, language, perhaps_twice=False)


def letter(message: Message, notices: Iterable[Notice], to: str, language: str, site: str) -> Letter:
    """What a message says to its recipient."""
    names, listed = unit.names(), list(notices)
    count, means = len(listed), Means(message.channel.means)
    site = site.rstrip("/")
    with override(language):
        lines = [sentence(each, names) for each in listed]
        told = ngettext("Sandan: %(count)s notice", "Sandan: %(count)s notices", count) % {"count": count}
        subject = f"{gettext('Sandan')}: {lines[0]}" if count == 1 else told
        if means is Means.SMS:
            if count > 1:
                lines = [told]
            return Letter(
                message.key, to, subject, _short(lines, message.perhaps_twice), language, message.perhaps_twice
            )
        if site:
            lines = [f"{line}\n{site}{place(each)}" for line, each in zip(lines, listed, strict=True)]
        text = [*lines, *_foot(means, message.perhaps_twice, site)]
        return Letter(message.key, to, subject, "\n\n".join(text), language, message.perhaps_twice)


def _short(lines: list[str], perhaps_twice: bool) -> str:
    return " ".join([*lines, *([gettext("This may reach you a second time.")] if perhaps_twice else [])])


def _foot(means: Means, perhaps_twice: bool, site: str) -> list[str]:
    foot = [gettext("This may reach you a second time.")] if perhaps_twice else []
    if means is Means.EMAIL:
        foot.append(gettext("You chose to be told by e-mail; sign in to change that."))
        if site:
            foot[-1] += f"\n{site}{reverse('workspace:notice_settings')}"
    return foot
