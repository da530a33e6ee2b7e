"""What an entry of the dispute register means in commands: the dispute, and how far it has come already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandan.desk.handle import Order, identify
from sandan.domain.authority import Actor
from sandan.domain.dispute import AgreeDispute, DisputeKind, Mediate, PerformDispute, RegisterDispute


def enter(data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    """Register a dispute; where the entry says that it was agreed on, or performed, that in the same go (one entry, law 11).

    `data`: kind, place, unit, mediator, mediators, matter, parties, on, held_on; agreed_on, due_on, terms, oral; performed_on, said_so,
    evidence.
    """
    of = identify(key)
    stream = f"dispute/{of}"
    orders = [
        Order(
            stream,
            RegisterDispute(
                dispute=of,
                kind_of=DisputeKind(data.get("kind") or DisputeKind.OTHER),
                place=data["place"],
                unit=data.get("unit") or by.unit,
                mediator=data.get("mediator") or "",
                mediators=data.get("mediators") or "",
                matter=data.get("matter") or "",
                parties=data.get("parties") or "",
                happened_on=data.get("on"),
            ),
        )
    ]
    evidence = tuple(data.get("evidence") or ())
    if data.get("held_on"):
        orders.append(Order(stream, Mediate(dispute=of, held_on=data["held_on"])))
    if data.get("agreed_on"):
        agreed = AgreeDispute(
            dispute=of,
            agreed_on=data["agreed_on"],
            due_on=data.get("due_on") or data["agreed_on"],
            terms=data.get("terms") or "",
            oral=bool(data.get("oral")),
            evidence=evidence,
        )
        orders.append(Order(stream, agreed))
    if data.get("performed_on"):
        performed = PerformDispute(
            dispute=of,
            performed_on=data["performed_on"],
            said_so=bool(data.get("said_so")),
            evidence=evidence,
        )
        orders.append(Order(stream, performed))
    return orders
