"""Implementation plans."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.registers import Filled, Taken

from sandan.desk import programme as desk
from sandan.projections.plan import of_programme
from sandan.projections.programme import open_ones

_MANY = 4


def prepare(county: County) -> None:
    """Programmes that units can be asked for plans for: each asks a unit once."""
    for _each in range(_MANY):
        desk.begin(desk.drafted("theme_education", timezone.localdate()), county.actor("dispatcher"), fresh_key())


def _entry(county: County) -> dict[str, object]:
    water = county.units["水利局"]
    free = [one.key for one in open_ones() if water not in {each.unit for each in of_programme(one.key)}]
    due_on = (timezone.localdate() + timedelta(9)).isoformat()
    return {"programme": free[-1], "units": [water], "due_on": due_on}


def _plan(_county: County) -> dict[str, str]:
    return {"content": "先学后查、边查边改", "county": "方怀远", "system": "高振河"}


ADOPT = Taken("adopt", "head", _plan)
ENTRY = Filled("dispatcher", _entry)
STORIES = (
    (ADOPT, Taken("amend", "handler", lambda county: {**_plan(county), "content": "边学边改", "reason": "调整分工"})),
    (Taken("withdraw", "dispatcher", lambda _county: {"reason": "不涉及"}),),
)
