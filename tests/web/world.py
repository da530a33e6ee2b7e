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
from tests.issue import put_out
from tests.web import registers, test_batch, test_roster
from tests.web.area import square
from tests.web.cast import FROM_ON, PEOPLE, County, fresh_key
from tests.web.medical import SETTLERS, settle_in
from tests.web.registers import circuit_visit as of_circuit
from tests.web.step import accepted, dispatched, heard, struck_off
from tests.web.test_evidence import PNG

from sandan.bulletins.reconcile import judge
from sandan.desk import (
    application,
    application_sheet,
    boundary,
    bulletin,
    circuit,
    circuit_visit,
    handover,
    look_back,
    opinion,
    organisation,
    problem,
    rule,
    scheme,
    service_item,
    survey,
)
from sandan.desk.application import Applying
from sandan.desk.handle import Order, handle, identify
from sandan.desk.look_back import Finding, Freezing
from sandan.desk.opinion import Heard
from sandan.desk.organisation import Post, Seat
from sandan.desk.problem import Dispatch
from sandan.desk.sheet import Taking, take
from sandan.domain.allowance import Area, Household, Member
from sandan.domain.authority import Actor, Role
from sandan.domain.circuit_plan import Line, ProposePlan
from sandan.domain.circuit_visit import FeedBack
from sandan.domain.commitment import OfferCommitment, Replaceable
from sandan.domain.delegation import GiveDelegation
from sandan.domain.lecture import PlanLecture
from sandan.domain.look_back import Strata, Verdict
from sandan.domain.money import Money
from sandan.domain.payment import ApprovePayment, DrawUpPayment, PayLine
from sandan.domain.problem_command import RectifyAtOnce
from sandan.domain.profile import CAMPAIGN
from sandan.domain.publicity import PostNotice, Shown, Stage
from sandan.domain.shield import Shield, cleared
from sandan.domain.spot_check import Case, CheckOf, FreezeCheck
from sandan.domain.values import Evidence, Tier, Topic
from sandan.intake.boundary import read_features
from sandan.ledger import file, read
from sandan.outbox.models import Channel, Means, Message, State
from sandan.outbox.secret import sealed_fields
from sandan.projections.admission import Admission
from sandan.projections.bulletin import Bulletin
from sandan.projections.circuit_visit import CircuitVisit, items_of
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.programme import open_ones
from sandan.projections.version import now, of_matter
from sandan.web import factor
from sandan.web.access import PAGES
from sandan.web.account import Account, invite
from sandan.web.book import BOOKS
from sandan.web.saved_view import SavedView

Open = Callable[[str], Client]
YESTERDAY = timedelta(days=1)
NOTHING = "zzzzzzzzzzzzzzzz"
"""An id of the right shape that names nothing."""

MORE: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "cadre": ("石有田", "青溪镇", "镇长", (Role.UNIT_HEAD, Role.HANDLER)),
    "second": ("白石生", "青溪镇", "验收员", (Role.VERIFIER,)),
    "bureau": ("闵民政", "水利局", "救助分管副局长", (Role.ASSISTANCE, Role.APPROVER)),
    "insider": ("陆两岸", "水利局", "借调人员", (Role.VERIFIER, Role.DISPATCHER, Role.CLERK)),
}
"""Beside the cast: another unit's head, a second verifier, and one who has the office's roles but sits in the water bureau."""

LINE = ("aide", "approver", "bureau")
"""Who may know of an application: those of the town, and of the unit that answers for the item."""
AIDES = ("aide", "approver")
"""Who may know of an application in the town."""
HOUSEHOLDS = """姓名,身份证号,与户主关系,财产是否符合规定,核对授权
李大山,612401195001010013,户主,是,是
何错号,612401195001010011,户主,是,是
"""
"""A town's table: one household that comes in, and one that goes back."""

