"""Study materials (学习材料): the list of what there is to be studied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandan.desk.handle import Order
from sandan.desk.material import enter
from sandan.domain.authority import Actor
from sandan.domain.material import AddMaterial, MaterialKind, MaterialStatus, WithdrawMaterial
from sandan.projections.material import Material
from sandan.web.access import ActedRequest
from sandan.web.book import Book, Step, register
from sandan.web.column import Column, Names
from sandan.web.entry import EntryForm, EvidenceForm, UnitField, WordField
from sandan.web.form import ReasonForm
from sandan.web.label import MATERIAL, Label
from sandan.web.story import Line
from sandan.web.workspace.book import urls

STATUS: Mapping[MaterialStatus, Label] = {
    MaterialStatus.LISTED: pgettext_lazy("material", "On the list"),
    MaterialStatus.WITHDRAWN: pgettext_lazy("record", "Withdrawn"),
}


class MaterialForm(EntryForm, EvidenceForm):
    """A material: a title and its kind; where it can be read, or the file itself."""

    folded: ClassVar[frozenset[str]] = EntryForm.folded | {"unit", "note"}
    headings: ClassVar[Mapping[str, str]] = {
        "title": "材料名称 名称 书名 书目 题目",
        "kind": "类别 类型 种类",
        "link": "网址 链接",
        "note": "备注 说明",
    }
    title = forms.CharField(label=pgettext_lazy("material", "Title"), max_length=200)
    kind = WordField(label=pgettext_lazy("material", "Kind"), words=MATERIAL)
    link = forms.CharField(
        label=_("Web address"), required=False, max_length=500, help_text=_("It begins with https:// or http://.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    unit = UnitField(label=_("Kept by"), required=False)
    field_order = ("title", "kind", "link", "proof", "note", "unit", "dated_on", "caption", "programmes")


def _withdraw(row: Material, data: Mapping[str, Any], _by: Actor, _key: str) -> list[Order]:
    return [Order(f"material/{row.key}", WithdrawMaterial(material=row.key, reason=data["reason"]))]


def _more(_request: ActedRequest, row: Material, _names: Names) -> dict[str, str]:
    return {"link": row.link}


BOOK = register(
    Book(
        name="material",
        plural="materials",
        title=_("Study materials"),
        new=_("List a material"),
        lead=_("What there is to be studied, listed once: a title and its kind, and an address or the file."),
        table=Material,
        columns=(
            Column(pgettext_lazy("column", "Number"), lambda row, _names: row.number, 14, kind="number"),
            Column(pgettext_lazy("material", "Title"), lambda row, _names: row.title, 36, kind="long"),
            Column(pgettext_lazy("material", "Kind"), lambda row, _names: str(MATERIAL[MaterialKind(row.kind)])),
            Column(_("Kept by"), lambda row, names: names.unit(row.unit), 18),
        ),
        facts=(Column(_("Web address"), lambda row, _names: row.link, 30, kind="long"),),
        status=STATUS,
        status_of=MaterialStatus,
        command=AddMaterial.name,
        form=MaterialForm,
        enter=enter,
        steps={
            "withdraw": Step(
                _("Take it off the list"),
                _("Taken off the list. It stays readable."),
                ReasonForm,
                lambda row, _today: WithdrawMaterial(material=row.key, reason="·"),
                _withdraw,
                grave=True,
            ),
        },
        lines={
            "material.added/1": Line(_("Put on the list: %(title)s"), "note"),
            "material.withdrawn/1": Line(_("Taken off the list"), "reason", "grave"),
        },
        page="workspace/material.html",
        more=_more,
    )
)

urlpatterns = urls(BOOK)
