"""Visits (走访): one page for who, where, when and what was heard; each thing heard goes its way from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandan.desk.handle import Done, Order
from sandan.desk.sheet import Trial
from sandan.desk.viewing import write_down
from sandan.desk.visit import Line as Thing
from sandan.desk.visit import enter, hold, taken_back
from sandan.domain.authority import Actor, may
from sandan.domain.deed import EnterDeed
from sandan.domain.dispute import DisputeKind, DisputeStatus
from sandan.domain.opinion import OpinionRegistered, OpinionStatus
from sandan.domain.register import handles
from sandan.domain.values import Status, Tier, Topic
from sandan.domain.visit import (
    CancelVisit,
    ConfirmVisit,
    EnterVisit,
    EraseVisit,
    HeardKind,
    HoldVisit,
    VisitStatus,
    WithdrawVisit,
)
from sandan.ledger import read
from sandan.projections.dispute import Dispute
from sandan.projections.opinion import Opinion
from sandan.projections.problem import Problem
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.projections.visit import Visit, heard_on, running_pairs
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, grade_cell, place_cell, register
from sandan.web.column import Column, Names
from sandan.web.entry import DateInput, EvidenceForm, LinesForm, PersonField, UnitField, WordField, YesField
from sandan.web.form import NoteForm, ReasonForm
from sandan.web.label import DISPUTE, OPINION, STATUS, TOPIC, Label
from sandan.web.story import Line
from sandan.web.workspace.book import urls
from sandan.web.workspace.dispute import STATUS as DISPUTE_STATUS
from sandan.web.workspace.dispute import BasisForm

VISIT: Mapping[VisitStatus, Label] = {
    VisitStatus.PLANNED: pgettext_lazy("visit", "Planned"),
    VisitStatus.HELD: pgettext_lazy("visit", "Held"),
    VisitStatus.CANCELLED: pgettext_lazy("visit", "Called off"),
    VisitStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}
HEARD: Mapping[HeardKind, Label] = {
    HeardKind.OPINION: pgettext_lazy("heard", "For the office to sort"),
    HeardKind.FIXED: pgettext_lazy("heard", "Put right on the spot"),
    HeardKind.DISPUTE: pgettext_lazy("heard", "A dispute"),
    HeardKind.NOTED: pgettext_lazy("heard", "Only noted"),
}
_SEALED = _("Only with the person's wish. Sealed, and seen by those alone who call back.")
_SESSION = "heard_receipts"


class HeardForm(LinesForm, EvidenceForm):
    """What was heard on a visit, line by line. No line asks for a household; who said it waits behind a fold."""

    line_name = _("What was heard")
    line_more = _("Subject, what was done, or who wants an answer")
    line_folded = frozenset({"topic_of", "done", "quarrel", "reporter", "contact"})
    folded = frozenset({*LinesForm.folded, "companions", "note", "health_checked", "topic"})
    mends: ClassVar[Mapping[str, str]] = {"names_health": "health_checked", "personal_number": "note"}
    below = frozenset({"proof"})
    companions = forms.CharField(label=_("Who else went"), required=False, max_length=300)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("No household, no illness, no telephone or identity numbers: what people said belongs above."),
    )
    health_checked = YesField(label=_("Nobody's health is meant"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].label = _("Photo or paper of what was put right")
        self.fields["proof"].help_text = _(
            "One is enough for all. With one, what was put right counts as such, and others verify it; without, it goes to the office."
        )

    def line(self) -> dict[str, forms.Field]:
        """One thing heard."""
        return {
            "heard": forms.CharField(
                label=pgettext_lazy("heard", "In a few words"),
                required=False,
                max_length=4000,
                widget=forms.Textarea({"rows": 2}),
            ),
            "kind": WordField(
                label=_("What becomes of it"), words=HEARD, required=False, initial=HeardKind.OPINION.value
            ),
            "topic_of": WordField(label=_("Subject"), words=TOPIC, empty=_("As the visit"), required=False),
            "done": forms.CharField(label=_("What was done on the spot"), required=False, max_length=1000),
            "quarrel": WordField(label=_("Kind of dispute"), words=DISPUTE, empty=_("Not sure"), required=False),
            "reporter": forms.CharField(label=_("Who said it"), required=False, max_length=80, help_text=_SEALED),
            "contact": forms.CharField(label=_("How to reach them"), required=False, max_length=120),
        }

    def clean(self) -> dict[str, Any]:
        """The lines as things heard."""
        data = super().clean()
        data["lines"] = [
            Thing(
                text=each["heard"].replace("\r\n", "\n"),
                kind=HeardKind(each["kind"] or HeardKind.OPINION),
                topic=Topic(each["topic_of"]) if each["topic_of"] else None,
                done=each["done"] or "",
                dispute=DisputeKind(each["quarrel"]) if each["quarrel"] else None,
                reporter=each["reporter"] or "",
                contact=each["contact"] or "",
            )
            for each in data["lines"]
        ]
        return data


class VisitForm(HeardForm):
    """A visit that was held. Who, where and when are known mostly: the one who enters it, their own place, today."""

    headings: ClassVar[Mapping[str, str]] = {
        "visitor": "走访人员 走访人 走访领导 领导 姓名 干部",
        "place": "走访地点 地点 走访单位 镇村 走访镇村 走访对象",
        "held_on": "走访时间 走访日期 时间 日期",
        "topic": "走访主题 主题 类别",
        "companions": "陪同人员 同行人员",
        "note": "备注 体会 后续工作计划 走访背景",
        "health_checked": "已核不涉个人健康",
        "heard_1": "诉求与建议 实际困难 收集问题 问题 意见建议 反映问题 主要内容",
        "kind_1": "处理方式 办理方式",
        "done_1": "处理结果 办理情况 处理情况",
    }
    visitor = PersonField(label=_("Who went"), required=False, help_text=_("Empty means you."))
    place = UnitField(label=pgettext_lazy("visit", "Where"), required=False)
    held_on = forms.DateField(label=pgettext_lazy("visit", "Day"), widget=DateInput, required=False)
    topic = WordField(label=_("Subject"), words=TOPIC, empty=_("No particular one"), required=False)
    despite = forms.CharField(label=_("Why that day, though others come"), required=False, max_length=500)
    folded = frozenset({*HeardForm.folded, "despite"})
    field_order = (
        "visitor", "place", "held_on", "topic", "count", "proof", "companions", "note", "health_checked", "despite",
        "dated_on", "caption", "programmes",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = timezone.localdate()
        if self.actor is not None and not self.is_bound:
            self.fields["visitor"].initial = self.known.name_of(self.actor.person)
            self.fields["place"].initial = place_for(self.actor.person, self.actor, sure=False)

    def clean(self) -> dict[str, Any]:
        """Who and where, if they were left to be understood."""
        data = super().clean()
        actor = self.actor
        if actor is not None and "visitor" not in self.errors:
            data["visitor"] = data.get("visitor") or actor.person
            if "place" not in self.errors and not data.get("place"):
                data["place"] = place_for(data["visitor"], actor)
                if not data["place"]:
                    self.add_error("place", gettext("Say where: this person has no place, or several."))
        today = timezone.localdate()
        data["held_on"] = data.get("held_on") or today
        if data["held_on"] > today and data["lines"]:
            self.add_error(
                "held_on",
                gettext("Nothing can have been heard yet on a day to come. Leave the lines empty to plan it."),
            )
        return data


class HoldForm(HeardForm):
    """How a planned visit was."""

    held_on = forms.DateField(label=pgettext_lazy("visit", "Day"), widget=DateInput, required=False)
    field_order = ("held_on", "count", "proof", "companions", "note", "health_checked", "dated_on", "caption")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("programmes", None)


def place_for(visitor: str, actor: Actor, *, sure: bool = True) -> str:
    """Where someone goes if nobody says: the own village or town of whoever enters it, else the place assigned to the visitor.

    `sure`: only if there is one alone; otherwise the one not visited for longest is offered. "" where nothing says it.
    """
    if visitor == actor.person and now(Unit).filter(key=actor.unit, tier__in=_PLACES).exists():
        return actor.unit
    found = running_pairs(visitor, timezone.localdate())
    return found[0].unit if found and (len(found) == 1 or not sure) else ""


_PLACES = (Tier.TOWN.value, Tier.BRANCH.value)


def _together(data: Mapping[str, Any]) -> object:
    """An office's register has a row for each thing heard: those of one person at one place on one day are one visit."""
    return (data["visitor"], data["place"], data["held_on"]) if data["lines"] else None


