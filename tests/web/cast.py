"""The small cast of the screens' tests: one county, five units, fourteen people, made by real commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from sandan.desk import organisation
from sandan.desk.organisation import Post
from sandan.domain.authority import Actor, Role
from sandan.domain.values import Tier
from sandan.projections import appointment
from sandan.web import session
from sandan.web.account import Account

FROM_ON = date(2026, 1, 1)
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
)
_keys = count(1)

PEOPLE: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "clerk": ("何静文", "整改办", "登记员", (Role.CLERK,)),
    "dispatcher": ("罗启明", "整改办", "交办专责", (Role.DISPATCHER,)),
    "verifier": ("沈柏川", "整改办", "验收专责", (Role.VERIFIER,)),
    "editor": ("顾雨桐", "整改办", "简报编辑", (Role.EDITOR,)),
    "head": ("高振河", "水利局", "局长", (Role.UNIT_HEAD,)),
    "handler": ("江小渔", "水利局", "办事员", (Role.HANDLER,)),
    "inspector": ("巡视明", "县纪委监委", "巡回组成员", (Role.INSPECTOR,)),
    "leader": ("方怀远", "云岭县", "副县长", (Role.LEADER,)),
    "discipline": ("纪清源", "县纪委监委", "纪检监察干部", (Role.DISCIPLINE,)),
    "auditor": ("严正平", "云岭县", "审计专员", (Role.AUDITOR,)),
    "aide": ("田助民", "青溪镇", "社会救助经办人", (Role.ASSISTANCE,)),
    "approver": ("蒋审核", "青溪镇", "审核确认人", (Role.APPROVER,)),
    "settler": ("梁结算", "云岭县", "医保结算经办人", (Role.SETTLEMENT,)),
}
"""Name by which tests call a person → real name, unit, post, roles. The operator comes with the county."""


def fresh_key(of: str = "test") -> str:
    """An idempotency key that no other command of this run has."""
    return f"{of}-{next(_keys)}"


def sign_in(client: Client, username: str, *given: str) -> None:
    """Open a session as the sign-in page does, proved by what is `given` (default: password and a code from an app)."""
    user = User.objects.get(username=username)
    client.force_login(user)
    opened = client.session
    session.begin(opened, user, given or (session.PASSWORD, session.APP), AGENT)
    opened.save()


@dataclass(frozen=True, slots=True)
class County:
    """The cast's ids: units by name, people and posts by the name that tests call a person by."""

    units: dict[str, str]
    people: dict[str, str]
    posts: dict[str, str]

    def actor(self, name: str) -> Actor:
        """The person acting in their post today."""
        found = appointment.actor(self.people[name], self.posts[name], timezone.localdate())
        assert found is not None
        return found


def make_county(at: datetime | None = None) -> County:
    """Made now, or at an earlier moment.

    云岭县 with 整改办, 水利局, 县纪委监委, 青溪镇 and 石桥村, its people, and an account for each (user name = the tests' name).
    """
    founded = organisation.establish_county("云岭县", "马致和", fresh_key("county"), at=at)
    people, posts = {"operator": founded.operator.person}, {"operator": founded.operator.appointment}
    operator = appointment.actor(people["operator"], posts["operator"], timezone.localdate())
    assert operator is not None
    units = {"云岭县": founded.county, "整改办": founded.office}
    for name, tier, above in (
        ("水利局", Tier.SYSTEM, "云岭县"),
        ("县纪委监委", Tier.SYSTEM, "云岭县"),
        ("青溪镇", Tier.TOWN, "云岭县"),
        ("石桥村", Tier.BRANCH, "青溪镇"),
    ):
        units[name] = organisation.establish_unit(name, tier, units[above], operator, fresh_key(), at=at)
    for called, (name, unit, post, roles) in PEOPLE.items():
        holder = organisation.take_on(name, Post(units[unit], post, roles, FROM_ON), operator, fresh_key(), at=at)
        people[called], posts[called] = holder.person, holder.appointment
    for called, person in people.items():
        user = User(username=called)
        user.set_unusable_password()
        user.save()
        Account.objects.create(user=user, person=person, acting=posts[called])
    return County(units, people, posts)
