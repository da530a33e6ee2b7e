"""Problems as the problem list, the problem page and the figures need them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from sandan.domain import chase, clock, problem, problem_event, survey, task
from sandan.domain.procedure import LAST_ASK, OFFICE
from sandan.domain.turn import DAYS
from sandan.domain.values import Outcome, Rung, Status
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.opinion import against
from sandan.projections.rule import governing
from sandan.projections.version import Row, Shieldable, Tables, index, open_index, shield_index


class Problem(Shieldable):
    """A problem. A date in an `_on` column says that it stands on that rung, and since when; NULL that it doesn't (law 5)."""

    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    topic = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    town = models.CharField(max_length=32)
    village = models.CharField(max_length=32)
    nature = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    unit = models.CharField(max_length=32, default="")
    cooperating = models.CharField(max_length=400, default="")
    due_on = models.DateField(null=True)
    """The deadline that holds."""
    first_due_on = models.DateField(null=True)
    """The deadline first set in this round; extensions and pauses leave it where it was."""
    return_by = models.DateField(null=True)
    longest_on = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    """From this day the deadline counts as near; NULL where no rule says."""
    procedure = models.CharField(max_length=20, default="")
    basis = models.CharField(max_length=200, default="")
    """The articles that gave these days."""
    extension_to = models.DateField(null=True)
    """The day that a pending request would move the deadline to."""
    agrees = models.CharField(max_length=20, default="")
    """Which role must agree to that next."""
    adjudicate_at = models.IntegerField(default=LAST_ASK)
    """Which request to return it is decided by a leader."""
    step_by = models.DateField(null=True)
    """Until when those outside the unit, whose turn it is, have by the rules; NULL where it is the unit's turn or nobody's."""
    kept_until = models.DateField(null=True)
    """Once it has ended: the last day on which its records must be kept; NULL where no rule says."""
    extensions = models.IntegerField(default=0)
    paused_on = models.DateField(null=True)
    pause_until = models.DateField(null=True)
    paused_days = models.IntegerField(default=0)
    first_paused_on = models.DateField(null=True)
    """When its clock was first stopped, be it for part of a day and long over."""
    return_asked_on = models.DateField(null=True)
    return_asks = models.IntegerField(default=0)
    listed_on = models.DateField(null=True)
    """Since when it is supervised by name (挂牌督办)."""
    chased = models.CharField(max_length=20, default="")
    """The level of the last chase order to the unit that has it now."""
    chase_by = models.DateField(null=True)
    """Until when the unit is to answer that order; NULL once it has."""
    near_for = models.DateField(null=True)
    """The deadline that the calendar has called near."""
    overdue_for = models.DateField(null=True)
    """The deadline that the calendar has called passed."""
    review_for = models.DateField(null=True)
    """The day of review that the calendar has called."""
    escalated_on = models.DateField(null=True)
    redirected_on = models.DateField(null=True)
    channel_to = models.CharField(max_length=20, default="")
    """The statutory channel that the reporters were sent to."""
    outcome = models.CharField(max_length=20, default="")
    reason = models.CharField(max_length=30, default="")
    merged_into = models.CharField(max_length=32, default="")
    registered_on = models.DateField()
    accepted_on = models.DateField(null=True)
    dispatched_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    claimed_on = models.DateField(null=True)
    """When the unit claimed an outcome, whichever."""
    rectified_on = models.DateField(null=True)
    """When the unit claimed the outcome "rectified" (整改落实); NULL for the other outcomes."""
    verified_on = models.DateField(null=True)
    second_read_on = models.DateField(null=True)
    """When a second, independent person read what could not be substantiated."""
    struck_off_on = models.DateField(null=True)
    look_back_on = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    merged_on = models.DateField(null=True)
    long_term_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    reopened_on = models.DateField(null=True)
    resumed_on = models.DateField(null=True)
    """The day on which a standing obligation was taken up again."""
    reopenings = models.IntegerField(default=0)
    returns = models.IntegerField(default=0)
    sent_back = models.IntegerField(default=0)
    opinions = models.IntegerField(default=0)
    open_tasks = models.IntegerField(default=0)
    done_tasks = models.IntegerField(default=0)
    round = models.IntegerField(default=0)
    origin = models.CharField(max_length=20, default="")
    """The noun of the register that it comes from, "" for what was heard."""
    record = models.CharField(max_length=32, default="")
    found_by = models.CharField(max_length=32, default="")
    against = models.CharField(max_length=400, default="")
    """Under the shield: the units and persons complained of, each between spaces."""

    @property
    def taken_on(self) -> date | None:
        """The day from which the terms that run from acceptance are counted: of acceptance, or of the last time it was taken up again."""
        return max((each for each in (self.reopened_on, self.resumed_on) if each is not None), default=self.accepted_on)

    class Meta:
        indexes = [
            index("problem", "key"),
            open_index("problem", "position"),
            open_index("problem", "status", "position"),
            open_index("problem", "status", "due_on", "position"),
            open_index("problem", "status", "step_by", "position"),
            open_index("problem", "kept_until", "position"),
            open_index("problem", "channel", "position"),
            open_index("problem", "unit", "position"),
            open_index("problem", "town", "position"),
            open_index("problem", "topic", "position"),
            open_index("problem", "due_on", "position"),
            open_index("problem", "unit", "status", "due_on"),
            open_index("problem", "number"),
            open_index("problem", "since", "key"),
            open_index("problem", "review_on", "position"),
            open_index("problem", "listed_on", "position"),
            open_index("problem", "agrees", "due_on", "position", few="asked", extension_to__isnull=False),
            open_index("problem", "pause_until", "position", few="still", paused_on__isnull=False),
            open_index("problem", "due_on", "position", few="listed", listed_on__isnull=False),
            open_index("problem", "town", "topic", "position"),
            shield_index("problem", "position"),
        ]


