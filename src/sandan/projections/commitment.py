"""Commitments (告知承诺), step by step. Who signed, and what was found and said, lies sealed in the ledger and is in no table."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import commitment
from sandan.domain.commitment import CommitmentStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import COMMITMENT
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.version import Tables, index, now


class Commitment(Record):
    """A commitment. `title` is the service; `papers` the codes of those it stands for, apart by spaces. A date in an `_on` column says
    since when it stands so."""

    application = models.CharField(max_length=32)
    version = models.CharField(max_length=60)
    papers = models.CharField(max_length=400)
    check_by = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    bureau = models.CharField(max_length=32, default="")
    """The unit of the county that answers for the item."""
    signer = models.CharField(max_length=10, default="")
    signed_on = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    """When the application was decided on it."""
    spot_check = models.CharField(max_length=32, default="")
    checked_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    inconsistent_on = models.DateField(null=True)
    heard_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    corrected_on = models.DateField(null=True)
    false_on = models.DateField(null=True)
    serious = models.BooleanField(default=False)
    repair_on = models.DateField(null=True)
    """The first day on which it can be repaired."""
    repaired_on = models.DateField(null=True)

    class Meta:
        indexes = [
            *indexes("commitment"),
            index("commitment", "application"),
            index("commitment", "bureau", "position"),
            index("commitment", "false_on"),
        ]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a commitment."""
    if isinstance(event, commitment.CommitmentOffered):
        values = entered(
            entry, event, COMMITMENT,
            title=event.service, unit=event.unit, application=event.application, version=event.version,
            papers=" ".join(event.papers), check_by=event.check.value, digest=event.digest, bureau=event.line[-1],
            status=CommitmentStatus.OFFERED.value, **place_of(event.unit, tables),
        )  # fmt: skip
        tables.put(Commitment, event.commitment, entry.position, values)
        return
    tables.put(Commitment, event.commitment, entry.position, _told(event))  # type: ignore[attr-defined]  # each names it


def _told(event: Event) -> dict[str, Any]:
    on = event.happened_on
    match event:
        case commitment.CommitmentDeclined():
            return {"status": CommitmentStatus.DECLINED.value, "declined_on": on}
        case commitment.CommitmentSigned() as one:
            told = {"signer": one.signer.value, "signed_on": on, "evidence": len(one.evidence)}
            return {"status": CommitmentStatus.SIGNED.value, **told}
        case commitment.CommitmentRestedOn():
            return {"status": CommitmentStatus.DECIDED.value, "decided_on": on}
        case commitment.CommitmentLapsed():
            return {"status": CommitmentStatus.LAPSED.value}
        case commitment.CommitmentDrawn(spot_check=spot_check):
            return {"spot_check": spot_check}
        case commitment.CommitmentChecked(consistent=True):
            return {"status": CommitmentStatus.CONFIRMED.value, "checked_on": on, "confirmed_on": on}
        case commitment.CommitmentChecked():
            gone = {"confirmed_on": None, "heard_on": None, "due_on": None, "inconsistent_on": on}
            return {"status": CommitmentStatus.INCONSISTENT.value, "checked_on": on, **gone}
        case commitment.CommitmentHeard():
            return {"heard_on": on}
        case commitment.CorrectionOrdered(due_on=due_on):
            return {"status": CommitmentStatus.CORRECTING.value, "due_on": due_on}
        case commitment.CommitmentCorrected():
            return {"status": CommitmentStatus.CONFIRMED.value, "corrected_on": on, "confirmed_on": on}
        case commitment.CommitmentJudgedFalse(serious=serious, repair_on=repair_on):
            told = {"false_on": on, "serious": serious, "repair_on": repair_on}
            return {"status": CommitmentStatus.FALSE.value, **told}
        case commitment.CommitmentRepaired():
            return {"status": CommitmentStatus.REPAIRED.value, "repaired_on": on}
    return {}


def of_application(application: str) -> list[Commitment]:
    """The commitments of an application, oldest first."""
    return list(now(Commitment).filter(application=application).order_by("position"))


def unrepaired() -> list[Commitment]:
    """Every false commitment that was not repaired, in the whole county, oldest first. They are few: whose they are, the desk opens."""
    return list(now(Commitment).filter(status=CommitmentStatus.FALSE.value).order_by("position"))
