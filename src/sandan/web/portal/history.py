"""What happened to a report, in words for the one who made it: no official's name, no other reporter's words, no file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext

from sandan.domain import chase, clock, opinion, problem_event, relay, survey, task
from sandan.domain.correction import CorrectionMade
from sandan.domain.values import ReopenSource
from sandan.domain.wire import Event, decode
from sandan.ledger import read
from sandan.projections.problem import Problem
from sandan.projections.version import now, of_matter, under_shield
from sandan.projections.viewing import IDENTITY, Viewing
from sandan.web.label import CONCLUSION, DECLINE, OUTCOME, STATUTORY


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story, as `components/timeline.html` wants it."""

    recorded_at: datetime
    happened_on: date
    what: str
    said: str
    position: int
    tone: str


@dataclass(frozen=True, slots=True)
class _Told:
    what: str
    said: str = ""
    tone: str = ""


def history(of: str, problem_of: str, units: dict[str, str]) -> list[Line]:
    """The story of opinion `of`, which now belongs to problem `problem_of` ("" while it has none), oldest first."""
    entries = read.stream(f"opinion/{of}")
    if problem_of:
        entries += read.stream(f"problem/{problem_of}")
    happened = [(each, decode(each.kind, each.public, each.internal)) for each in sorted(entries, key=_place)]
    numbers = _numbers(event for _, event in happened)
    answers = {entry.position for entry, event in happened if isinstance(event, problem_event.ProblemAnswered)}
    unit = ""
    lines = []
    for entry, event in happened:
        if isinstance(event, survey.SurveyAsked) and entry.by.get("opinion"):
            continue  # the reporter answered unasked: nobody asked
        if not isinstance(event, problem_event.ProblemContributed):  # another unit's share: the lead stays who it is
            unit = getattr(event, "unit", "") or unit
        named = units.get(unit, "")
        told = (
            _opinion(event, numbers)
            or _sent(event, named)
            or _timed(event, named)
            or _judged(event, named)
            or _asked(event, of)
            or _elsewhere(event)
            or _corrected(event, answers)
        )
        if told:
            at, on = entry.recorded_at, event.happened_on
            lines.append(Line(at, on, told.what, told.said, entry.position, told.tone))
    return lines


@dataclass(frozen=True, slots=True)
class Seen:
    """Someone looked at who reported it: when, of which unit, and why."""

    on: date
    unit: str
    reason: str


def viewings(of: str, units: dict[str, str]) -> list[Seen]:
    """Who saw the identity behind opinion `of`, newest first: no official's name, the unit and the reason (law 7)."""
    rows = of_matter(Viewing, of).filter(opinion=of, what=IDENTITY).order_by("-position")
    return [Seen(each.viewed_on, units.get(each.unit, ""), each.reason) for each in rows]