RUNG_COLUMNS: dict[Rung, str] = {
    Rung.REGISTERED: "registered_on",
    Rung.ACCEPTED: "accepted_on",
    Rung.DISPATCHED: "dispatched_on",
    Rung.SIGNED_FOR: "signed_on",
    Rung.IN_PROGRESS: "started_on",
    Rung.ANSWERED: "answered_on",
    Rung.RECTIFIED: "rectified_on",
    Rung.VERIFIED: "verified_on",
    Rung.STRUCK_OFF: "struck_off_on",
    Rung.LOOK_BACK_PASSED: "look_back_on",
}
"""The ladder in its order (law 5), with the column that says since when a problem stands on the rung."""

_CLAIM: dict[str, Any] = {
    "outcome": "",
    "claimed_on": None,
    "rectified_on": None,
    "verified_on": None,
    "second_read_on": None,
}
_TERMS: dict[str, Any] = {
    "return_by": None,
    "longest_on": None,
    "warn_on": None,
    "basis": "",
    "adjudicate_at": LAST_ASK,
}
_UNASKED: dict[str, Any] = {"extension_to": None, "agrees": ""}
_TIME: dict[str, Any] = {**_TERMS, **_UNASKED, "due_on": None, "paused_on": None, "pause_until": None}
_ANEW: dict[str, Any] = {"first_due_on": None, "extensions": 0, "paused_days": 0, "first_paused_on": None}
_CALM: dict[str, Any] = {"chased": "", "chase_by": None}
_DISPATCH: dict[str, Any] = {**_TIME, "unit": "", "cooperating": "", "dispatched_on": None, "signed_on": None}
_BOUNCED: dict[str, Any] = {"return_asked_on": None, "return_asks": 0}
_KEPT = problem.ENDED - {Status.MERGED}
"""What has ended. A merged number goes on in another, and is kept with that."""
_WORK: dict[str, Any] = {"started_on": None, "answered_on": None}
_END: dict[str, Any] = {"struck_off_on": None, "look_back_on": None}
_RUNNING = tuple(sorted(each.value for each in clock.RUNNING))


def _runs() -> Q:
    """Whose clock runs against the unit: with it, a deadline set, and no pause."""
    return Q(status__in=_RUNNING, due_on__isnull=False, paused_on__isnull=True)


def due_soon(today: date) -> Q:
    """Whose deadline is near: from the day that the rules name, else from so many days before."""
    near = Q(warn_on__lte=today) | Q(warn_on__isnull=True, due_on__lte=today + clock.SOON)
    return _runs() & Q(due_on__gte=today) & near


def overdue(today: date) -> Q:
    """Whose deadline has passed without a claim, while the clock ran."""
    return _runs() & Q(due_on__lt=today)


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a problem; `event` may be one of its tasks'."""
    key = entry.stream.partition("/")[2]
    if isinstance(event, problem_event.ProblemRegistered):
        first = _registered(event)
        tables.put(Problem, key, entry.position, {**first, **_turned({"procedure": "", **first}, event, tables)})
        return
    row = tables.get(Problem, key)
    if row is None:
        raise LookupError(f"{entry.stream} was not registered before entry {entry.position}")
    values = _changed(row, event)
    status = problem.status_after(Status(row["status"]), event.kind).value
    if status != row["status"]:
        values["status"] = status
        values |= _turned({**row, **values}, event, tables)
    if values:
        tables.put(Problem, key, entry.position, values)


