"""Several people in one field: typed or pasted name after name, read from a workbook, carried over from last time (law 11).

A name is one of a person who holds a post today. Whoever holds none is counted and never named: a list of those who came is no register of
residents (law 7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from sandan.domain.quantity import Measure
from sandan.intake.cell import clean, plain
from sandan.intake.defect import SheetError
from sandan.intake.table import read_table
from sandan.web.defect import told_sheet
from sandan.web.entry import QuantityField

_BETWEEN = re.compile(r"[、，,；;\n\r\t]+")
_PAIR = re.compile(r"^(?P<name>\S+?)(?:\s*[:：（(]\s*|\s+)(?P<why>.+?)[)）]?$")
_MOST_BYTES = 5_000_000
_HEADINGS = {
    "姓名": "name", "名字": "name", "参加人员": "name", "参训人员": "name", "学员": "name", "学员姓名": "name", "参会人员": "name",
    "name": "name", "单位": "unit", "所在单位": "unit", "工作单位": "unit", "單位": "unit", "unit": "unit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """The people that a text names, by id, and the names in it that nobody with a post has."""

    people: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(slots=True)
class Directory:
    """Who there is, by name, and by name with the unit in brackets where several have it."""

    by_name: dict[str, list[str]] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    """What a person is written as: the name, with the unit where the name alone is not enough."""

    @classmethod
    def of(cls, people: Iterable[tuple[str, str, str]]) -> Directory:
        """Of (id, name, unit's name), in the order of their appointments."""
        made = cls()
        for key, name, unit in people:
            made.whole[f"{name}（{unit}）"] = key
            made.called.setdefault(key, f"{name}（{unit}）")
            if key not in made.by_name.setdefault(name, []):
                made.by_name[name].append(key)
        alone = {keys[0]: name for name, keys in made.by_name.items() if len(keys) == 1}
        made.called.update(alone)
        return made

    def find(self, text: str) -> str:
        """The person's id. "" where there is none or more than one."""
        plain_text = text.strip().replace("(", "（").replace(")", "）")
        found = self.by_name.get(plain_text, [])
        return self.whole.get(plain_text) or (found[0] if len(found) == 1 else "")

    def several(self, text: str) -> bool:
        """Whether more than one person has this name."""
        return len(self.by_name.get(text.strip(), [])) > 1

    def written(self, people: Iterable[str]) -> str:
        """People as the field shows them."""
        return "、".join(self.called.get(each, each) for each in people)


class PeopleField(forms.CharField):
    """People by name, separated by commas or lines. `strict` refuses names that nobody has; otherwise the form decides (`PresentForm`)."""

    def __init__(self, *, strict: bool = True, rows: int = 2, **kwargs: Any) -> None:
        self.strict = strict
        self.directory = Directory()
        kwargs.setdefault(
            "help_text", _("Names, one after the other. Of several with one name, the unit in brackets after it.")
        )
        super().__init__(max_length=20_000, widget=forms.Textarea({"rows": rows}), **kwargs)

    def load(self, people: Sequence[tuple[str, str, str]]) -> None:
        """Take who there is: (id, name, unit's name)."""
        self.directory = Directory.of(people)

    def prepare_value(self, value: Any) -> Any:
        """Ids as names."""
        return self.directory.written(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Named:
        """Who is named."""
        text = self.prepare_value(value)
        names = [each.strip() for each in _BETWEEN.split(str(super().clean(text) or "")) if each.strip()]
        found = self.named(names)
        if self.strict and found.unknown:
            raise forms.ValidationError(unknown_words(found.unknown))
        return found

    def named(self, names: Iterable[str]) -> Named:
        """The people of these names. Refuses a name that several have."""
        people, unknown = [], []
        for each in names:
            key = self.directory.find(each)
            if key:
                people.append(key)
                continue
            if self.directory.several(each):
                raise forms.ValidationError(
                    gettext("Several people are called “%(name)s”. Write the unit in brackets after the name.")
                    % {"name": each}
                )
            apart = [self.directory.find(one) for one in each.split()]
            if len(apart) > 1 and all(apart):
                people += apart
            else:
                unknown.append(each)
        return Named(tuple(dict.fromkeys(people)), tuple(dict.fromkeys(unknown)))


class MissingField(PeopleField):
    """People with a reason each, one a line: “name reason” or “name：reason”."""

    def prepare_value(self, value: Any) -> Any:
        """(id, reason) pairs as lines."""
        if not isinstance(value, (list, tuple)):
            return value
        return "\n".join(f"{self.directory.written([person])} {why}" for person, why in value)

    def clean(self, value: Any) -> Any:
        """(person, reason) pairs."""
        text = str(forms.CharField.clean(self, self.prepare_value(value)) or "")
        found: list[tuple[str, str]] = []
        for line in (each.strip() for each in re.split(r"[\n\r；;]+", text)):
            if not line:
                continue
            pair = _PAIR.match(line)
            person = self.directory.find(pair["name"]) if pair else ""
            if not pair or not person:
                raise forms.ValidationError(
                    gettext("“%(line)s”: write the name of a participant, and after it why.") % {"line": line[:60]}
                )
            found.append((person, pair["why"].strip()))
        return tuple(found)


def unknown_words(names: Sequence[str]) -> str:
    """That these names are nobody's here."""
    listed = pgettext("between names", ", ").join(names[:20])
    return gettext("Nobody of this name holds a post today: %(names)s.") % {"names": listed}


class PresentForm(forms.Form):
    """Who was there: by name, and how many besides who hold no post here. To be mixed into an entry.

    The names may come as a workbook with a column 姓名 (and 单位). What was read from it stands in the field when the form comes back, so
    that nothing is lost. Names of people without a post are refused unless `others` says how many there were: they are among those then.
    """

    people_field = "present"
    present = PeopleField(label=_("Who was there"), strict=False, rows=3, required=False)
    others = QuantityField(
        label=_("Others, how many"),
        measures=(Measure.PERSON,),
        required=False,
        help_text=_("Who holds no post in the county is counted, not named. Over 70 stays over 70."),
    )
    names = forms.FileField(
        label=_("Names as a workbook"),
        required=False,
        help_text=_(
            "A table (.xlsx, .xls, .ods or .csv) with a column of names (姓名), and of units (单位) where names repeat."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )

    def clean(self) -> dict[str, Any]:
        """Names typed and names read, put together."""
        said: dict[str, Any] = super().clean() or {}
        asked = self.fields[self.people_field]
        assert isinstance(asked, PeopleField)
        typed = said.get(self.people_field) or Named()
        try:
            read = self._read(asked) if said.get("names") else Named()
        except (forms.ValidationError, SheetError) as error:
            self.add_error("names", told_sheet(error) if isinstance(error, SheetError) else error)
            read = Named()
        people = tuple(dict.fromkeys((*typed.people, *read.people)))
        unknown = tuple(dict.fromkeys((*typed.unknown, *read.unknown)))
        if read.people or read.unknown:
            self._keep(asked, people, unknown)
        if unknown and said.get("others") is None and "others" not in self.errors:
            way = gettext("Correct the name; or say under “Others” how many there were, and leave them unnamed.")
            self.add_error(self.people_field, f"{unknown_words(unknown)} {way}")
        return {**said, self.people_field: people}

    def _read(self, asked: PeopleField) -> Named:
        sent = self.cleaned_data["names"]
        if sent.size > _MOST_BYTES:
            raise forms.ValidationError(gettext("This file is too large for a list of names."))
        table = read_table(sent.read(), sent.name, _HEADINGS)
        names = []
        for row in table.rows:
            name, unit = (clean(plain(row.cells.get(each, ""))) for each in ("name", "unit"))
            if name:
                whole = f"{name}（{unit}）"
                names.append(whole if unit and asked.directory.find(whole) else name)
        return asked.named(names)

    def _keep(self, asked: PeopleField, people: tuple[str, ...], unknown: tuple[str, ...]) -> None:
        data = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        data[self.add_prefix(self.people_field)] = "、".join(filter(None, (asked.directory.written(people), *unknown)))
        self.data = data
