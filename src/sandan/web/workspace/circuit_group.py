"""Circuit groups (巡回指导组): the register, its entry and steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk.circuit_group import enter
from sandan.desk.handle import Order
from sandan.domain.authority import Actor
from sandan.domain.circuit_group import (
    AddMember,
    ChangeLeader,
    DissolveGroup,
    EndMember,
    FormGroup,
    GroupStatus,
)
from sandan.projections.circuit_group import CircuitGroup, members_of
from sandan.web.book import Book, Step, register, withdrawing
from sandan.web.circuit import GROUP, NamesField
from sandan.web.column import Column, Names, listed
from sandan.web.entry import DateInput, EntryForm, PersonField
from sandan.web.form import ReasonForm
from sandan.web.story import Line
from sandan.web.workspace.book import urls


class GroupForm(EntryForm):
    """A group with its leader and members."""

    headings: ClassVar[Mapping[str, str]] = {
        "title": "组别 巡回组 组名 名称 小组",
        "leader": "组长",
        "members": "成员 组员 副组长及成员",
        "from_on": "成立时间 开始时间 起始日期",
        "note": "备注 联系单位",
    }
    title = forms.CharField(label=pgettext_lazy("circuit group", "Name"), max_length=80)
    leader = PersonField(label=_("Leader of the group"))
    members = NamesField(label=_("Members"), required=False, help_text=_("Names, with a comma between them."))
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class PersonForm(EntryForm):
    """Who, and from or until when."""

    programmes = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out
    person = PersonField(label=_("Person"))
    on = forms.DateField(label=pgettext_lazy("circuit group", "Day"), widget=DateInput)


class LeaderForm(EntryForm):
    """Who leads from now on."""

    programmes = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out
    person = PersonField(label=_("Person"))


def _people(row: CircuitGroup, names: Names) -> str:
    return listed(names.person(each.person) for each in members_of(row.key) if each.until_on is None)


def _former(row: CircuitGroup, names: Names) -> str:
    left = [each for each in members_of(row.key) if each.until_on is not None]
    return listed(f"{names.person(each.person)} ({each.from_on} – {each.until_on})" for each in left)


def _order(row: CircuitGroup, command: Any) -> list[Order]:
    return [Order(f"circuit_group/{row.key}", command)]


def _leave(row: CircuitGroup, today: date) -> EndMember:
    running = [each for each in members_of(row.key) if each.until_on is None and each.person != row.leader]
    person = running[0].person if running else ""
    return EndMember(group=row.key, person=person, until_on=max(row.from_on, today))


def _next_leader(row: CircuitGroup, _today: date) -> ChangeLeader:
    running = [each for each in members_of(row.key) if each.until_on is None and each.person != row.leader]
    return ChangeLeader(group=row.key, person=running[0].person if running else "")


def _add(row: CircuitGroup, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return _order(row, AddMember(group=row.key, person=data["person"], from_on=data["on"]))


def _end(row: CircuitGroup, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return _order(row, EndMember(group=row.key, person=data["person"], until_on=data["on"]))


BOOK = register(
    Book(
        name="circuit_group",
        plural="circuit_groups",
        title=_("Circuit groups"),
        new=_("Form a circuit group"),
        lead=_(
            "Who goes round and looks at what the units say of themselves. Nobody goes where they work, worked, or have a relative."
        ),
        table=CircuitGroup,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(pgettext_lazy("circuit group", "Name"), lambda row, _names: row.title, 18),
            Column(_("Leader of the group"), lambda row, names: names.person(row.leader)),
            Column(_("Members"), _people, 40, kind="long"),
            Column(_("From"), lambda row, _names: row.from_on, kind="date"),
            Column(pgettext_lazy("column", "Status"), lambda row, _names: str(GROUP[GroupStatus(row.status)])),
        ),
        facts=(
            Column(_("Were members"), _former, 40),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
        ),
        status=GROUP,
        status_of=GroupStatus,
        command=FormGroup.name,
        form=GroupForm,
        enter=enter,
        steps={
            "add_member": Step(
                _("Let someone join"),
                _("Entered."),
                PersonForm,
                lambda row, today: AddMember(group=row.key, person="·", from_on=today),
                _add,
            ),
            "end_member": Step(_("Let someone leave"), _("Entered."), PersonForm, _leave, _end),
            "change_leader": Step(
                _("Let another member lead"),
                _("Entered."),
                LeaderForm,
                _next_leader,
                lambda row, data, _by, _key: _order(row, ChangeLeader(group=row.key, person=data["person"])),
            ),
            "dissolve": Step(
                _("Dissolve it"),
                _("Dissolved."),
                ReasonForm,
                lambda row, _today: DissolveGroup(group=row.key, reason="·"),
                lambda row, data, _by, _key: _order(row, DissolveGroup(group=row.key, reason=data["reason"])),
                grave=True,
            ),
            "withdraw": withdrawing("circuit_group"),
        },
        lines={
            "circuit_group.formed/1": Line(_("Formed from %(from_on)s, led by %(leader)s, with %(members)s"), "note"),
            "circuit_group.member_added/1": Line(_("%(person)s joined on %(from_on)s")),
            "circuit_group.member_ended/1": Line(_("%(person)s left; the last day was %(until_on)s")),
            "circuit_group.leader_changed/1": Line(_("%(person)s leads from now on")),
            "circuit_group.dissolved/1": Line(_("Dissolved"), "reason", "grave"),
            "circuit_group.withdrawn/1": Line(_("Taken back as entered by mistake"), "reason", "grave"),
        },
        links=(
            ("workspace:circuit_plans", _("Plans")),
            ("workspace:circuit_coverage", _("Who was visited")),
            ("workspace:circuit_rule", _("Terms")),
        ),
    )
)

urlpatterns = urls(BOOK)
