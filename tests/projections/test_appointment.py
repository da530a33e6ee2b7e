"""The actor that a post makes, with the units that the person has left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.cast import fresh_key

from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Role
from sandan.domain.values import Tier
from sandan.projections import appointment


@pytest.mark.django_db
def test_an_end_entered_late_counts_from_the_day_it_was_entered() -> None:
    today = timezone.localdate()
    founded = organisation.establish_county("云岭县", "马致和", fresh_key("county"))
    operator = appointment.actor(founded.operator.person, founded.operator.appointment, today)
    assert operator is not None
    water = organisation.establish_unit("水利局", Tier.SYSTEM, founded.county, operator, fresh_key())
    year_ago = today - timedelta(days=365)
    holder = organisation.take_on("汤平", Post(water, "科员", (Role.HANDLER,), year_ago), operator, fresh_key())
    moved = organisation.appoint(
        holder.person, Post(founded.office, "验收专责", (Role.VERIFIER,), today), operator, fresh_key()
    )
    before = appointment.actor(holder.person, moved, today)
    assert before is not None
    assert (water in before.everywhere, before.left) == (True, ())

    organisation.end_appointment(holder.appointment, today - timedelta(days=300), operator, fresh_key())
    after = appointment.actor(holder.person, moved, today)
    assert after is not None
    assert water not in after.everywhere
    assert dict(after.left)[water] == today, "until today the county knew them as one of the unit"
