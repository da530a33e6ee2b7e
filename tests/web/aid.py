"""A county in which assistance is given: a civil affairs bureau, a town's assistance officer and approver, an item and its standard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone
from tests.web.cast import FROM_ON, County, fresh_key, make_county

from sandan.desk import application, organisation, service_item
from sandan.desk.application import Applying, Receipt, blank
from sandan.desk.organisation import Post
from sandan.domain.allowance import Area, Household, Income, IncomeKind, Member, Standard
from sandan.domain.application import DecideApplication, GiveAccount, GiveOpinion, VisitHousehold
from sandan.domain.authority import Role
from sandan.domain.item import AuthorityBasis, Item, Stage
from sandan.domain.item_profile import profiles
from sandan.domain.money import Money
from sandan.domain.values import Tier
from sandan.web.account import Account

AIDES: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "mate": ("任同行", "青溪镇", "社会救助协理员", (Role.ASSISTANCE,)),
    "bureau": ("闵民政", "民政局", "局长", (Role.APPROVER,)),
    "elsewhere": ("陆别处", "清河镇", "社会救助经办人", (Role.ASSISTANCE, Role.APPROVER)),
}
"""Beside the cast, which has the town's aide and approver: name by which tests call a person → real name, unit, post, roles."""
HOME = Household(
    (
        Member("m1", "李秘名", "612401195001010011", "户主", incomes=(Income(IncomeKind.WAGE, Money.of(6000)),)),
        Member("m2", "王秘名", "612401195201010022", "配偶", able=False),
    )
)
"""Two people on 500 yuan a month: by a standard of 4,000 a year, 166.67 are missing."""


def plain(code: str = "dibao") -> Item:
    """A version that the county decides, without a public notice."""
    base = profiles()["dibao-two-level"]
    stages = tuple(each for each in base.stages if each.stage in (Stage.INVESTIGATE, Stage.OPINION, Stage.DECIDE))
    publicity = replace(base.publicity, days=7)
    checks = replace(base.checks, attend=base.checks.attend * 0, consent=base.checks.consent * 0)
    return replace(
        base,
        code=code,
        version=f"{code}-plain",
        authority=AuthorityBasis.STATUTORY_COUNTY,
        stages=stages,
        publicity=publicity,
        checks=checks,
        title="低保（县级决定）",
        basis="县文件",
    )


@dataclass
class Aid:
    """The county with its aides."""

    county: County
    now: datetime

    def at(self, days: int) -> datetime:
        """A moment so many days ago."""
        return self.now - timedelta(days)


def make_aid() -> Aid:
    """Founded a hundred days ago, with an item in force since ninety-eight."""
    now = timezone.localtime()
    aid = Aid(make_county(now - timedelta(100)), now)
    county = aid.county
    operator, office = county.actor("operator"), county.actor("dispatcher")
    for name, tier, above in (("民政局", Tier.SYSTEM, "云岭县"), ("清河镇", Tier.TOWN, "云岭县")):
        county.units[name] = organisation.establish_unit(
            name, tier, county.units[above], operator, fresh_key(), at=aid.at(100)
        )
    for called, (name, unit, post, roles) in AIDES.items():
        held = Post(county.units[unit], post, roles, FROM_ON)
        holder = organisation.take_on(name, held, operator, fresh_key(), at=aid.at(100))
        county.people[called], county.posts[called] = holder.person, holder.appointment
        user = User(username=called)
        user.set_unusable_password()
        user.save()
        Account.objects.create(user=user, person=holder.person, acting=holder.appointment)
    service_item.place("dibao", county.units["民政局"], office, fresh_key(), at=aid.at(99))
    standard = Standard(Area.RURAL, Money.of(4000), 12, date(2019, 1, 1), "市政府文件")
    service_item.set_standard("dibao", standard, office, fresh_key(), at=aid.at(99))
    first = replace(plain(), from_on=aid.at(98).date())
    service_item.adopt(first, office, fresh_key(), at=aid.at(99))
    return aid


def applied(aid: Aid, days: int = 60, household: Household = HOME, **more: object) -> Receipt:
    """An application over the counter, so many days ago."""
    asked = tuple(each.code for each in plain().asked)
    applying = Applying(
        item="dibao",
        town=aid.county.units["青溪镇"],
        village=aid.county.units["石桥村"],
        area=Area.RURAL,
        household=household,
        consent=True,
        given=asked,
        phone="13800001234",
        note="丈夫重病",
    )
    return application.submit(replace(applying, **more), aid.county.actor("aide"), fresh_key(), at=aid.at(days))  # type: ignore[arg-type]


def considered(aid: Aid, key: str, days: int = 50) -> None:
    """Visited, and with an opinion."""
    aide, on = aid.county.actor("aide"), aid.at(days).date()
    people = (aid.county.people["aide"], aid.county.people["mate"])
    visit = blank(VisitHousehold, key, visited_on=on, visitors=people, findings="两间土房")
    application.give(key, visit, aide, fresh_key(), at=aid.at(days))
    opinion = blank(GiveOpinion, key, favourable=True, reasons="收入低于标准")
    application.give(key, opinion, aide, fresh_key(), at=aid.at(days))


def granted(aid: Aid, days: int = 60) -> str:
    """A granted application with its account, decided ten days after it was applied for."""
    key = applied(aid, days).application
    considered(aid, key, days - 5)
    decide = blank(DecideApplication, key, grant=True, reasons="符合条件")
    application.give(key, decide, aid.county.actor("bureau"), fresh_key(), at=aid.at(days - 10))
    account = GiveAccount(application=key, holder="李秘名", bank="信用社", account="6230270900001234567")
    application.give(key, account, aid.county.actor("aide"), fresh_key(), at=aid.at(days - 10))
    return key
