"""A bureau and a hospital in the screens' county, who settles in them, and a scheme that holds from the county's first day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from tests.web.cast import FROM_ON, County, fresh_key

from sandan.desk import admission as desk
from sandan.desk import organisation, scheme
from sandan.desk.advance import enter as grant
from sandan.desk.handle import Order, handle
from sandan.desk.organisation import Post
from sandan.domain.arrears import ArrearsStatus, PlanInstalments, even
from sandan.domain.authority import Role
from sandan.domain.money import Money
from sandan.domain.scheme import AdoptScheme
from sandan.domain.values import Tier
from sandan.projections.admission import Admission
from sandan.projections.arrears import Arrears
from sandan.projections.settlement import Settlement
from sandan.projections.version import now
from sandan.web.account import Account

NAME, ID_NUMBER = "周岁安", "610923195001011234"
_OVERDUE = 3
SETTLERS: dict[str, tuple[str, str, str]] = {
    "hospital": ("丹溪月", "县医院", "医保办干事"),
    "hospital_second": ("姚清和", "县医院", "医保办主任"),
    "fund": ("邱惠民", "医疗保障局", "结算股股长"),
    "fund_second": ("林守正", "医疗保障局", "基金股股长"),
}
"""Name by which tests call a person → real name, unit, post."""


def settle_in(county: County, at: datetime | None = None) -> None:
    """Establish bureau and hospital, bring their people in, and adopt the scheme that ships. Twice is once."""
    if "县医院" in county.units:
        return
    by = county.actor("operator")
    for name in ("医疗保障局", "县医院"):
        unit = organisation.establish_unit(name, Tier.SYSTEM, county.units["云岭县"], by, fresh_key(), at=at)
        county.units[name] = unit
    for called, (name, unit, post) in SETTLERS.items():
        held = Post(county.units[unit], post, (Role.SETTLEMENT,), FROM_ON)
        holder = organisation.take_on(name, held, by, fresh_key(), at=at)
        county.people[called], county.posts[called] = holder.person, holder.appointment
        user = User.objects.create_user(called)
        Account.objects.create(user=user, person=holder.person, acting=holder.appointment)
    day = timezone.localdate(at)
    order = AdoptScheme(
        scheme="draft",
        text=scheme.ILLUSTRATION.read_text(encoding="utf-8"),
        unit=county.units["医疗保障局"],
        from_on=day,
    )
    scheme.adopt(order, county.actor("dispatcher"), fresh_key(), at)
    for _each in range(_OVERDUE if at else 0):
        _overdue(county, at or timezone.now())


def today() -> str:
    return timezone.localdate().isoformat()


def admission_form(county: County, **more: Any) -> dict[str, Any]:
    """The form by which somebody is admitted outside the county without a deposit."""
    who = {"person_name": NAME, "id_number": ID_NUMBER, "category": "minimum_living", "basis": "低保证"}
    where = {"unit": county.units["县医院"], "hospital": "市中心医院", "level": "tertiary", "inside": "no"}
    how = {"admitted_on": today(), "guaranteed": "on", "agreed_on": today()}
    return {**who, **where, **how, **more}


def bill_form(**more: Any) -> dict[str, Any]:
    """The bill of the oracles."""
    return {
        "discharged_on": today(), "invoice": fresh_key("6100"), "total": "100000", "non_catalogue": "8000", "self_first": "", **more,
    }  # fmt: skip


def _give(orders: list[Order], county: County, who: str, at: datetime) -> str:
    done = handle(orders, county.actor(who), fresh_key(), at)
    return done.events[0][0].stream.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Signed:
    """An admission that was settled."""

    admission: str
    settlement: str


def admitted(county: County, at: datetime, id_number: str = ID_NUMBER) -> str:
    """An admission outside the county without a deposit."""
    day = timezone.localdate(at)
    said = {
        "name": NAME, "id_number": id_number, "category": "minimum_living", "basis": "低保证", "unit": county.units["县医院"],
        "hospital": "市中心医院", "level": "tertiary", "inside": False, "admitted_on": day, "guaranteed": True, "agreed_on": day,
    }  # fmt: skip
    by = county.actor("hospital")
    return _give(desk.enter(said, by, fresh_key()), county, "hospital", at)


def signed(county: County, at: datetime | None = None) -> Signed:
    """An admission with its bill and the settlement that the engine proposes, signed, with all of the patient's share open."""
    moment = at or timezone.now()
    key = admitted(county, moment)
    row = now(Admission).get(key=key)
    bill = {"discharged_on": timezone.localdate(moment), "total": Money.of(100_000), "non_catalogue": Money.of(8_000)}
    _give(desk.discharged(row, {**bill, "invoice": fresh_key("6100")}), county, "hospital", moment)
    found = desk.proposal(key)
    _give(desk.settled(row, found.statement.patient, Money.of(0)), county, "hospital", moment)
    return Signed(key, found.order.settlement)


def granted(county: County, at: datetime | None = None, amount: int = 6000) -> str:
    """An advance to the hospital."""
    moment = at or timezone.now()
    said = {
        "unit": county.units["县医院"],
        "fund": "医疗救助基金",
        "amount": Money.of(amount),
        "granted_on": timezone.localdate(moment),
        "basis": "云医保〔2026〕1号",
    }
    return _give(grant(said, county.actor("fund"), fresh_key()), county, "fund", moment)


def _overdue(county: County, at: datetime) -> None:
    """An arrear whose only instalment is due on the day of `at`: overdue from the next day on."""
    key = signed(county, at).settlement
    left = now(Settlement).get(key=key).due
    parts = even(Money.of(f"{left / 100:.2f}"), 1, timezone.localdate(at))
    _give([Order(f"arrears/{key}", PlanInstalments(arrears=key, parts=parts))], county, "hospital", at)


def overdue(taken: set[str]) -> str:
    """An overdue arrear that is not among those taken already: time does not run backwards, so they are made with the county."""
    rows = now(Arrears).filter(status=ArrearsStatus.PLANNED.value).exclude(key__in=taken).order_by("position")
    return rows[0].key


def address(noun: str, key: str, act: str = "") -> str:
    """Where a record or a step on it is."""
    return reverse(f"workspace:{noun}_act", args=[key, act]) if act else reverse(f"workspace:{noun}", args=[key])