def between(of: str, problem_of: str, units: dict[str, str]) -> list[Message]:
    """What the reporter of opinion `of` and the units wrote to each other, oldest first."""
    messages = []
    for entry in read.stream(f"problem/{problem_of}", personal=("relay.",)):
        event = decode(entry.kind, entry.public, entry.internal, entry.personal)
        if not isinstance(event, relay.ReporterWrittenTo | relay.UnitWrittenTo) or event.opinion != of:
            continue
        unit = units.get(event.unit, "") if isinstance(event, relay.ReporterWrittenTo) else ""
        messages.append(Message(entry.recorded_at, unit, event.words))
    return messages


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the relay; `unit` is "" where the reporter wrote it."""

    at: datetime
    unit: str
    words: str


def _place(entry: read.Entry) -> int:
    return entry.position


def _numbers(events: Iterable[Event]) -> dict[str, str]:
    joined = {
        each.problem
        for each in events
        if isinstance(each, opinion.OpinionAccepted | opinion.OpinionAttached | opinion.OpinionCarried)
    }
    found = [*now(Problem).filter(key__in=joined), *under_shield(Problem).filter(key__in=joined)]
    return {each.key: each.number for each in found}


def _opinion(event: Event, numbers: dict[str, str]) -> _Told | None:
    """What the office made of the opinion."""
    match event:
        case opinion.OpinionRegisteredUnderShield(origin=origin) if origin:
            return _Told(gettext("Taken under the shield, because it is about a unit or an official."))
        case opinion.OpinionReclassified():
            return _Told(gettext("The office set down anew whom it is about."))
        case opinion.OpinionConcluded(conclusion=conclusion):
            return _Told(
                gettext("The discipline body decided: %(conclusion)s.") % {"conclusion": CONCLUSION[conclusion]}
            )
        case opinion.OpinionRegistered():
            return _Told(gettext("You said it, and it was registered."))
        case opinion.OpinionAccepted(problem=key):
            return _Told(gettext("Taken up as problem %(number)s.") % {"number": numbers.get(key, "")})
        case opinion.OpinionAttached(problem=key):
            return _Told(
                gettext("Joined problem %(number)s, which was already on the list.") % {"number": numbers.get(key, "")}
            )
        case opinion.OpinionCarried(problem=key):
            return _Told(
                gettext("Merged: from here on it is handled under number %(number)s.")
                % {"number": numbers.get(key, "")}
            )
        case opinion.OpinionDeclined(reason=reason, where_to=where_to):
            return _Told(gettext("Not taken up: %(reason)s.") % {"reason": DECLINE[reason]}, where_to, "grave")
        case opinion.OpinionErased():
            return _Told(gettext("What you said and who you are has been erased."))
    return None


def _sent(event: Event, unit: str) -> _Told | None:
    """Between the office and the units, and what the unit does."""
    named = {"unit": unit}
    match event:
        case problem_event.ProblemDispatched(due_on=due_on):
            said = {"unit": unit, "due_on": date_format(due_on, "Y-m-d")}
            return _Told(gettext("Given to %(unit)s, to be handled by %(due_on)s.") % said)
        case problem_event.ProblemSignedFor():
            return _Told(gettext("%(unit)s signed for it.") % named)
        case problem_event.ProblemReturnAsked():
            return _Told(gettext("%(unit)s says that this is not its task; the office will decide.") % named)
        case problem_event.ProblemReturned():
            return _Told(gettext("The office took it back, to give it to the right unit."))
        case problem_event.ProblemReturnRefused():
            return _Told(gettext("The office decided that it stays with %(unit)s.") % named)
        case problem_event.ProblemAdjudicated():
            return _Told(gettext("It was decided bindingly that %(unit)s has to handle it.") % named)
        case problem_event.ProblemEscalated():
            return _Told(gettext("Given to a higher level: %(unit)s handles it now.") % named)
        case problem_event.ProblemContributed():
            return _Told(gettext("Another unit did its share."))
        case task.TaskPlanned():
            return _Told(gettext("%(unit)s planned a piece of work.") % named)
        case task.TaskProgressed():
            return _Told(gettext("%(unit)s reported progress.") % named)
        case task.TaskCompleted():
            return _Told(gettext("%(unit)s reported a piece of work as done.") % named)
        case problem_event.ProblemAnswered(answer=answer):
            return _Told(gettext("%(unit)s answered you.") % named, answer)
        case problem_event.ProblemRectifiedAtOnce():
            return _Told(gettext("%(unit)s says that it was fixed at once. Someone else will check.") % named)
        case problem_event.ProblemClosureRequested(outcome=outcome):
            said = {"unit": unit, "outcome": str(OUTCOME[outcome])}
            return _Told(gettext("%(unit)s says: “%(outcome)s”. Someone else will check.") % said)
    return None


def _corrected(event: Event, answers: set[int]) -> _Told | None:
    """That an entry was set right. Only what corrects an answer to the reporter is for the reporter to read."""
    match event:
        case CorrectionMade(entry=entry, note=note) if entry in answers:
            return _Told(gettext("An answer to you was corrected."), note)
        case CorrectionMade():
            return _Told(gettext("The office set right how the problem was entered."))
    return None


def _timed(event: Event, unit: str) -> _Told | None:
    """What moved or stopped the clock, and what presses the unit."""
    match event:
        case clock.ExtensionGranted(first_due_on=first, to_on=to_on):
            said = {"to_on": date_format(to_on, "Y-m-d"), "first": date_format(first, "Y-m-d")}
            return _Told(gettext("The deadline was moved to %(to_on)s; the first one was %(first)s.") % said)
        case clock.PauseBegun(until_on=until_on, basis=basis):
            until = {"until_on": date_format(until_on, "Y-m-d")}
            return _Told(gettext("The clock stands still until %(until_on)s at most.") % until, basis)
        case clock.PauseEnded(to_on=to_on):
            said = {"to_on": date_format(to_on, "Y-m-d")}
            return _Told(gettext("The clock runs on; the deadline is %(to_on)s now.") % said)
        case clock.DeadlinePassed():
            return _Told(gettext("The deadline has passed."), tone="grave")
        case chase.ChaseIssued():
            return _Told(gettext("The office pressed %(unit)s.") % {"unit": unit})
        case chase.SupervisionListed():
            return _Told(gettext("It was put under listed supervision."))
        case chase.SupervisionDelisted():
            return _Told(gettext("It is no longer under listed supervision."))
    return None


def _judged(event: Event, unit: str) -> _Told | None:
    """What others than the fixers made of it, and what came after."""
    match event:
        case problem_event.ProblemVerified(on_site=on_site):
            if on_site:
                return _Told(gettext("Someone outside the unit checked it on the spot and confirmed it."), tone="good")
            return _Told(gettext("Someone outside the unit checked it on paper and confirmed it."), tone="good")
        case problem_event.ProblemSentBack():
            return _Told(gettext("Checked and found wanting: %(unit)s has to work on.") % {"unit": unit}, tone="grave")
        case problem_event.ProblemReadAgain():
            return _Told(gettext("A second, independent person read it again and agreed."))
        case problem_event.ProblemStruckOff():
            return _Told(gettext("Struck off the list."), tone="good")
        case problem_event.ProblemLookBackPassed():
            return _Told(gettext("Looked at again later: still in order."), tone="good")
        case problem_event.ProblemMarkedLongTerm(review_on=review_on):
            reviewed = {"review_on": date_format(review_on, "Y-m-d")}
            return _Told(gettext("Made a long-term obligation, to be reviewed on %(review_on)s.") % reviewed)
        case problem_event.ProblemResumed():
            return _Told(gettext("Taken up again."))
        case problem_event.ProblemReopened(source=source):
            return _Told(_reopened(source), tone="grave")
        case problem_event.ProblemDeclined(reason=reason, where_to=where_to):
            return _Told(gettext("Not taken on: %(reason)s.") % {"reason": DECLINE[reason]}, where_to, "grave")
        case problem_event.ProblemAbsorbed(source_number=number):
            return _Told(gettext("Reports came over from problem %(number)s.") % {"number": number})
    return None


def _asked(event: Event, of: str) -> _Told | None:
    """What was asked of this reporter, and what came of the answer. Of others' answers nothing is told."""
    match event:
        case survey.SurveyAsked(opinion=asked) if asked == of:
            return _Told(gettext("You were asked how it stands."))
        case survey.SurveyLinkMade(opinion=asked) if asked == of:
            return _Told(gettext("A link was made with which you can say how it stands, once and without signing in."))
        case survey.ReporterTried(opinion=asked) if asked == of:
            return _Told(gettext("Someone tried to reach you, and will try again."))
        case survey.AnswerDecided(opinion=asked, decision=survey.Decision.EXPLAIN, explanation=said) if asked == of:
            return _Told(gettext("Someone outside the unit read your answer and explained:"), said)
        case survey.AnswerDecided(opinion=asked) if asked == of:
            return _Told(gettext("Someone outside the unit read your answer: the work starts over."), tone="good")
        case survey.SurveyRecorded(opinion=asked, own=True) if asked == of:
            return _Told(gettext("You said how it stands."))
    return None


def _elsewhere(event: Event) -> _Told | None:
    """What goes on under another roof or another number, and what stays open for long."""
    match event:
        case problem_event.ProblemRedirected(channel=channel, where_to=where_to):
            return _Told(
                gettext("A law wants this decided elsewhere: %(channel)s.") % {"channel": STATUTORY[channel]},
                where_to,
                "grave",
            )
        case problem_event.ProblemParted(part_number=number):
            return _Told(gettext("A part of it goes on as problem %(number)s.") % {"number": number})
        case problem_event.ProblemReviewed(review_on=review_on):
            reviewed = {"review_on": date_format(review_on, "Y-m-d")}
            return _Told(gettext("Reviewed; to be reviewed again on %(review_on)s.") % reviewed)
    return None


def _reopened(source: ReopenSource) -> str:
    match source:
        case ReopenSource.RESIDENT:
            return gettext("Reopened, because a reporter said that it is not fixed.")
        case ReopenSource.LOOK_BACK:
            return gettext("Reopened, because a look-back found that it is not fixed.")
        case ReopenSource.REPEAT:
            return gettext("Reopened, because it was reported again.")
        case ReopenSource.OFFICE:
            return gettext("Reopened by the office.")
