"""What every template may use: the county's name, and who is signed in, in which post."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from sandan.domain.authority import Actor
from sandan.domain.values import Tier
from sandan.projections.appointment import Appointment
from sandan.projections.person import Person
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.access import PAGES


def county(request: HttpRequest) -> dict[str, Any]:
    """`county`, `demo`, and for signed-in staff `acting`, `roles` and `sees_imports`.

    Imports are the one place of the navigation that not every post may open.
    """
    found: dict[str, Any] = {"county": county_name(), "demo": settings.SANDAN_DEMO}
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.person:
        post = now(Appointment).filter(key=actor.appointment).first()
        found["acting"] = {
            "person": now(Person).filter(key=actor.person).values_list("name", flat=True).first() or "",
            "post": post.post if post else "",
            "unit": now(Unit).filter(key=actor.unit).values_list("name", flat=True).first() or "",
            "switch_url": reverse("acting"),
        }
        found["roles"] = {role.value for role in actor.roles}
        found["sees_shield"] = bool(actor.roles & PAGES["workspace:shield"])
        found["sees_applications"] = bool(actor.roles & PAGES["workspace:applications"])
        found["sees_imports"] = bool(actor.roles & PAGES["workspace:imports"])
    return found


def county_name() -> str:
    """The county's name: configured, or that of the county unit."""
    if settings.SANDAN_COUNTY:
        return str(settings.SANDAN_COUNTY)
    return now(Unit).filter(tier=Tier.COUNTY.value).values_list("name", flat=True).first() or ""