def _turned(row: Row, event: Event, tables: Tables) -> Row:
    """What the rules say of the rung that it has come to: until when others have for their step, or its records are kept."""
    status = Status(row["status"])
    if status is Status.LOOK_BACK_PASSED:  # ended when it was struck off
        return {}
    nothing: Row = {"step_by": None, "kept_until": None}
    if status not in DAYS and status not in _KEPT:
        return nothing
    rules = governing(tables, row["procedure"], row["channel"], row["registered_on"])
    if status in _KEPT:
        return {**nothing, "kept_until": rules.kept_until(event.happened_on) if rules is not None else None}
    return {**nothing, "step_by": event.happened_on + timedelta((rules.days if rules is not None else DAYS)[status])}


def _registered(event: problem_event.ProblemRegistered) -> Row:
    return {
        "number": event.number,
        "title": event.title,
        "topic": event.topic.value,
        "channel": event.channel.value,
        "town": event.town,
        "village": event.village,
        "nature": event.nature.value,
        "status": Status.REGISTERED.value,
        "registered_on": event.happened_on,
        "opinions": len(event.opinions),
        "against": _more_against("", event),
        "origin": getattr(event, "origin", ""),
        "record": getattr(event, "record", ""),
        "found_by": getattr(event, "found_by", ""),
    }


def _changed(row: Row, event: Event) -> Row:
    """The columns that `event` changes, but for the status."""
    on = event.happened_on
    match event:
        case problem_event.ProblemAccepted():
            return {"accepted_on": on}
        case problem_event.ProblemDeclined(reason=reason):
            return {"declined_on": on, "reason": reason.value}
        case problem_event.ProblemMerged(into=into):
            return {"merged_on": on, "merged_into": into}
        case problem_event.ProblemOpinionAttached():
            return {"opinions": row["opinions"] + 1, "against": _more_against(row["against"], event)}
        case problem_event.ProblemAbsorbed(opinions=opinions):
            return {"opinions": row["opinions"] + len(opinions), "against": _more_against(row["against"], event)}
        case problem_event.ProblemDispatched(unit=unit, due_on=due_on, cooperating=cooperating):
            started = {**_TIME, **_CALM, "due_on": due_on, "first_due_on": row["first_due_on"] or due_on}
            return {**started, "unit": unit, "dispatched_on": on, "cooperating": " ".join(cooperating)}
        case problem_event.ProblemSignedFor():
            return {"signed_on": on}
        case problem_event.ProblemUnitSucceeded(from_unit=was, unit=unit):
            lead, helping = problem.succeeded(row["unit"], row["cooperating"].split(), was, unit)
            return {"unit": lead, "cooperating": " ".join(helping)}
        case problem_event.ProblemReturned():
            return {**_DISPATCH, "return_asked_on": None, "returns": row["returns"] + 1}
        case problem_event.ProblemReturnRefused():
            return {"signed_on": None, "return_asked_on": None}
        case problem_event.ProblemAnswered():
            return {"answered_on": on}
        case task.TaskEvent():
            return _task(row, event)
    return _sent(row, event) or _timed(row, event) or _claimed(row, event)


def _sent(row: Row, event: Event) -> Row:
    """Whose it is, once that is disputed or goes up, and what leaves the list for elsewhere."""
    on = event.happened_on
    match event:
        case problem_event.ProblemReturnAsked():
            return {"return_asked_on": on, "return_asks": row["return_asks"] + 1}
        case problem_event.ProblemAdjudicated(unit=unit, due_on=due_on):
            time = {**_TIME, **_CALM, "due_on": due_on, "first_due_on": row["first_due_on"] or due_on}
            helping = _without(row["cooperating"], unit)
            return {**time, "unit": unit, "cooperating": helping, "signed_on": None, "return_asked_on": None}
        case problem_event.ProblemEscalated(unit=unit):
            helping = _without(row["cooperating"], unit)
            sent = {"unit": unit, "cooperating": helping, "signed_on": None, "escalated_on": on}
            return {**_CALM, **sent, "return_asked_on": None}
        case problem_event.ProblemRedirected(channel=channel):
            return {"redirected_on": on, "channel_to": channel.value}
        case problem_event.ProblemParted(opinions=opinions):
            return {"opinions": row["opinions"] - len(opinions)} if opinions else {}
        case problem_event.ProblemReviewed(review_on=review_on):
            return {"review_on": review_on}
    return {}


def _without(cooperating: str, unit: str) -> str:
    return " ".join(each for each in cooperating.split() if each != unit)


