"""Disputes (矛盾纠纷), rung by rung. Who quarrels about what lies sealed in the ledger and is in no table."""

from __future__ import annotations

from typing import Any

from django.db import models

from sandan.domain import dispute
from sandan.domain.dispute import DisputeStatus
from sandan.domain.register import ORDER, Grade
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import DISPUTE
from sandan.projections.record import Record, entered, indexes, place_of
from sandan.projections.unit import Unit
from sandan.projections.version import Tables, index


class Dispute(Record):
    """A dispute. Its title is what the place was called. `keepers` are the ids of whoever entered anything about it or mediates it.

    Each rung has its own date (law 5). A new session after a failure takes the failed agreement's dates away: it begins anew.
    """

    kind = models.CharField(max_length=20)
    place = models.CharField(max_length=32)
    mediator = models.CharField(max_length=32, default="")
    mediators = models.CharField(max_length=200, default="")
    keepers = models.TextField(default="")
    visit = models.CharField(max_length=32, default="")
    sessions = models.IntegerField(default=0)
    mediated_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    oral = models.BooleanField(default=False)
    asked_on = models.DateField(null=True)
    """When the parties asked a court to confirm the agreement, which it did."""
    court = models.CharField(max_length=100, default="")
    followed_up_on = models.DateField(null=True)
    performed_on = models.DateField(null=True)
    failed_on = models.DateField(null=True)
    broken = models.BooleanField(default=False)
    """It failed because an agreement was not kept."""
    referred_on = models.DateField(null=True)
    referred_to = models.CharField(max_length=20, default="")
    where_to = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [*indexes("dispute"), index("dispute", "due_on"), index("dispute", "visit")]


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a dispute."""
    match event:
        case dispute.DisputeRegistered() as one:
            called = tables.get(Unit, one.place)
            values = entered(
                entry,
                event,
                DISPUTE,
                title=called["name"] if called else one.place,
                unit=one.unit,
                kind=one.kind_of.value,
                place=one.place,
                mediator=one.mediator,
                mediators=one.mediators,
                keepers=_keepers("", one.keeper, one.mediator),
                visit=one.visit,
                status=DisputeStatus.REGISTERED.value,
                **place_of(one.place, tables),
            )
            tables.put(Dispute, one.dispute, entry.position, values)
            return
    key = getattr(event, "dispute", "")
    row = tables.get(Dispute, key)
    assert row is not None
    keepers = _keepers(row["keepers"], getattr(event, "keeper", ""), getattr(event, "mediator", ""))
    told = _told(event, row) | ({"keepers": keepers} if keepers != row["keepers"] else {})
    if told:
        tables.put(Dispute, key, entry.position, told)


def _told(event: Event, row: dict[str, Any]) -> dict[str, Any]:
    """The columns that an event changes."""
    match event:
        case dispute.DisputeDescribed() as one:
            named = {"mediator": one.mediator, "mediators": one.mediators}
            kind = {"kind": one.kind_of.value} if one.kind_of else {}
            return {name: value for name, value in named.items() if value} | kind
        case dispute.DisputeMediated(held_on=held_on):
            anew = {
                "agreed_on": None,
                "due_on": None,
                "asked_on": None,
                "court": "",
                "failed_on": None,
                "broken": False,
            }
            told = {"status": DisputeStatus.MEDIATED.value, "sessions": row["sessions"] + 1, "mediated_on": held_on}
            return told | anew
        case dispute.DisputeAgreed() as one:
            again = {"failed_on": None, "broken": False, "asked_on": None, "court": ""}
            told = {"agreed_on": one.agreed_on, "due_on": one.due_on, "oral": one.oral}
            return {"status": DisputeStatus.AGREED.value, "evidence": len(one.evidence), **told, **again}
        case dispute.ConfirmationNoted(asked_on=asked_on, court=court):
            return {"asked_on": asked_on, "court": court}
        case dispute.DisputeFollowedUp():
            return {"followed_up_on": event.happened_on}
        case dispute.DisputePerformed() as one:
            grade = Grade.DOCUMENTED if one.evidence else Grade.CLAIMED
            told = {"status": DisputeStatus.PERFORMED.value, "performed_on": one.performed_on}
            return {**told, "grade": grade.value, "evidence": row["evidence"] + len(one.evidence)}
        case dispute.DisputeConfirmed(said_so=said_so):
            grade = Grade.CONFIRMED if said_so else Grade.VERIFIED
            return {"grade": max(Grade(row["grade"]), grade, key=ORDER.index).value}
        case dispute.DisputeFailed(broken=broken):
            return {"status": DisputeStatus.FAILED.value, "failed_on": event.happened_on, "broken": broken}
        case dispute.DisputeReferred() as one:
            told = {"referred_to": one.channel.value, "where_to": one.where_to, "referred_on": event.happened_on}
            return {"status": DisputeStatus.REFERRED.value, **told}
        case dispute.DisputeWithdrawn(reason=reason):
            return {"status": DisputeStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
    return {}


def _keepers(before: str, *who: str) -> str:
    return " ".join(dict.fromkeys((*before.split(), *filter(None, who))))
