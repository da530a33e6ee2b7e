"""One object of every kind that an address takes, made by real commands: in the open, under the shield, one's own and another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web import test_batch, test_roster
from tests.web.cast import FROM_ON, PEOPLE, County, fresh_key
from tests.web.step import accepted, dispatched, heard, struck_off
from tests.web.test_evidence import PNG

from sandan.bulletins.document import digest
from sandan.desk import bulletin, handover, look_back, opinion, organisation, problem, rule, survey
from sandan.desk.look_back import Finding, Freezing
from sandan.desk.opinion import Heard
from sandan.desk.organisation import Post, Seat
from sandan.desk.problem import Dispatch
from sandan.domain.authority import Actor, Role
from sandan.domain.look_back import Strata, Verdict
from sandan.domain.problem import RectifyAtOnce
from sandan.domain.profile import CAMPAIGN
from sandan.domain.shield import Shield, cleared
from sandan.domain.values import Evidence, Topic
from sandan.ledger import file, read
from sandan.outbox.models import Channel, Means, Message, State
from sandan.outbox.secret import sealed_fields
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.version import of_matter
from sandan.web import factor
from sandan.web.account import Account, invite
from sandan.web.saved_view import SavedView

Open = Callable[[str], Client]
YESTERDAY = timedelta(days=1)
NOTHING = "zzzzzzzzzzzzzzzz"
"""An id of the right shape that names nothing."""

MORE: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "cadre": ("石有田", "青溪镇", "镇长", (Role.UNIT_HEAD, Role.HANDLER)),
    "second": ("白石生", "青溪镇", "验收员", (Role.VERIFIER,)),
    "insider": ("陆两岸", "水利局", "借调人员", (Role.VERIFIER, Role.DISPATCHER, Role.CLERK)),
}
"""Beside the cast: another unit's head, a second verifier, and one who has the office's roles but sits in the water bureau."""

WHO = ("", "operator", *PEOPLE, *MORE)
"""Everyone who opens pages here, a visitor first."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An object as an address names it: `args` and `query`, in which NOTHING can stand for `key`.

    `shield` with `handling` says who may know of it, `own` that its receipt code was shown in the session, `only` whose it is (empty:
    everyone's), `there` is False for what this address has for nobody, and `fields` name it in what is sent.
    """

    kind: str
    args: tuple[str, ...] = ()
    query: str = ""
    key: str = ""
    shield: Shield | None = None
    handling: frozenset[str] = frozenset()
    own: bool | None = None
    only: tuple[str, ...] = ()
    there: bool = True
    fields: tuple[tuple[str, str], ...] = ()

    def address(self, name: str) -> str:
        """Where this thing is under the address `name`."""
        return reverse(name, args=self.args) + self.query

    def nowhere(self, name: str) -> str:
        """The same address with an id that names nothing."""
        args = [NOTHING if each == self.key else each for each in self.args]
        return reverse(name, args=args) + self.query.replace(self.key, NOTHING)

    def hidden_from(self, by: Actor) -> bool:
        """Whether the shield hides it from this person."""
        return not cleared(self.shield, by, handling=self.handling)


@dataclass
class World:
    """The county with its objects. `things` lists them by the names of the addresses that take them."""

    county: County
    client_of: Open
    things: dict[str, list[Thing]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    """Opinions whose receipt code everyone has shown here."""

    def __post_init__(self) -> None:
        """Bring more people in, then make the objects."""
        for called, (name, unit, post, roles) in MORE.items():
            held = Post(self.county.units[unit], post, roles, FROM_ON)
            before = timezone.now() - YESTERDAY
            holder = organisation.take_on(name, held, self.county.actor("operator"), fresh_key(), at=before)
            self.county.people[called], self.county.posts[called] = holder.person, holder.appointment
            user = User.objects.create_user(called)
            Account.objects.create(user=user, person=holder.person, acting=holder.appointment)
        look_backs = self._look_backs()
        water, town = self.county.units["水利局"], self.county.units["青溪镇"]
        self.about_water = Shield(frozenset({water}))
        self.about_office = Shield(frozenset({self.county.units["整改办"]}))
        self.about_head = Shield(persons=frozenset({self.county.people["head"]}), accusation=True)
        self.waiting = heard(self.county, "路灯不亮。")
        self.own = self._problem(dispatched(self.county), "handler")
        self.other = self._problem(self._to(town, accepted(self.county, heard(self.county, "井盖破了。"))), "cadre")
        self.hidden_opinion = self._complaint(self.about_water)
        taken = opinion.accept(self.hidden_opinion, self.county.actor("dispatcher"), fresh_key(), title="截留")
        self.hidden = self._problem(self._to(town, taken), "cadre")
        self.of_office = self._complaint(self.about_office)
        self.hidden_of_office = opinion.accept(
            self.of_office, self.county.actor("discipline"), fresh_key(), title="压件"
        )
        self.accusation = self._complaint(self.about_head)
        self.shown = [self.waiting, self.of_office]
        self._list(town, look_backs)

    def user(self, who: str) -> Client:
        """A browser in which this person is signed in (nobody: ""), with the receipt codes shown."""
        client = self.client_of(who)
        client.raise_request_exception = False
        session: Any = client.session
        session["opinions"] = list(self.shown)
        session.save()
        return client

    def _to(self, unit: str, key: str) -> str:
        problem.dispatch(key, Dispatch(unit, timezone.localdate()), self.county.actor("dispatcher"), fresh_key())
        return key

    def _complaint(self, about: Shield) -> str:
        heard_ = Heard("有人截留补贴。", title="截留", town=self.county.units["青溪镇"], shield=about)
        return opinion.register(heard_, self.county.actor("leader"), fresh_key()).opinion

    def _problem(self, key: str, fixer: str) -> str:
        today = timezone.localdate()
        done = RectifyAtOnce(measure="修好", done_on=today, evidence=(Evidence(file.keep(PNG + key.encode()), today),))
        problem.give(key, done, self.county.actor(fixer), fresh_key())
        return key

    def _number(self, key: str) -> str:
        return of_matter(Problem, key).get(key=key).number

    def _list(self, town: str, look_backs: dict[str, list[Thing]]) -> None:
        handling = frozenset({town})
        problems = [
            Thing("own unit's", key=self.own),
            Thing("another unit's", key=self.other),
            Thing("under the shield, at the town", key=self.hidden, shield=self.about_water, handling=handling),
            Thing("under the shield, about the office", key=self.hidden_of_office, shield=self.about_office),
        ]
        opinions = [
            Thing("waiting", key=self.waiting),
            Thing("under the shield, taken up", key=self.hidden_opinion, shield=self.about_water, handling=handling),
            Thing("under the shield, about the office", key=self.of_office, shield=self.about_office),
            Thing("accusation", key=self.accusation, shield=self.about_head),
        ]
        reports = [Thing(each.kind, key=each.key, shield=each.shield, own=each.key in self.shown) for each in opinions]
        draft, published = self._bulletins()
        closed, running, upload = self._imports()
        clerk = self.county.people["clerk"]
        self.things = {
            "setup": [
                Thing("a fresh link", (token := invite(clerk, self.county.actor("operator"), "matrix"),), key=token),
                Thing("no link", (NOTHING,), there=False),
            ],
            "portal:ask": [
                Thing("a one-time link", (token := self._link(self.own),), key=token),
                Thing("no link", (NOTHING,), there=False),
            ],
            "demo_sign_in": [Thing("outside the demo", there=False)],
            "workspace:problem": _at(problems),
            "workspace:problem_act": [*_at(problems, "sign_for"), Thing("no such step", (self.own, NOTHING), there=False)],
            "workspace:evidence": [self._proof(each) for each in problems if each.key != self.hidden_of_office],
            "workspace:relay": [
                replace(each, args=(each.key, self.opinion_of(each.key))) for each in problems
            ],
            **{name: _at(problems) for name in ("workspace:papers", "workspace:dossier", "workspace:dossier_docx")},
            "workspace:story_export": [*_at(problems, "json"), Thing("no such form", (self.own, NOTHING), there=False)],
            **self._entries(problems),
            **{name: _at(opinions) for name in ("workspace:opinion", "workspace:unmask")},
            "workspace:shield_act": [
                *(replace(each, there=each.shield is not None) for each in _at(opinions, "decline")),
                replace(_at(opinions, NOTHING)[2], kind="no such step", there=False),
            ],
            "workspace:shield_opinion": [replace(each, there=each.shield is None) for each in _at(opinions)],
            **{
                f"portal:{name}": _at(reports)
                for name in ("receipt", "opinion", "answer", "reopen", "write")
            },
            "portal:problem": [
                Thing(each.kind, (number := self._number(each.key),), key=number, shield=each.shield)
                for each in problems
            ],
            "portal:records": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "workspace:records": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "portal:bulletin": [Thing("published", (published,), key=published), Thing("draft", (draft,), key=draft, there=False)],
            **{
                name: [Thing("draft", (draft,), key=draft), Thing("published", (published,), key=published)]
                for name in ("workspace:bulletin", "workspace:bulletin_docx", "workspace:bulletin_publish")
            },
            "workspace:bulletin_edit": [
                Thing("draft", (draft,), key=draft), Thing("published", (published,), key=published, there=False),
            ],
            **{
                name: [Thing("closed", (closed,), key=closed), Thing("running", (running,), key=running)]
                for name in ("workspace:import", "workspace:import_run", "workspace:import_undo")
            },
            "workspace:import_returned": [
                Thing("with defects", (closed,), key=closed), Thing("nothing taken yet", (running,), key=running, there=False),
            ],
            "workspace:import_mapping": [Thing("the clerk's upload", (upload,), key=upload, only=("clerk",))],
            "workspace:export": [Thing("list", ("problems",), key="problems"), Thing("no list", (NOTHING,), there=False)],
            **self._accounts(),
            **self._organisation(town),
            **self._handovers(town),
            **self._rosters(),
            **self._rules(),
            **look_backs,
            **self._outbox(),
            "workspace:view": [Thing("the clerk's", (view := self._view("clerk"),), key=view, only=("clerk",))],
        }  # fmt: skip

    def _view(self, who: str) -> str:
        account = Account.objects.get(user__username=who)
        return SavedView.objects.create(account=account, list="problems", name="逾期", query="due=overdue").key

    def _entries(self, problems: list[Thing]) -> dict[str, list[Thing]]:
        """The first entry of each problem, which the office may correct, and the orders by which they were dispatched."""
        office = {False: ("dispatcher", "insider"), True: ("dispatcher", "insider", "discipline")}
        first = {each.key: str(read.stream(f"problem/{each.key}")[0].position) for each in problems}
        elsewhere = Thing("of another problem", (self.own, first[self.other]), key=self.own, there=False)
        sent = [each for each in problems if each.key != self.hidden_of_office]
        orders = {
            each.key: next(
                str(one.position) for one in read.stream(f"problem/{each.key}") if one.kind == "problem.dispatched/1"
            )
            for each in sent
        }
        papers = [
            *(replace(each, args=(each.key, "order", orders[each.key])) for each in sent),
            Thing("no such document", (self.own, "order", "1"), key=self.own, there=False),
            Thing("no such kind", (self.own, NOTHING, "1"), key=self.own, there=False),
        ]
        return {
            "workspace:paper": papers,
            "workspace:paper_docx": papers,
            "workspace:correction": [
                *(
                    replace(each, args=(each.key, first[each.key]), only=office[each.shield is not None])
                    for each in problems
                ),
                elsewhere,
            ],
        }

    def _proof(self, of: Thing) -> Thing:
        kept = file.keep(PNG + of.key.encode())
        return Thing(of.kind, (kept,), f"?of={of.key}", of.key, of.shield, of.handling)

    def _link(self, of: str) -> str:
        (link,) = survey.make_links(of, [self.opinion_of(of)], self.county.actor("clerk"), fresh_key())
        return link.token

    def opinion_of(self, key: str) -> str:
        """The opinion that a problem answers."""
        return of_matter(Opinion, key).get(problem=key).key

    def _accounts(self) -> dict[str, list[Thing]]:
        """What there is of an account: a sign-on that nobody set up, and the second factor of one person."""
        user = User.objects.get(username="clerk")
        RecoveryCodes.activate(user)
        app = Authenticator.objects.create(user=user, type=factor.APP, data={"secret": "", "counter": 0})
        no_sign_on = [Thing("no sign-on is set up", ("county",), key="county", there=False)]
        clerk = self.county.people["clerk"]
        return {
            "openid_connect_login": no_sign_on,
            "openid_connect_callback": no_sign_on,
            "factor_remove": [
                Thing("the clerk's app", key=str(app.pk), only=("clerk",), fields=(("factor", str(app.pk)),))
            ],
            "workspace:person_link": [Thing("person", (clerk,), key=clerk)],
            "workspace:person_factor_reset": [Thing("person", (clerk,), key=clerk)],
        }

    def _organisation(self, town: str) -> dict[str, list[Thing]]:
        """What the operator keeps: a unit, a post in it, a leader who answers for it, a matter on its duty list, an appointment."""
        by, on = self.county.actor("operator"), timezone.localdate()
        seat = organisation.establish_post(Seat(town, "水利员", (Role.HANDLER,), FROM_ON), by, fresh_key())
        self.assignment = organisation.assign(self.county.people["leader"], town, on, by, fresh_key())
        duty = organisation.list_duty(town, Topic.WATER, "", "三定方案", on, by, fresh_key())
        appointment = self.county.posts["editor"]
        of_unit = [Thing("unit", query=f"?unit={town}", key=town)]
        return {
            "workspace:unit_change": [
                Thing("unit", (town, "rename"), key=town),
                Thing("no such change", (town, NOTHING), there=False),
            ],
            "workspace:post_new": of_unit,
            "workspace:assignment_new": of_unit,
            "workspace:duty_new": of_unit,
            "workspace:post_end": [Thing("post", (seat,), key=seat)],
            "workspace:assignment_end": [Thing("assignment", (self.assignment,), key=self.assignment)],
            "workspace:duty_drop": [Thing("duty", (duty,), key=duty)],
            "workspace:appointment_end": [Thing("appointment", (appointment,), key=appointment)],
            "workspace:appointment_withdraw": [Thing("appointment", (appointment,), key=appointment)],
        }

    def _handovers(self, town: str) -> dict[str, list[Thing]]:
        """What the leader offered to the town's head, and whose duties a head of unit may offer: their own people's."""
        leader, cadre = self.county.people["leader"], self.county.people["cadre"]
        item, by = f"assignment/{self.assignment}", self.county.actor("operator")
        offered = handover.offer(leader, cadre, [item], by, fresh_key())
        office = ("operator", "dispatcher", "insider")
        handler = self.county.people["handler"]
        return {
            "workspace:handover": [
                Thing("the leader's", (offered,), key=offered, only=(*office, "leader", "cadre")),
            ],
            "workspace:handover_act": [
                Thing("the leader's", (offered, "refuse"), key=offered, only=(*office, "leader", "cadre")),
                Thing("no such step", (offered, NOTHING), there=False),
            ],
            "workspace:handover_new": [
                Thing("of the water bureau", query=f"?person={handler}", key=handler, only=(*office, "head")),
                Thing("of the town", query=f"?person={cadre}", key=cadre, only=(*office, "cadre")),
            ],
        }

    def _rosters(self) -> dict[str, list[Thing]]:
        """A file of the organisation that was brought in with a row sent back, one without, and one that waits for its sender's word."""
        operator = self.client_of("operator")
        defective, whole = (test_roster.brought_in(operator, each) for each in (test_roster.TREE, test_roster.STAFF))
        waits = test_roster.sent(operator, test_roster.STAFF).rstrip("/").split("/")[-2]
        two = [Thing("with a row sent back", (defective,), key=defective), Thing("whole", (whole,), key=whole)]
        return {
            "workspace:roster": two,
            "workspace:roster_undo": two,
            "workspace:roster_returned": [two[0], replace(two[1], there=False)],
            "workspace:roster_plan": [Thing("the operator's upload", (waits,), key=waits, only=("operator",))],
        }

    def _rules(self) -> dict[str, list[Thing]]:
        """Rules of the office that are coming, and the law's, which are not the office's to end."""
        by, tomorrow = self.county.actor("dispatcher"), timezone.localdate() + timedelta(1)
        ours = replace(CAMPAIGN, title="冬季行动", basis="云整办〔2026〕3号", from_on=tomorrow + timedelta(30))
        coming = rule.adopt(ours, by, fresh_key())
        year = timezone.localdate().year + 2
        return {
            "workspace:rule_new": [
                Thing("petitions", ("petition",), key="petition"),
                Thing("no procedure", (NOTHING,), there=False),
            ],
            "workspace:rule_end": [
                Thing("coming", (coming,), key=coming),
                Thing("the law", ("petition-2022",), there=False),
            ],
            "workspace:calendar_year": [
                Thing("a year to come", (str(year),), key=str(year)),
                Thing("out of reach", (str(year + 1),), there=False),
            ],
        }

    def frozen(self, at: datetime) -> str:
        """A look-back at what was struck off by a moment, whose public draw is the next day's."""
        day = timezone.localdate(at)
        what = Freezing(Strata.TOWN, day, day, 9, False, "福彩", "2026138", day + timedelta(1), "再查一次")
        return look_back.freeze(what, self.county.actor("dispatcher"), fresh_key(), at)

    def _look_backs(self) -> dict[str, list[Thing]]:
        """One look-back that waits for its digits, and one with three items: found, given out, given to nobody.

        What is drawn today was frozen yesterday: this county is a day old, and these come first.
        """
        before = timezone.now() - YESTERDAY
        problems = sorted(struck_off(self.county, f"第{n}处路灯不亮。", at=before) for n in range(3))
        waits, drawn = self.frozen(before), self.frozen(before)
        office, second = self.county.actor("dispatcher"), self.county.actor("second")
        look_back.draw(drawn, "03081217", "公告", office, fresh_key())
        look_back.assign(drawn, dict.fromkeys(problems[:2], second.person), office, fresh_key())
        photo = Evidence(file.keep(PNG), timezone.localdate())
        look_back.record(drawn, problems[0], Finding(Verdict.HOLDS, True, "灯亮着", (photo,)), second, fresh_key())
        both = [Thing("frozen", (waits,), key=waits), Thing("drawn", (drawn,), key=drawn)]
        return {
            **{f"{room}:look_back": both for room in ("portal", "workspace")},
            "portal:look_back_population": both,
            "workspace:look_back_draw": both,
            "workspace:look_back_checkers": both,
            "workspace:look_back_end": [
                *(replace(each, args=(each.key, "abandon")) for each in both),
                Thing("no such end", (drawn, NOTHING), there=False),
            ],
            "workspace:look_back_item": [
                Thing("waits for the second verifier", (drawn, problems[1]), key=problems[1]),
                Thing("found", (drawn, problems[0]), key=problems[0]),
                Thing("given to nobody", (drawn, problems[2]), key=problems[2]),
                Thing("not drawn", (drawn, NOTHING), there=False),
            ],
            "workspace:look_back_evidence": [Thing("photo", (drawn, photo.file), key=photo.file)],
        }

    def _outbox(self) -> dict[str, list[Thing]]:
        """What the operator keeps of messages: a channel, and a message that failed."""
        sealed = sealed_fields({"url": "https://open.feishu.cn/open-apis/bot/v2/hook/geheim", "secret": ""})
        channel = Channel.objects.create(
            key="feishu", means=Means.FEISHU, name="水利局群", unit=self.county.units["水利局"], sealed=sealed
        )
        now_ = timezone.now()
        failed = Message.objects.create(
            key="f" * 32, channel=channel, recipient=f"unit/{channel.unit}", slot="now/x", state=State.FAILED,
            reason="refused", next_at=now_, made_at=now_,
        )  # fmt: skip
        return {
            "workspace:channel": [Thing("a robot", (channel.key,), key=channel.key)],
            "workspace:channel_act": [
                Thing("a robot", (channel.key, "pause"), key=channel.key),
                Thing("no such act", (channel.key, NOTHING), there=False),
            ],
            "workspace:message_act": [
                Thing("failed", (failed.key, "again"), key=failed.key),
                Thing("no such act", (failed.key, NOTHING), there=False),
            ],
        }

    def _bulletins(self) -> tuple[str, str]:
        editor = self.county.actor("editor")
        draft, published = (bulletin.draft(title, "正文。", editor, fresh_key()) for title in ("草稿", "第一期"))
        bulletin.publish(published, editor, fresh_key(), timezone.localdate(), digest)
        return draft, published

    def _imports(self) -> tuple[str, str, str]:
        clerk = self.client_of("clerk")
        closed = test_batch.brought_in(clerk).key
        running = test_batch.confirmed(clerk, test_batch.FILE.replace("桥栏杆", "桥面")).rstrip("/").split("/")[-2]
        return closed, running, test_batch.send(clerk).url.rstrip("/").split("/")[-2]


def _at(things: list[Thing], *more: str) -> list[Thing]:
    return [Thing(each.kind, (each.key, *more), "", each.key, each.shield, each.handling, each.own) for each in things]