def _joined(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """One visit with all that the rows say was heard; what else they say, once."""
    lines = [
        replace(line, topic=line.topic or (Topic(each["topic"]) if each["topic"] else None))
        for each in rows
        for line in each["lines"]
    ]
    words = {
        name: "；".join(dict.fromkeys(each[name] for each in rows if each[name])) for name in ("companions", "note")
    }
    checked = all(each["health_checked"] for each in rows)
    return {**rows[0], "lines": lines, **words, "health_checked": checked}


def _hold(row: Visit, data: Mapping[str, Any], by: Actor, key: str) -> list[Order]:
    held_on = data["held_on"] or timezone.localdate()
    return hold(row.key, row.place, Topic(row.topic), {**data, "held_on": held_on, "unit": row.unit}, by, key)


def _withdraw(row: Visit, data: Mapping[str, Any], by: Actor, _key: str) -> list[Order]:
    """The visit, and what came of it as far as nobody has worked on it and this person may take it back."""
    first, *others = taken_back(row.key, data["reason"])
    trial = Trial(by, timezone.localtime())
    return [first, *(each for each in others if trial([each]) is None)]


def remember(request: ActedRequest, done: Done) -> None:
    """Which receipts were just made, to be handed out on the next page of this visit."""
    made = [event.opinion for _entry, event in done.events if isinstance(event, OpinionRegistered)]
    if made:
        request.session[_SESSION] = [done.events[0][0].stream.partition("/")[2], made]


def _receipts(request: ActedRequest, row: Visit) -> list[dict[str, str]]:
    """Number and code of what was just entered in this session; the second look finds nothing."""
    of, made = request.session.get(_SESSION, ("", []))
    if of != row.key or request.method != "GET":
        return []
    del request.session[_SESSION]
    rows = list(now(Opinion).filter(key__in=made).order_by("position"))
    sealed = read.opened(each.position for each in rows)
    codes = [(each.number, (sealed[each.position].personal or {}).get("receipt", "")) for each in rows]
    return [{"number": number, "code": code} for number, code in codes if code]


def _more(request: ActedRequest, row: Visit, _names: Names) -> dict[str, Any]:
    """What was heard, where each thing is now, and the receipts to hand out."""
    things = heard_on(row.key)
    opinions = {each.key: each for each in now(Opinion).filter(key__in=[one.opinion for one in things if one.opinion])}
    of = [one.problem for one in things if one.problem] + [each.problem for each in opinions.values() if each.problem]
    problems = {each.key: each for each in now(Problem).filter(key__in=of)}
    disputes = {each.key: each for each in now(Dispute).filter(key__in=[one.dispute for one in things if one.dispute])}
    words = _noted(request, row) if row.noted else ()
    listed = []
    for one in things:
        said = opinions.get(one.opinion)
        problem = problems.get(said.problem if said else one.problem)
        quarrel = disputes.get(one.dispute)
        listed.append(
            {
                "kind": HEARD[HeardKind(one.kind)],
                "topic": TOPIC[Topic(one.topic)],
                "opinion": said,
                "opinion_status": OPINION[OpinionStatus(said.status)] if said else "",
                "problem": problem,
                "problem_status": STATUS[Status(problem.status)] if problem else "",
                "unproven": one.kind == HeardKind.FIXED and not one.problem and problem is None,
                "dispute": quarrel,
                "dispute_status": DISPUTE_STATUS[DisputeStatus(quarrel.status)] if quarrel else "",
                "words": words[one.line] if one.line < len(words) else "",
            }
        )
    return {
        "things": listed,
        "receipts": _receipts(request, row),
        "sealed_note": bool(row.noted) and not any(words),
        "may_deed": may(EnterDeed.name, request.actor),
    }


def _noted(request: ActedRequest, row: Visit) -> tuple[str, ...]:
    """The words that were only noted, for those who keep the visit; seeing them is written down."""
    if not handles(row.unit, frozenset({row.entered_by, row.visitor}), request.actor):
        return ()
    write_down([row.key], "visit", request.actor)
    positions = [each.position for each in read.stream(f"visit/{row.key}")]
    for entry in read.opened(positions).values():
        if (entry.personal or {}).get("noted"):
            return tuple((entry.personal or {})["noted"])
    return ()


def _sum(row: Visit, _names: Any) -> str:
    return str(row.heard)


def _day(row: Visit, _names: Any) -> date | None:
    return row.held_on or row.planned_on


def _called(row: Visit) -> str:
    """A place is visited again and again: what sets a visit apart is its day, and its subject where it has one."""
    topic = Topic(row.topic)
    day = _day(row, None)
    subject = str(TOPIC[topic]) if topic is not Topic.OTHER else ""
    return " · ".join(filter(None, (row.title, subject, day.isoformat() if day else "")))


BOOK = register(
    Book(
        name="visit",
        plural="visits",
        title=_("Visits"),
        new=_("Enter a visit"),
        lead=_(
            "Who went where, when, and what was heard. Each thing heard goes its way from here; nobody enters it again."
        ),
        table=Visit,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(pgettext_lazy("visit", "Where"), lambda row, names: names.unit(row.place), 18),
            Column(_("Who went"), lambda row, names: names.person(row.visitor)),
            Column(pgettext_lazy("visit", "Day"), _day, kind="date"),
            Column(_("Things heard"), _sum, 8),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(VISIT[VisitStatus(row.status)])),
            Column(_("What stands behind it"), grade_cell, 16),
        ),
        facts=(
            Column(_("Subject"), lambda row, _names: str(TOPIC[Topic(row.topic)])),
            Column(pgettext_lazy("column", "Town and village"), place_cell, 16),
            Column(_("Who else went"), lambda row, _names: row.companions, 18),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
        ),
        status=VISIT,
        status_of=VisitStatus,
        command=EnterVisit.name,
        called=_called,
        form=VisitForm,
        enter=enter,
        together=_together,
        joined=_joined,
        page="workspace/book/visit.html",
        entry_page="workspace/book/visit_new.html",
        more=_more,
        entered=remember,
        links=(
            ("workspace:visit_plan", _("Plan of visits")),
            ("workspace:visit_coverage", _("Who has been where")),
            ("workspace:visit_paper", _("Form on paper")),
        ),
        steps={
            "hold": Step(
                _("It has been made"),
                _("Entered."),
                HoldForm,
                lambda row, today: HoldVisit(visit=row.key, held_on=today),
                _hold,
            ),
            "confirm": Step(
                _("Confirm it for the place"),
                _("Confirmed."),
                NoteForm,
                lambda row, _today: ConfirmVisit(visit=row.key),
                lambda row, data, _by, _key: [
                    Order(f"visit/{row.key}", ConfirmVisit(visit=row.key, note=data["note"]))
                ],
            ),
            "cancel": Step(
                _("Call it off"),
                _("Called off."),
                ReasonForm,
                lambda row, _today: CancelVisit(visit=row.key, reason="·"),
                lambda row, data, _by, _key: [
                    Order(f"visit/{row.key}", CancelVisit(visit=row.key, reason=data["reason"]))
                ],
                grave=True,
            ),
            "withdraw": Step(
                _("Entered by mistake"),
                _("Taken back. It stays readable and counts nowhere."),
                ReasonForm,
                lambda row, _today: WithdrawVisit(visit=row.key, reason="·"),
                _withdraw,
                grave=True,
            ),
            "erase": Step(
                _("Erase what was noted"),
                _("Erased. That something was noted stays recorded."),
                BasisForm,
                lambda row, _today: EraseVisit(visit=row.key, basis="·"),
                lambda row, data, _by, _key: [
                    Order(f"visit/{row.key}", EraseVisit(visit=row.key, basis=data["basis"]))
                ],
                grave=True,
                ready=lambda row, _by: row.noted > 0,
            ),
        },
        lines={
            "visit.planned/1": Line(_("Planned for %(planned_on)s, by %(visitor)s"), "despite"),
            "visit.entered/1": Line(_("Visited on %(held_on)s by %(visitor)s"), "note", "good"),
            "visit.held/1": Line(_("Visited on %(held_on)s as planned"), "note", "good"),
            "visit.confirmed/1": Line(_("Confirmed for the place by %(witness)s"), "note", "good"),
            "visit.cancelled/1": Line(_("Called off"), "reason", "grave"),
            "visit.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
            "visit.erased/1": Line(_("What was noted was erased"), "basis", "grave"),
        },
    )
)


@never_cache
@require_safe
def visit_paper(request: ActedRequest) -> HttpResponse:
    """The same entry as a form to be filled in by hand."""
    context = {
        "active": "campaign",
        "blanks": range(1, 6),
        "kinds": list(HEARD.values()),
        "county_form": gettext("Record of a visit"),
    }
    return render(request, "workspace/visit/paper.html", context)


urlpatterns = [path("visits/paper/", visit_paper, name="visit_paper"), *urls(BOOK)]
