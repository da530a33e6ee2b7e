"""The form of one entry in a register: filled in on screen, or row by row from an office's own workbook.

A field takes what a person types, and what a cell of a register says: a unit by its name, a person by name (and unit), a choice by its
word in any of the three languages, a number as "70多人". So a sheet is checked by the very form that the screen shows, and refused in the
same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.domain.authority import Actor
from sandan.domain.quantity import Measure, Quantity, read_quantity
from sandan.domain.values import Refusal, Tier
from sandan.projections.appointment import Appointment, running
from sandan.projections.person import Person
from sandan.projections.programme import names as programme_names
from sandan.projections.programme import running as running_programmes
from sandan.projections.unit import Unit
from sandan.projections.version import now
from sandan.web.evidence import EvidenceForm
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import Label
from sandan.web.message import told

__all__ = [
    "DateInput",
    "EntryForm",
    "EvidenceForm",
    "LinesForm",
    "PersonField",
    "QuantityField",
    "UnitField",
    "UnitsField",
    "WordField",
    "YesField",
]

MOST_SUGGESTED = 400
"""Names that a field suggests; a longer list is typed."""


class SuggestInput(forms.TextInput):
    """A text field that suggests what is known, and takes anything."""

    suggestions: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field with its list of suggestions."""
        known = f"{(attrs or {}).get('id', name)}_known"
        field = super().render(name, value, {**(attrs or {}), "list": known, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', field, known, options)


class UnitField(forms.ChoiceField):
    """A unit that stands today: chosen on screen, named in a sheet. `tiers` limits which."""

    def __init__(self, *, tiers: Sequence[Tier] = (), **kwargs: Any) -> None:
        self.tiers = tuple(tiers)
        self.listed: list[str] = []
        self.by_name: dict[str, list[str]] = {}
        super().__init__(**kwargs)

    def load(self, units: Iterable[Unit]) -> None:
        """Take the units to choose from."""
        wanted = {each.value for each in self.tiers or tuple(Tier)}
        rows = [each for each in units if each.tier in wanted and each.abolished_on is None]
        called = {each.key: each.name for each in rows}
        self.by_name = {}
        listed = []
        for each in rows:
            above = called.get(each.parent, "")
            whole = f"{above} {each.name}" if each.tier == Tier.BRANCH.value and above else each.name
            listed.append((each.key, whole))
            for name in {each.name, whole, whole.replace(" ", "")}:
                self.by_name.setdefault(name, []).append(each.key)
        self.listed = [name for _key, name in listed]
        self.choices = [("", _("Choose a unit")), *listed]

    def words(self) -> list[str]:
        """The names to choose from."""
        return self.listed

    def to_python(self, value: Any) -> str:
        """The unit's id, from its id or its name. An unclear name asks for the town before it."""
        text = " ".join(str(value or "").split())
        found = self.by_name.get(text, [])
        if len(found) > 1:
            raise forms.ValidationError(
                gettext("Several units are called “%(name)s”. Put the town before it.") % {"name": text}
            )
        return found[0] if found else text


class UnitsField(forms.CharField):
    """Several units by name, one after the other with 、 or a comma between them."""

    widget = SuggestInput

    def __init__(self, **kwargs: Any) -> None:
        self.one = UnitField()
        super().__init__(max_length=600, **kwargs)

    def load(self, units: Iterable[Unit]) -> None:
        """Take the units to choose from."""
        self.one.load(units)
        widget: forms.Widget = self.widget  # type: ignore[assignment]  # a class until the field is made, an object from then on
        if isinstance(widget, SuggestInput):
            widget.suggestions = self.one.listed[:MOST_SUGGESTED]

    def clean(self, value: Any) -> tuple[str, ...]:
        """The units' ids, each once, in the order in which they are named."""
        text = str(super().clean(value) or "")
        named = [each.strip() for each in re.split(r"[、,，;；\n]", text)]
        found = []
        for each in filter(None, named):
            key = self.one.to_python(each)
            if not self.one.valid_value(key):
                raise forms.ValidationError(gettext("There is no unit called “%(name)s”.") % {"name": each})
            found.append(key)
        return tuple(dict.fromkeys(found))


class PersonField(forms.CharField):
    """A person who holds a post today, by name; where several have it, with the unit in brackets."""

    widget = SuggestInput

    def __init__(self, **kwargs: Any) -> None:
        self.by_name: dict[str, list[str]] = {}
        self.whole: dict[str, str] = {}
        super().__init__(max_length=120, **kwargs)

    def load(self, people: Sequence[tuple[str, str, str]]) -> None:
        """Take who there is: (id, name, unit's name)."""
        self.by_name, self.whole = {}, {}
        for key, name, unit in people:
            whole = f"{name}（{unit}）"
            self.whole[whole] = key
            self.by_name.setdefault(name, [])
            if key not in self.by_name[name]:
                self.by_name[name].append(key)
        widget: forms.Widget = self.widget  # type: ignore[assignment]  # a class until the field is made, an object from then on
        if isinstance(widget, SuggestInput):
            several = {name for name, keys in self.by_name.items() if len(keys) > 1}
            shown = [name if name not in several else f"{name}（{unit}）" for _key, name, unit in people]
            widget.suggestions = list(dict.fromkeys(shown))[:MOST_SUGGESTED]

    def clean(self, value: Any) -> str:
        """The person's id."""
        text = str(super().clean(value) or "").strip().replace("(", "（").replace(")", "）")
        if not text:
            return ""
        if text in self.whole:
            return self.whole[text]
        found = self.by_name.get(text, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                gettext("Several people are called “%(name)s”. Write the unit in brackets after the name.")
                % {"name": text}
            )
        raise forms.ValidationError(gettext("Nobody called “%(name)s” holds a post today.") % {"name": text})


class QuantityField(forms.CharField):
    """A whole number with how exactly it is known: 70, 70多人, 约300人次."""

    def __init__(self, *, measures: Sequence[Measure], **kwargs: Any) -> None:
        self.measures = tuple(measures)
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Quantity | None:
        """The quantity; None where nothing is said."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return read_quantity(text, *self.measures)
        except Refusal as refusal:
            raise forms.ValidationError(told(refusal)) from refusal


class WordField(forms.ChoiceField):
    """One of a few words, by its code or by the word in any of the three languages."""

    def __init__(self, *, words: Mapping[Any, Label], empty: Label | None = None, **kwargs: Any) -> None:
        self.by_word: dict[str, str] = {}
        self.labels = tuple(words.values())
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                self.by_word.update({str(label): code.value for code, label in words.items()})
        first = [] if empty is None else [("", empty)]
        super().__init__(choices=[*first, *((code.value, label) for code, label in words.items())], **kwargs)

    def words(self) -> list[str]:
        """The words to choose from, in the reader's language."""
        return [str(label) for label in self.labels]

    def to_python(self, value: Any) -> str:
        """The code."""
        text = str(value or "").strip()
        return str(self.by_word.get(text, text))


class CheckboxInput(forms.CheckboxInput):
    """A tick that leaves words to its field: 否 is a word, and no tick. Templates know it by its name."""

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> Any:
        """What was sent, as it was."""
        return data.get(name, False)


class YesField(forms.BooleanField):
    """A tick; in a sheet 是, √, yes."""

    widget = CheckboxInput
    YES = frozenset({"是", "√", "✓", "y", "yes", "true", "1", "有", "on"})

    def to_python(self, value: Any) -> bool:
        """Whether it is ticked or says yes."""
        if isinstance(value, str):
            return value.strip().casefold() in self.YES
        return bool(value)


class _Done(StrEnum):
    """The two answers of a `DoneField`."""

    YES = "yes"
    NO = "no"


class DoneField(WordField):
    """Whether something has been held, where its day does not say it: by its day, yes, or not yet; in a sheet 是, 否, 已讲."""

    def __init__(self, *, yes: Label, no: Label, **kwargs: Any) -> None:
        super().__init__(words={_Done.YES: yes, _Done.NO: no}, empty=_("By its day"), required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """The code: "" by its day."""
        text = str(super().to_python(value))
        if text in ("", *(each.value for each in _Done)):
            return text
        return (_Done.YES if text.casefold() in YesField.YES or text.startswith("已") else _Done.NO).value

    def clean(self, value: Any) -> bool | None:
        """Whether it has; None by its day."""
        text = super().clean(value)
        return None if not text else text == _Done.YES.value


class EntryForm(KeyedForm):
    """An entry of a register. `headings` are further names of a field's column in offices' own files, separated by spaces."""

    headings: ClassVar[Mapping[str, str]] = {}
    body: ClassVar[str] = "workspace/book/fields.html"
    """The template that draws its fields."""
    folded: ClassVar[frozenset[str]] = frozenset({"dated_on", "caption", "programmes", "open_to_all"})
    """Fields that an ordinary entry leaves as they are: they wait behind a fold."""
    mends: ClassVar[Mapping[str, str]] = {}
    """Refusals that a field mends: by their code, the field that then says so."""
    programmes = forms.MultipleChoiceField(
        label=pgettext_lazy("entry", "Counts in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The programmes that this belongs to. It stays one record, however many."),
    )

    def __init__(self, *args: Any, actor: Actor | None = None, known: Known | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.known = known = known or Known()
        self.add_lines()
        for field in self.fields.values():
            if isinstance(field, UnitField | UnitsField):
                field.load(known.units)
            elif hasattr(field, "load"):  # one person, or several (`web/people.py`)
                field.load(known.people)
        if "programmes" in self.fields:
            self._load_programmes()
        if "unit" in self.fields and actor is not None and not self.is_bound:
            self.fields["unit"].initial = actor.unit

    def add_lines(self) -> None:
        """Add the fields of lines, where an entry has any."""

    def _load_programmes(self) -> None:
        listed = list(programme_names().items())
        if not listed:
            del self.fields["programmes"]
            return
        field = self.fields["programmes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = listed
        field.initial = [each.key for each in running_programmes(timezone.localdate())]

    def plain(self) -> list[forms.BoundField]:
        """The fields of an ordinary entry."""
        return [each for each in self if each.name not in self.folded]

    def more(self) -> list[forms.BoundField]:
        """What may be said besides."""
        return [each for each in self if each.name in self.folded]

    def refused_at(self, code: str, words: str) -> None:
        """Let the field that mends a refusal stand open, with the reason beside it."""
        if code in self.mends:
            self.add_error(self.mends[code], words)

    def more_open(self) -> bool:
        """Whether something behind the fold is to be mended."""
        return any(each.errors for each in self.more())

    def columns(self) -> dict[str, forms.Field]:
        """The fields that a sheet may have columns for."""
        skipped = {"key", "programmes", "caption", "kept", "dated_on"}
        return {
            name: field
            for name, field in self.fields.items()
            if name not in skipped and not isinstance(field, forms.FileField)
        }


class LinesForm(EntryForm):
    """An entry with lines below it, such as what was heard on a visit: three empty ones, and more when asked for. A line whose first field
    is left empty is no line. The lines come out under `lines` as dicts of the names that `line` gives."""

    body = "workspace/book/lines.html"
    LINES: ClassVar[int] = 3
    MOST_LINES: ClassVar[int] = 30
    line_folded: ClassVar[frozenset[str]] = frozenset()
    """Fields of a line that wait behind a fold."""
    below: ClassVar[frozenset[str]] = frozenset()
    """Fields of an ordinary entry that come after the lines."""
    line_name: Label = ""
    line_more: Label = ""
    """What a line is called, and what the fold in it."""
    count = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def line(self) -> dict[str, forms.Field]:
        """The fields of one line, by name; the first of them makes it one."""
        raise NotImplementedError

    def add_lines(self) -> None:
        """Add as many lines as are asked for."""
        self.names: tuple[str, ...] = tuple(self.line())
        self.size = min(max(self._asked(), self.LINES), self.MOST_LINES)
        self.fields["count"].initial = self.size
        for number in range(1, self.size + 1):
            for name, field in self.line().items():
                self.fields[f"{name}_{number}"] = field

    def _asked(self) -> int:
        given = self.data.get("count") if self.is_bound else self.initial.get("count")
        text = str(given or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else self.LINES

    def more_lines(self) -> None:
        """Show this form again as it is, with more empty lines and without complaints about what is not finished yet."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["count"] = str(min(self.size + self.LINES, self.MOST_LINES))
        self.data = data
        self.errors.clear()
        self.add_lines()
        for field in self.fields.values():
            if isinstance(field, UnitField | UnitsField):
                field.load(self.known.units)
            elif isinstance(field, PersonField):
                field.load(self.known.people)

    def lines(self) -> list[dict[str, Any]]:
        """The lines as a page shows them."""
        found = []
        for number in range(1, self.size + 1):
            fields = {name: self[f"{name}_{number}"] for name in self.names}
            more = [field for name, field in fields.items() if name in self.line_folded]
            found.append(
                {
                    "number": number,
                    "plain": [field for name, field in fields.items() if name not in self.line_folded],
                    "more": more,
                    "open": any(each.errors for each in more),
                }
            )
        return found

    def plain(self) -> list[forms.BoundField]:
        """The fields of an ordinary entry above its lines."""
        mine = {f"{name}_{number}" for name in self.names for number in range(1, self.size + 1)}
        return [each for each in super().plain() if each.name not in mine | self.below]

    def after(self) -> list[forms.BoundField]:
        """Those below its lines."""
        return [each for each in super().plain() if each.name in self.below]

    def columns(self) -> dict[str, forms.Field]:
        """A sheet has columns for one line in each row."""
        later = {f"{name}_{number}" for name in self.names for number in range(2, self.size + 1)}
        return {name: field for name, field in super().columns().items() if name not in later | {"count"}}

    def clean(self) -> dict[str, Any]:
        """Gather the lines."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, lines = self.names[0], []
        for number in range(1, self.size + 1):
            if data.get(f"{first}_{number}"):
                said = {name: data.get(f"{name}_{number}") for name in self.names}
                lines.append({**said, "number": number})
        data["lines"] = lines
        return data


class Known:
    """Units and people, read once for a form or for all rows of a sheet."""

    def __init__(self) -> None:
        self._units: list[Unit] | None = None
        self._people: list[tuple[str, str, str]] | None = None

    @property
    def units(self) -> list[Unit]:
        """Every unit, departments and towns before villages."""
        if self._units is None:
            order = [Tier.COUNTY.value, Tier.SYSTEM.value, Tier.TOWN.value, Tier.BRANCH.value]
            rows = list(now(Unit).order_by("position"))
            self._units = sorted(rows, key=lambda each: order.index(each.tier))
        return self._units

    @property
    def people(self) -> list[tuple[str, str, str]]:
        """Everybody who holds a post today: id, name, unit's name."""
        if self._people is None:
            named = dict(now(Person).values_list("key", "name"))
            called = {each.key: each.name for each in self.units}
            held = now(Appointment).filter(running(timezone.localdate())).order_by("position")
            pairs = dict.fromkeys(held.values_list("person", "unit"))
            self._people = [(person, named.get(person, ""), called.get(unit, "")) for person, unit in pairs]
        return self._people

    def name_of(self, person: str) -> str:
        """How the field of persons calls someone: by name, and with the unit where another has the same name; "" without a post today."""
        mine = next(((name, unit) for key, name, unit in self.people if key == person), None)
        if mine is None:
            return ""
        name, unit = mine
        same = {key for key, called, _unit in self.people if called == name}
        return name if len(same) == 1 else f"{name}（{unit}）"


def headings(form: EntryForm, extra: Mapping[str, str]) -> dict[str, str]:
    """What the columns of a sheet may be called: name → field. Labels in every language, and the form's own further names."""
    found: dict[str, str] = dict(extra)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name, field in form.columns().items():
                found.setdefault(str(field.label), name)
    for name, words in form.headings.items():
        for word in words.split():
            found.setdefault(word, name)
    return found
