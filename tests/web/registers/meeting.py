"""On-site meetings. A decision on a problem that the clerk may not dispatch waits for the dispatcher."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.registers import Filled, Taken

from sandan.desk.opinion import Heard, accept, register
from sandan.projections.problem import Problem
from sandan.projections.version import now


def accepted(county: County) -> str:
    """The number of a problem that waits to be dispatched."""
    by = county.actor("dispatcher")
    told = register(Heard("石桥村水管漏水"), county.actor("clerk"), fresh_key())
    made = accept(told.opinion, by, fresh_key(), title="石桥村水管漏水")
    return now(Problem).get(key=made).number


def _entry(county: County) -> dict[str, Any]:
    until = (timezone.localdate() + timedelta(20)).isoformat()
    return {
        "leader": "方怀远",
        "place": county.units["青溪镇"],
        "units": "水利局、青溪镇",
        "problems": accepted(county),
        "decided_1": "换主管道",
        "due_on_1": until,
        "unit_of_1": county.units["水利局"],
        "decided_2": "每月来一次",
        "due_on_2": until,
        "person_of_2": "方怀远",
        "problem_of_2": "",
    }


ENTRY = Filled("clerk", _entry)
STORIES = (
    (Taken("carry_out", "dispatcher", lambda _county: {"decision": "0"}), Taken("confirm", "second")),
    (
        Taken("drop", "clerk", lambda _county: {"decision": "0", "reason": "另案办理"}),
        Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),
    ),
)