WHO = ("", "operator", *PEOPLE, *MORE, *SETTLERS)
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
        settle_in(self.county, timezone.now() - YESTERDAY)
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
        draft, submitted, approved, published = self._bulletins()
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
            "portal:deed": _at(reports, NOTHING),
            "portal:problem": [
                Thing(each.kind, (number := self._number(each.key),), key=number, shield=each.shield)
                for each in problems
            ],
            "exchange:dataset": [Thing("data set", ("problems",), key="problems")],
            "exchange:file": [Thing("data set", ("problems", "csv"), key="problems"), Thing("no format", ("problems", "exe"), there=False)],
            "portal:walk": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "portal:walk_file": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "portal:walk_number": [Thing("no such issue", ("1999", "1", "1"), there=False)],
            "portal:records": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "workspace:records": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "portal:change": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "workspace:change": [Thing("figure", ("problems.collected",), key="problems.collected")],
            "portal:bulletin": [Thing("published", (published,), key=published), Thing("draft", (draft,), key=draft, there=False)],
            "portal:bulletin_file": [
                Thing("published", (published, "xlsx"), key=published),
                Thing("draft", (draft, "docx"), key=draft, there=False),
                Thing("no such kind", (published, "odt"), key=published, there=False),
            ],
            "workspace:bulletin_file": [
                Thing("draft", (draft, "docx"), key=draft), Thing("no such kind", (draft, "odt"), key=draft, there=False),
            ],
            **{
                name: [Thing("draft", (draft,), key=draft), Thing("published", (published,), key=published)]
                for name in ("workspace:bulletin", "workspace:bulletin_versions", "workspace:bulletin_submit", "workspace:bulletin_discard")
            },
            **{
                f"workspace:bulletin_{name}": [Thing("handed in", (submitted,), key=submitted), Thing("draft", (draft,), key=draft)]
                for name in ("approve", "send_back")
            },
            "workspace:bulletin_publish": [
                Thing("approved", (approved,), key=approved), Thing("published", (published,), key=published),
            ],
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
            **self._registers(),
            **self._medical(),
            **self._circuit(),
            **self._programmes(),
            **self._assistance(town),
            "workspace:problem_serving": [replace(each, there=each.shield is None) for each in _at(problems)],
            "workspace:view": [Thing("the clerk's", (view := self._view("clerk"),), key=view, only=("clerk",))],
        }  # fmt: skip

    def entered(self, noun: str, filled: registers.Filled | None = None) -> str:
        """A record of a register, entered by its own form."""
        book, module = BOOKS[noun], registers.MODULES[noun]
        if not book.entries:
            return str(module.made(self.county))
        before = set(now(book.table).values_list("key", flat=True))
        entry = filled or module.ENTRY
        sent = {**entry.given(self.county), "key": fresh_key()}
        answer = self.client_of(entry.who).post(reverse(f"workspace:{noun}_new"), sent)
        assert answer.status_code == 302, answer.content.decode()
        (made,) = set(now(book.table).values_list("key", flat=True)) - before
        return str(made)

    def _registers(self) -> dict[str, list[Thing]]:
        """One record of each register, its steps, and a sheet of the first."""
        found: dict[str, list[Thing]] = {}
        for noun, book in BOOKS.items():
            getattr(registers.MODULES[noun], "prepare", lambda _county: None)(self.county)
            key = self.entered(noun)
            # Records of who is ill are there for the very units that settle them, in whatever post.
            only = tuple(SETTLERS) if book.active == "medical" else ()
            found[f"workspace:{noun}"] = [Thing(f"a {noun}", (key,), key=key, only=only)]
            found[f"workspace:{noun}_act"] = [
                Thing(f"a {noun}", (key, next(iter(book.steps))), key=key, only=only),
                Thing("no such step", (key, NOTHING), there=False),
            ]
            if noun == "meeting":
                for page in ("minutes", "minutes_docx"):
                    found[f"workspace:meeting_{page}"] = [Thing("a meeting", (key,), key=key)]
            found.setdefault("workspace:record_serving", []).append(
                Thing(f"a {noun}", (noun, key), key=key, there=book.serves)
            )
            found.setdefault("workspace:record_evidence", []).append(
                Thing("no such file", (noun, key, NOTHING), there=False)
            )
            may = PAGES[f"workspace:{noun}_new"] if book.sheets else frozenset()
            whose = tuple(who for who in WHO if who and self.county.actor(who).roles & may)
            enters = [Thing(f"the {noun} register", (noun,), key=noun, only=whose)] if book.sheets else []
            found.setdefault("workspace:sheet_new", []).extend(enters)
            found.setdefault("workspace:sheet_template", []).extend(enters)
        by = self.county.actor("clerk")
        plan = PlanLecture(
            lecture="brought-in",
            title="守初心",
            lecturer=by.person,
            place=by.unit,
            unit=by.unit,
            planned_on=timezone.localdate(),
        )
        taking = Taking("lecture", b"a", "a.csv", "", [[Order("lecture/brought-in", plan)]], 0, ())
        made = take(taking, by, fresh_key())
        sheets = [Thing("a sheet", (made,), key=made)]
        return {
            **found,
            "workspace:sheet": sheets,
            "workspace:sheet_undo": sheets,
            "workspace:sheet_returned": [Thing("nothing was sent back", (made,), key=made, there=False)],
            "workspace:sheet_plan": [Thing("no upload", ("lecture", NOTHING), there=False)],
        }

    def _assistance(self, town: str) -> dict[str, list[Thing]]:
        """An application in a town, a list that waits to be signed, and a signed one."""
        office, aide = self.county.actor("dispatcher"), self.county.actor("aide")
        service_item.place("dibao", self.county.units["水利局"], office, fresh_key())
        applying = Applying(
            item="dibao",
            town=town,
            village="",
            area=Area.RURAL,
            household=Household((Member("m1", "李某"),)),
            consent=False,
        )
        key = application.submit(applying, aide, fresh_key()).application
        sheet = application_sheet.bring_in(HOUSEHOLDS.encode(), "户.csv", aide, fresh_key(), "dibao")
        lines = (PayLine(key, Money.of(1)),)
        lists = []
        for number, month in enumerate(("2026-01", "2026-02")):
            of = identify(f"payment{number}")
            drawn = DrawUpPayment(payment=of, item="dibao", unit=town, bureau="x", month=month, lines=lines)
            handle([Order(f"payment/{of}", drawn)], aide, fresh_key())
            lists.append(of)
        drawn_up, signed = lists
        signing = ApprovePayment(payment=signed, due=lines)
        handle([Order(f"payment/{signed}", signing)], self.county.actor("approver"), fresh_key())
        item = [Thing("the item", ("dibao",), key="dibao")]
        draft = [Thing("a draft", ("dibao-delegated",), key="dibao-delegated")]
        return {
            **self._watched(town, key),
            "portal:apply": item,
            "portal:benefit": [Thing("an application", (key,), key=key, own=False)],
            "portal:benefit_act": [Thing("an application", (key, "withdraw"), key=key, own=False)],
            "portal:benefit_paper": [Thing("an application", (key, NOTHING), key=key, own=False)],
            "workspace:application_paper": [Thing("no such file", (key, NOTHING), there=False)],
            "workspace:application_new": item,
            "workspace:application": [Thing("an application", (key,), key=key, only=LINE)],
            "workspace:application_act": [
                Thing("an application", (key, "withdraw"), key=key, only=LINE),
                Thing("no such step", (key, NOTHING), there=False),
            ],
            "workspace:application_sheet_plan": [Thing("no upload", (NOTHING, "dibao"), there=False)],
            "workspace:application_sheet_plan_returned": [Thing("no upload", (NOTHING, "dibao"), there=False)],
            "workspace:application_sheet": [Thing("a file", (sheet,), key=sheet, only=LINE)],
            "workspace:application_sheet_undo": [Thing("a file", (sheet,), key=sheet, only=LINE)],
            "workspace:application_sheet_returned": [Thing("a file", (sheet,), key=sheet, only=("aide",))],
            "workspace:application_sheet_receipts": [Thing("a file", (sheet,), key=sheet, only=("aide",))],
            "workspace:payment": [Thing("a list", (drawn_up,), key=drawn_up, only=AIDES)],
            "workspace:payment_bank": [
                Thing("a signed list", (signed,), key=signed, only=AIDES),
                Thing("an unsigned list", (drawn_up,), key=drawn_up, there=False),
            ],
            "workspace:payment_act": [
                Thing("a list", (drawn_up, "discard"), key=drawn_up, only=AIDES),
                Thing("no such step", (drawn_up, NOTHING), there=False),
            ],
            "workspace:service_item": item,
            "workspace:service_item_new": draft,
            "workspace:service_item_act": [
                Thing("the item", ("dibao", "place"), key="dibao"),
                Thing("no such step", ("dibao", NOTHING), there=False),
            ],
        }

    def _watched(self, town: str, of: str) -> dict[str, list[Thing]]:
        """A notice that stands, an entrustment, a commitment that was offered, and a spot check that waits for its draw."""
        water, today = self.county.units["水利局"], timezone.localdate()
        aide, bureau = self.county.actor("aide"), self.county.actor("bureau")
        notice, entrusted, offered, check = (identify(f"{of}{each}") for each in "nect")
        post = PostNotice(
            publicity=notice, application=of, service="dibao", stage=Stage.PROPOSED, unit=town, line=(water,), town=town, village="",
            days=7, shown=(Shown.HEAD, Shown.TOWN), head="李某",
        )  # fmt: skip
        give = GiveDelegation(
            delegation=entrusted, principal=water, agent=town, services=("dibao",), instrument="云水发〔2026〕1号", from_on=today,
            to_on=today + timedelta(99), announced_on=today, where="政府网站", principal_tier=Tier.SYSTEM, agent_tier=Tier.TOWN,
        )  # fmt: skip
        offer = OfferCommitment(
            commitment=offered, application=of, unit=town, line=(water,), service="dibao", version="dibao-two-level",
            papers=("income",), text="承诺书", asked=("income",), catalogue=(Replaceable("income", "收入证明"),),
        )  # fmt: skip
        freeze = FreezeCheck(
            spot_check=check, of=CheckOf.DECISION, unit=water, from_on=today, to_on=today, percent=30, least=30, position=1,
            cases=(Case(of, "JZ2026-00001", "x"),), source="福彩", issue="1", seed_on=today + timedelta(1),
        )  # fmt: skip
        orders = (
            (f"publicity/{notice}", post, aide), (f"delegation/{entrusted}", give, bureau), (f"commitment/{offered}", offer, aide),
            (f"spot_check/{check}", freeze, bureau),
        )  # fmt: skip
        for stream, order, by in orders:
            handle([Order(stream, order)], by, fresh_key())
        found: dict[str, list[Thing]] = {"portal:publicity_one": [Thing("a notice", (notice,), key=notice)]}
        for noun, key, act, only in (
            ("publicity", notice, "take_down", LINE),
            ("delegation", entrusted, "suspend", ()),
            ("commitment", offered, "decline", LINE),
            ("spot_check", check, "abandon", ("bureau",)),
        ):
            found[f"workspace:{noun}"] = [Thing(f"a {noun}", (key,), key=key, only=only)]
            found[f"workspace:{noun}_act"] = [
                Thing(f"a {noun}", (key, act), key=key, only=only),
                Thing("no such step", (key, NOTHING), there=False),
            ]
        return found

    def _circuit(self) -> dict[str, list[Thing]]:
        """A visit of two verifiers to the water bureau with a finding that it may object to, one without, and a plan that waits."""
        office, checker = self.county.actor("dispatcher"), self.county.actor("verifier")
        today, water = timezone.localdate(), self.county.units["水利局"]
        group = of_circuit.group(self.county)
        held = {"group": group, "place": water, "on": today, "held": True, "methods": ["on_site"], "reason": "专项"}
        told, fresh = fresh_key(), fresh_key()
        for key in (told, fresh):
            handle(circuit_visit.enter(held, office, key), office, key)
        visits = [identify(told), identify(fresh)]
        row = now(CircuitVisit).get(key=visits[0])
        circuit_visit.find(
            row, {"found": "problem", "title": "窗口无人", "words": "窗口无人值守"}, checker, fresh_key()
        )
        tell = FeedBack(visit=row.key, said="一处问题", terms=circuit.terms(today))
        handle([Order(f"circuit_visit/{row.key}", tell)], checker, fresh_key())
        finding = items_of(row.key)[0].finding
        line = Line(
            "001", group, water, today + timedelta(200), tuple(sorted((checker.person, self.county.people["second"])))
        )
        order = ProposePlan(
            plan="plan000000000001",
            title="下月",
            from_on=today,
            to_on=today + timedelta(9),
            lines=(line,),
            version="circuit/1",
            digest="ab" * 32,
            optimal=True,
            gap=0,
        )
        handle([Order(f"circuit_plan/{order.plan}", order)], office, fresh_key())
        plan = [Thing("a plan", (order.plan,), key=order.plan)]
        both = [Thing("fed back", (visits[0],), key=visits[0]), Thing("held", (visits[1],), key=visits[1])]
        return {
            "workspace:circuit_plan": plan,
            "workspace:circuit_plan_line": plan,
            "workspace:circuit_plan_act": [
                Thing("a plan", (order.plan, "discard"), key=order.plan),
                Thing("no such step", (order.plan, NOTHING), there=False),
            ],
            "workspace:circuit_visit_items": both,
            "workspace:circuit_visit_find": both[::-1],
            "workspace:circuit_visit_finding": [
                Thing("a finding", (visits[0], finding, "object"), key=visits[0]),
                Thing("no such step", (visits[0], finding, NOTHING), there=False),
            ],
        }

    def _medical(self) -> dict[str, list[Thing]]:
        """The scheme in force, and a bill whose receipt code was shown in no session."""
        held = scheme.on(timezone.localdate())
        assert held is not None
        key = now(Admission).order_by("position")[0].key
        return {
            "workspace:scheme_end": [Thing("in force", (held.id,), key=held.id)],
            "portal:bill": [Thing("a bill", (key,), key=key, own=False)],
            "portal:bill_object": [Thing("a bill", (key,), key=key, own=False)],
        }

    def _programmes(self) -> dict[str, list[Thing]]:
        """A programme that runs, and one of its stages."""
        key = open_ones()[0].key
        runs = [Thing("running", (key,), key=key)]
        names = ("programme", "programme_amend", "programme_end", "programme_suggested")
        return {
            **{f"workspace:{name}": runs for name in names},
            "workspace:programme_stage": [
                Thing("a stage", (key, "0"), key=key),
                Thing("no such stage", (key, "9"), key=key, there=False),
            ],
        }

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
            "workspace:boundary_end": [
                Thing("on the map", (self._drawn(),), key=self.county.units["青溪镇"]),
                Thing("no town", (NOTHING,), there=False),
            ],
            **{
                f"{room}:dashboard_chart": [
                    Thing("a chart", ("rungs", "svg"), key="rungs"),
                    Thing("no chart", ("rungs", "exe"), there=False),
                ]
                for room in ("portal", "workspace")
            },
            "workspace:calendar_year": [
                Thing("a year to come", (str(year),), key=str(year)),
                Thing("out of reach", (str(year + 1),), there=False),
            ],
        }

    def _drawn(self) -> str:
        """A town that is on the map."""
        features = read_features(square("青溪镇"))
        return boundary.draw(features, "县民政局", "", self.county.actor("dispatcher"), fresh_key()).taken[0]

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

    def _bulletins(self) -> tuple[str, str, str, str]:
        """A draft, one handed in, one approved and one published."""
        editor, leader, today = self.county.actor("editor"), self.county.actor("leader"), timezone.localdate()
        titles = ("草稿", "待核准", "待印发", "第一期")
        found = tuple(bulletin.draft(title, "正文。", editor, fresh_key()) for title in titles)
        for each in found[1:3]:
            bulletin.submit(each, editor, fresh_key(), today, judge)
        bulletin.approve(found[2], leader, fresh_key(), now(Bulletin).get(key=found[2]).digest)
        put_out(found[3], editor, leader, fresh_key(), today)
        return found[0], found[1], found[2], found[3]

    def _imports(self) -> tuple[str, str, str]:
        clerk = self.client_of("clerk")
        closed = test_batch.brought_in(clerk).key
        running = test_batch.confirmed(clerk, test_batch.FILE.replace("桥栏杆", "桥面")).rstrip("/").split("/")[-2]
        return closed, running, test_batch.send(clerk).url.rstrip("/").split("/")[-2]


def _at(things: list[Thing], *more: str) -> list[Thing]:
    return [Thing(each.kind, (each.key, *more), "", each.key, each.shield, each.handling, each.own) for each in things]
