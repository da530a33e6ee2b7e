"""Exemplars."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.web.cast import County, fresh_key
from tests.web.registers import Filled, Taken

from sandan.desk.handle import Order, handle
from sandan.domain.authority import Role
from sandan.domain.person import DeclareKin


def entry(county: County) -> dict[str, str]:
    unit = county.units["水利局"]
    return {"who": "江小渔", "title": "守水渠的人", "unit": unit, "grounds": "汛期连守二十一天。"}


def days_pass(county: County) -> None:
    """The ledger's clock stands at its last entry: let one be of the day after tomorrow."""
    by = county.actor("auditor")
    assert Role.AUDITOR in by.roles
    order = DeclareKin(person=by.person, kin=county.people["leader"])
    handle([Order(f"person/{by.person}", order)], by, fresh_key(), timezone.now() + timedelta(2))


ENTRY = Filled("clerk", entry)
STORIES = (
    (
        Taken("consent", "handler"),
        Taken("end_consent", "handler"),
        Taken("withdraw", "clerk", lambda _county: {"reason": "重复"}),
    ),
    (
        Taken("post", "dispatcher", lambda _county: {"days": "1"}),
        Taken("consent", "handler"),
        Taken("object", "dispatcher", lambda _county: {"words": "有一天不在岗"}),
        Taken("answer", "verifier", lambda _county: {"holds": "no", "finding": "当天调休，有记录"}),
        Taken("review", "verifier", lambda _county: {"holds": "yes", "finding": "属实"}, days_pass),
        Taken("publish", "editor"),
        Taken("take_down", "dispatcher", lambda _county: {"reason": "岗位变动"}),
    ),
)
