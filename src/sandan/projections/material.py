"""Study materials (学习材料)."""

from __future__ import annotations

from django.db import models

from sandan.domain import material
from sandan.domain.material import MaterialStatus
from sandan.domain.wire import Event
from sandan.ledger.read import Entry
from sandan.projections.number import MATERIAL
from sandan.projections.record import Record, entered, indexes
from sandan.projections.version import Tables, now


class Material(Record):
    """A material on the list: an address, a file, or a title alone."""

    kind = models.CharField(max_length=12)
    link = models.CharField(max_length=500, default="")
    note = models.CharField(max_length=2000, default="")

    class Meta:
        indexes = indexes("material")


def apply(entry: Entry, event: Event, tables: Tables) -> None:
    """Write what `event` says of a material."""
    match event:
        case material.MaterialAdded() as one:
            values = entered(
                entry,
                event,
                MATERIAL,
                title=one.title,
                unit=one.unit,
                kind=one.kind_of.value,
                link=one.link,
                note=one.note,
                evidence=len(one.evidence),
                status=MaterialStatus.LISTED.value,
            )
            tables.put(Material, one.material, entry.position, values)
        case material.MaterialWithdrawn(material=key, reason=reason):
            withdrawn = {"status": MaterialStatus.WITHDRAWN.value, "withdrawn_on": event.happened_on, "reason": reason}
            tables.put(Material, key, entry.position, withdrawn)


def titles() -> dict[str, str]:
    """The materials on the list by id, the newest first."""
    rows = now(Material).filter(withdrawn_on__isnull=True).order_by("-position")
    return dict(rows.values_list("key", "title"))
