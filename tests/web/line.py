"""The cast of assistance: a bureau that answers for the minimum living allowance and entrusts one of two towns, and a household.

Everything happened in the past month, so that a notice has run and a public draw has been held by today.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from tests.web.cast import FROM_ON, County, fresh_key
from tests.web.test_evidence import PNG

from sandan.desk import application as applications
from sandan.desk import commitment, delegation, organisation, publicity, service_item
from sandan.desk.application import Applying, blank
from sandan.desk.handle import Order, fold, handle
from sandan.desk.organisation import Post
from sandan.domain.allowance import Area, Household, Income, IncomeKind, Member, Standard
from sandan.domain.application import ApplicationStatus, DecideApplication, GiveOpinion, VisitHousehold
from sandan.domain.authority import Actor, Role
from sandan.domain.commitment import SignCommitment
from sandan.domain.item_profile import profiles
from sandan.domain.money import Money
from sandan.domain.publicity import Stage
from sandan.domain.service_item import PlaceItem
from sandan.domain.values import Evidence, Tier
from sandan.ledger import file
from sandan.projections.commitment import Commitment
from sandan.projections.publicity import Publicity
from sandan.projections.version import now
from sandan.web.account import Account

PEOPLE: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "tao": ("陶民生", "青溪镇", "救助经办员", (Role.ASSISTANCE,)),
    "lin": ("林助", "青溪镇", "救助协理员", (Role.ASSISTANCE,)),
    "ning": ("宁审", "青溪镇", "审核确认人", (Role.APPROVER,)),
    "min": ("闵政", "民政局", "救助科科员", (Role.ASSISTANCE,)),
    "zheng": ("郑局", "民政局", "分管副局长", (Role.APPROVER,)),
    "hua": ("华远", "白云镇", "救助经办员", (Role.ASSISTANCE, Role.APPROVER)),
}
HEAD, ID = "石有田", "610923197001011234"
BASIS = "云政发〔2025〕8号"


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def scan(content: bytes = b"signed") -> Evidence:
    return Evidence(file.keep(PNG + content), timezone.localdate())


@dataclass
class Aid:
    """The county with its line of assistance."""

    county: County

    def actor(self, name: str) -> Actor:
        return self.county.actor(name)

    def applied(
        self,
        head: str = HEAD,
        number: str = ID,
        *,
        given: tuple[str, ...] = ("application", "authorisation", "illness"),
        at: float = 20,
        **more: Any,
    ) -> str:
        """An application of a household of three with 1000 yuan a month."""
        wages = Income(IncomeKind.WAGE, Money.of(12000), 12)
        members = (Member("m1", head, number, incomes=(wages,)), Member("m2", "石小妹"), Member("m3", "石老娘"))
        said = Applying(
            "dibao",
            self.county.units["青溪镇"],
            self.county.units["石桥村"],
            Area.RURAL,
            Household(members),
            True,
            given,
            **more,
        )
        return applications.submit(said, self.actor("tao"), fresh_key("apply"), days_ago(at)).application

    def committed(self, of: str, papers: tuple[str, ...] = ("income", "property"), *, at: float = 19) -> Commitment:
        """A commitment that was shown and signed."""
        by, key = self.actor("tao"), fresh_key("commit")
        handle(
            commitment.enter({"application": of, "papers": papers, "bureau": "民政局"}, by, key), by, key, days_ago(at)
        )
        row = now(Commitment).filter(application=of).latest("position")
        said = {"seen": row.digest, "signer": "self", "guardian": ""}
        handle(commitment.signed(row, said, (scan(),)), by, fresh_key(), days_ago(at - 0.01))
        return now(Commitment).get(key=row.key)

    def proposed(self, of: str, *, at: float = 10) -> None:
        """Accepted, visited by two, with a favourable opinion."""
        tao, lin = self.actor("tao"), self.actor("lin")
        if fold(f"application/{of}")[0].status is ApplicationStatus.SUBMITTED:
            applications.accept(of, tao, fresh_key(), days_ago(at + 5))
        visit = blank(
            VisitHousehold,
            of,
            visited_on=timezone.localdate(days_ago(at + 4)),
            visitors=(tao.person, lin.person),
            findings="属实",
        )
        applications.give(of, visit, tao, fresh_key(), days_ago(at + 4))
        opinion = blank(GiveOpinion, of, favourable=True, reasons="人均收入低于标准")
        applications.give(of, opinion, tao, fresh_key(), days_ago(at))

    def posted(self, of: str, *, at: float = 9) -> Publicity:
        """The notice of the proposal."""
        by, key = self.actor("tao"), fresh_key("post")
        handle(publicity.enter({"application": of, "stage": Stage.PROPOSED}, by, key), by, key, days_ago(at))
        return now(Publicity).filter(application=of).latest("position")

    def entrusted(self, *, at: float = 25, **more: Any) -> None:
        """青溪镇 decides on the allowance in the bureau's name."""
        by, key, day = self.actor("zheng"), fresh_key("entrust"), timezone.localdate(days_ago(at))
        data = {
            "agent": self.county.units["青溪镇"], "services": ["dibao"], "instrument": "云民发〔2026〕12号", "from_on": day,
            "to_on": day + timedelta(365), "announced_on": day, "where": "县政府网站", **more,
        }  # fmt: skip
        handle(delegation.enter(data, by, key), by, key, days_ago(at))

    def decided(self, of: str, who: str = "ning", *, grant: bool = True, at: float = 0) -> None:
        """Decided and signed."""
        order = blank(DecideApplication, of, grant=grant, reasons="符合条件", from_month="")
        applications.give(of, order, self.actor(who), fresh_key(), days_ago(at))


def aided(county: County) -> Aid:
    """The line of assistance, in a county that was made a month ago."""
    operator, dispatcher = county.actor("operator"), county.actor("dispatcher")
    for name, tier in (("民政局", Tier.SYSTEM), ("白云镇", Tier.TOWN)):
        county.units[name] = organisation.establish_unit(
            name, tier, county.units["云岭县"], operator, fresh_key(), at=days_ago(29)
        )
    for called, (name, unit, post, roles) in PEOPLE.items():
        held = Post(county.units[unit], post, roles, FROM_ON)
        holder = organisation.take_on(name, held, operator, fresh_key(), at=days_ago(29))
        county.people[called], county.posts[called] = holder.person, holder.appointment
        user = User.objects.create_user(called)
        Account.objects.create(user=user, person=holder.person, acting=holder.appointment)
    place = Order("service_item/dibao", PlaceItem(code="dibao", bureau=county.units["民政局"]))
    handle([place], dispatcher, fresh_key(), days_ago(28.5))
    draft = replace(profiles()["dibao-delegated"], from_on=timezone.localdate(days_ago(27)))
    service_item.adopt(draft, dispatcher, fresh_key(), days_ago(28.4))
    standard = Standard(Area.RURAL, Money.of(600), 1, timezone.localdate(days_ago(300)), BASIS)
    service_item.set_standard("dibao", standard, dispatcher, fresh_key(), days_ago(28.3))
    return Aid(county)


__all__ = ["HEAD", "ID", "PEOPLE", "Aid", "SignCommitment", "aided", "days_ago", "scan"]