def _timed(row: Row, event: Event) -> Row:
    """What gives it more time, stops its clock, or presses it."""
    match event:
        case clock.TermsSet() as one:
            days = {"return_by": one.return_by, "longest_on": one.longest_on, "warn_on": one.warn_on}
            at = one.adjudicate_at if isinstance(one, clock.TermsSetInFull) else LAST_ASK
            return {**days, "procedure": one.procedure.value, "basis": one.basis[:200], "adjudicate_at": at}
        case clock.ExtensionAsked() | clock.ExtensionAgreed() | clock.ExtensionGranted() | clock.ExtensionRefused():
            return _extended(row, event)
        case clock.PauseBegun(from_on=from_on, until_on=until_on):
            first = row["first_paused_on"] or from_on
            return {"paused_on": from_on, "pause_until": until_on, "first_paused_on": first}
        case clock.PauseEnded(days=days_still, to_on=to_on):
            total = row["paused_days"] + days_still
            return {"paused_on": None, "pause_until": None, "due_on": to_on, "paused_days": total, "warn_on": None}
        case clock.DeadlineNear(due_on=day):
            return {"near_for": day}
        case clock.DeadlinePassed(due_on=day):
            return {"overdue_for": day}
        case clock.ReviewDue(review_on=day):
            return {"review_for": day}
        case chase.ChaseIssued(level=level, answer_by=answer_by):
            return {"chased": level.value, "chase_by": answer_by}
        case chase.ChaseAnswered():
            return {"chase_by": None}
        case chase.SupervisionListed(happened_on=on):
            return {"listed_on": on}
        case chase.SupervisionDelisted():
            return {"listed_on": None}
    return {}


def _extended(row: Row, event: Event) -> Row:
    """Who must agree to a later deadline, and what became of it."""
    match event:
        case clock.ExtensionAskedOf(to_on=to_on, awaits=awaits):
            return {"extension_to": to_on, "agrees": awaits.value if awaits is not None else ""}
        case clock.ExtensionAsked(to_on=to_on):
            return {"extension_to": to_on, "agrees": OFFICE[0].value}
        case clock.ExtensionAgreed(to_on=to_on, awaits=awaits):
            return {"extension_to": to_on, "agrees": awaits.value}
        case clock.ExtensionGranted(to_on=to_on):
            return {**_UNASKED, "due_on": to_on, "extensions": row["extensions"] + 1, "warn_on": None}
    return dict(_UNASKED)


def _more_against(held: str, event: Event) -> str:
    """The units and persons complained of, after an event that may add to them."""
    units, persons = getattr(event, "against_units", ()), getattr(event, "against_persons", ())
    return against(held.split(), sorted({*units, *persons} - set(held.split())))


def _task(row: Row, event: task.TaskEvent) -> Row:
    match event:
        case task.TaskPlanned():
            return {"open_tasks": row["open_tasks"] + 1}
        case task.TaskProgressed():
            return {} if row["started_on"] else {"started_on": event.happened_on}
        case task.TaskCompleted():
            return {
                "open_tasks": row["open_tasks"] - 1,
                "done_tasks": row["done_tasks"] + 1,
                "started_on": row["started_on"] or event.happened_on,
            }
        case task.TaskCancelled():
            return {"open_tasks": row["open_tasks"] - 1}
    return {}


def _claimed(row: Row, event: Event) -> Row:
    on = event.happened_on
    match event:
        case problem_event.ProblemRectifiedAtOnce(unit=unit, done_on=done_on):
            return {
                "unit": unit,
                "nature": "immediate",
                "outcome": Outcome.RECTIFIED.value,
                "claimed_on": on,
                "rectified_on": on,
                "started_on": row["started_on"] or done_on,
                "done_tasks": row["done_tasks"] + 1,
            }
        case problem_event.ProblemClosureRequested(outcome=outcome):
            rectified = on if outcome is Outcome.RECTIFIED else None
            return {"outcome": outcome.value, "claimed_on": on, "rectified_on": rectified}
        case problem_event.ProblemVerified():
            return {"verified_on": on}
        case problem_event.ProblemReadAgain():
            return {"second_read_on": on}
        case problem_event.ProblemSentBack():
            return {**_CLAIM, "sent_back": row["sent_back"] + 1, "round": row["round"] + 1}
        case problem_event.ProblemStruckOff():
            return {"struck_off_on": on}
        case problem_event.ProblemLookBackPassed():
            return {"look_back_on": on}
        case problem_event.ProblemMarkedLongTerm(review_on=review_on):
            time = {**_TIME, **_ANEW}
            return {**time, "long_term_on": on, "review_on": review_on}
        case problem_event.ProblemResumed():
            back = {**_DISPATCH, **_ANEW, **_CALM, **_CLAIM, **_WORK, **_BOUNCED, "listed_on": None}
            return {**back, "long_term_on": None, "resumed_on": on, "review_on": None, "round": row["round"] + 1}
        case problem_event.ProblemReopened():
            return {
                **_DISPATCH,
                **_ANEW,
                **_CALM,
                **_BOUNCED,
                **_CLAIM,
                **_WORK,
                **_END,
                "declined_on": None,
                "redirected_on": None,
                "channel_to": "",
                "listed_on": None,
                "reason": "",
                "accepted_on": row["accepted_on"] or on,
                "reopened_on": on,
                "reopenings": row["reopenings"] + 1,
                "round": row["round"] + 1,
            }
        case survey.SurveyEvent():
            return {}
    return {}
