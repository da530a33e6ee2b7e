"""Problems as the problem list, the problem page and the figures need them."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import problem, survey, task
from sandan.domain.values import Outcome, Rung, Status
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.version import Row, Tables, Version, index


class Problem(Version):
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
    reopenings = models.IntegerField(default=0)
    returns = models.IntegerField(default=0)
    sent_back = models.IntegerField(default=0)
    opinions = models.IntegerField(default=0)
    open_tasks = models.IntegerField(default=0)
    done_tasks = models.IntegerField(default=0)
    round = models.IntegerField(default=0)

    class Meta:
        indexes = [
            index("problem", "key"),
            index("problem", "position"),
            index("problem", "status", "position"),
            index("problem", "status", "due_on", "position"),
            index("problem", "channel", "position"),
            index("problem", "unit", "position"),
            index("problem", "town", "position"),
            index("problem", "topic", "position"),
            index("problem", "due_on", "position"),
            index("problem", "unit", "status", "due_on"),
            index("problem", "number"),
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
_DISPATCH: dict[str, Any] = {"unit": "", "cooperating": "", "due_on": None, "dispatched_on": None, "signed_on": None}
_WORK: dict[str, Any] = {"started_on": None, "answered_on": None}
_END: dict[str, Any] = {"struck_off_on": None, "look_back_on": None}


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a problem; `event` may be one of its tasks'."""
    key = entry.stream.partition("/")[2]
    if isinstance(event, problem.ProblemRegistered):
        tables.put(Problem, key, entry.position, _registered(event))
        return
    row = tables.get(Problem, key)
    if row is None:
        raise LookupError(f"{entry.stream} was not registered before entry {entry.position}")
    values = _changed(row, event)
    status = problem.status_after(Status(row["status"]), event.kind).value
    if status != row["status"]:
        values["status"] = status
    if values:
        tables.put(Problem, key, entry.position, values)


def _registered(event: problem.ProblemRegistered) -> Row:
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
    }


def _changed(row: Row, event: Event) -> Row:
    """The columns that `event` changes, but for the status."""
    on = event.happened_on
    match event:
        case problem.ProblemAccepted():
            return {"accepted_on": on}
        case problem.ProblemDeclined(reason=reason):
            return {"declined_on": on, "reason": reason.value}
        case problem.ProblemMerged(into=into):
            return {"merged_on": on, "merged_into": into}
        case problem.ProblemOpinionAttached():
            return {"opinions": row["opinions"] + 1}
        case problem.ProblemAbsorbed(opinions=opinions):
            return {"opinions": row["opinions"] + len(opinions)}
        case problem.ProblemDispatched(unit=unit, due_on=due_on, cooperating=cooperating):
            return {"unit": unit, "due_on": due_on, "dispatched_on": on, "cooperating": " ".join(cooperating)}
        case problem.ProblemSignedFor():
            return {"signed_on": on}
        case problem.ProblemUnitSucceeded(from_unit=was, unit=unit):
            lead, helping = problem.succeeded(row["unit"], row["cooperating"].split(), was, unit)
            return {"unit": lead, "cooperating": " ".join(helping)}
        case problem.ProblemReturned():
            return {**_DISPATCH, "returns": row["returns"] + 1}
        case problem.ProblemReturnRefused():
            return {"signed_on": None}
        case problem.ProblemAnswered():
            return {"answered_on": on}
        case task.TaskEvent():
            return _task(row, event)
    return _claimed(row, event)


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
        case problem.ProblemRectifiedAtOnce(unit=unit, done_on=done_on):
            return {
                "unit": unit,
                "nature": "immediate",
                "outcome": Outcome.RECTIFIED.value,
                "claimed_on": on,
                "rectified_on": on,
                "started_on": row["started_on"] or done_on,
                "done_tasks": row["done_tasks"] + 1,
            }
        case problem.ProblemClosureRequested(outcome=outcome):
            rectified = on if outcome is Outcome.RECTIFIED else None
            return {"outcome": outcome.value, "claimed_on": on, "rectified_on": rectified}
        case problem.ProblemVerified():
            return {"verified_on": on}
        case problem.ProblemReadAgain():
            return {"second_read_on": on}
        case problem.ProblemSentBack():
            return {**_CLAIM, "sent_back": row["sent_back"] + 1, "round": row["round"] + 1}
        case problem.ProblemStruckOff():
            return {"struck_off_on": on}
        case problem.ProblemLookBackPassed():
            return {"look_back_on": on}
        case problem.ProblemMarkedLongTerm(review_on=review_on):
            return {"long_term_on": on, "review_on": review_on}
        case problem.ProblemResumed():
            return {**_DISPATCH, **_CLAIM, **_WORK, "long_term_on": None, "review_on": None, "round": row["round"] + 1}
        case problem.ProblemReopened():
            return {
                **_DISPATCH,
                **_CLAIM,
                **_WORK,
                **_END,
                "declined_on": None,
                "reason": "",
                "accepted_on": row["accepted_on"] or on,
                "reopened_on": on,
                "reopenings": row["reopenings"] + 1,
                "round": row["round"] + 1,
            }
        case survey.SurveyEvent():
            return {}
    return {}
