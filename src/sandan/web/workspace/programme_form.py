"""The forms of a programme (专项工作): from which template it begins, and its dates, stages and figures as they can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.desk.programme import Draft, templates
from sandan.domain.programme import MOST_STAGES, Planned, Stage
from sandan.projections.figure import FIGURES
from sandan.projections.programme import Programme
from sandan.web.figure import SECTIONS
from sandan.web.form import DateInput, KeyedForm
from sandan.web.label import Label

TEMPLATE: Mapping[str, Label] = {
    "theme_education": _("Theme education"),
    "hotline_improvement": _("Hotline improvement"),
    "rectification_after_inspection": _("Rectification after inspection"),
}
"""What the templates that come with the program are called. One without a name fails the build."""
PLANNED = 4
"""Lines for what is planned of a stage."""
_BLANK = 2
"""Empty stages at the end of the form, to be filled in or left."""


def figure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every figure under the heading of its section."""
    named = {id for _title, ids in SECTIONS for id in ids.split()}
    found = []
    for title, ids in SECTIONS:
        wanted = ids.split()
        whole = tuple(each for each in wanted if each.endswith("."))
        rows = [
            (each.id, str(each.name))
            for each in FIGURES.values()
            if each.id in wanted or (whole and each.id not in named and each.id.startswith(whole))
        ]
        if rows:
            found.append((str(title), rows))
    return found


class StartForm(forms.Form):
    """From what a programme is made, and its first day."""

    template = forms.ChoiceField(label=_("Begin from"), widget=forms.RadioSelect, required=False)
    from_on = forms.DateField(label=_("First day"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((each, TEMPLATE[each]) for each in templates()), ("", _("An empty page"))]


class StageForm(forms.Form):
    """One stage, with the figures that it is to bring. A stage without a title is left out."""

    title = forms.CharField(label=pgettext_lazy("programme", "Stage"), max_length=100, required=False)
    first = forms.DateField(label=_("First day"), widget=DateInput, required=False)
    last = forms.DateField(label=_("Last day"), widget=DateInput, required=False)

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(PLANNED):
            self.fields[f"figure{number}"] = forms.ChoiceField(
                label=pgettext_lazy("programme", "Planned") if not number else pgettext_lazy("programme", "And"),
                choices=[("", "—"), *choices],
                required=False,
            )
            self.fields[f"words{number}"] = forms.CharField(
                label=pgettext_lazy("programme", "In words"), max_length=200, required=False
            )

    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The lines of what is planned: figure and words."""
        for number in range(PLANNED):
            yield self[f"figure{number}"], self[f"words{number}"]

    def clean(self) -> dict[str, Any]:
        """A stage that is named has its days."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("title"):
            for name in ("first", "last"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, gettext("A stage has a first and a last day."))
        elif any(said.get(f"figure{number}") for number in range(PLANNED)):
            self.add_error("title", gettext("What is planned belongs to a stage: name it."))
        return said

    def stage(self) -> Stage | None:
        """What it says; None where it has no title."""
        said = self.cleaned_data
        return Stage(said["title"].strip(), said["first"], said["last"]) if said.get("title") else None

    def planned(self) -> list[Planned]:
        """What is planned of it."""
        said = self.cleaned_data
        found = []
        for number in range(PLANNED):
            figure = said.get(f"figure{number}")
            if figure:
                words = said.get(f"words{number}") or str(FIGURES[figure].name)
                found.append(Planned(said["title"].strip(), figure, words))
        return found


class DraftForm(KeyedForm):
    """A programme as it is to be."""

    title = forms.CharField(label=pgettext_lazy("programme", "Title"), max_length=100)
    basis = forms.CharField(
        label=_("Basis"), max_length=500, help_text=_("The document that orders it, with its number if it has one.")
    )
    from_on = forms.DateField(label=_("First day"), widget=DateInput)
    to_on = forms.DateField(label=_("Last day"), widget=DateInput)
    template = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    indicators = forms.MultipleChoiceField(
        label=_("Figures that it reports"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, draft: Draft | None = None, **kwargs: Any) -> None:
        if draft is not None:
            kwargs["initial"] = {**_initial(draft), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choices = figure_choices()
        field = self.fields["indicators"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        self.stages = self._stages(draft, choices)

    def _stages(self, draft: Draft | None, choices: Any) -> list[StageForm]:
        if self.is_bound:
            count = sum(1 for number in range(MOST_STAGES) if f"stage{number}-title" in self.data)
            return [StageForm(self.data, prefix=f"stage{each}", choices=choices) for each in range(count)]
        given = draft.stages if draft is not None else ()
        planned = draft.planned if draft is not None else ()
        filled = [_stage_initial(each, planned) for each in given]
        blank: list[dict[str, Any]] = [{} for _each in range(min(_BLANK, MOST_STAGES - len(filled)))]
        return [
            StageForm(initial=initial, prefix=f"stage{each}", choices=choices)
            for each, initial in enumerate([*filled, *blank])
        ]

    def is_valid(self) -> bool:
        """Every stage, too."""
        stages = [each.is_valid() for each in self.stages]
        return super().is_valid() and all(stages)

    def wrong(self) -> bool:
        """Whether something is to be mended."""
        return bool(self.errors) or any(each.errors for each in self.stages)

    def draft(self) -> Draft:
        """What it says. Only after `is_valid`."""
        said = self.cleaned_data
        stages = [each for each in self.stages if each.stage() is not None]
        return Draft(
            title=said.get("title", ""),
            basis=said.get("basis", ""),
            from_on=said["from_on"],
            to_on=said["to_on"],
            stages=tuple(found for each in stages if (found := each.stage()) is not None),
            planned=tuple(one for each in stages for one in each.planned()),
            indicators=tuple(said["indicators"]),
            template=said.get("template") or "",
        )


class AmendForm(DraftForm):
    """A programme set anew, for a reason."""

    title = None  # type: ignore[assignment]  # what it is called and what it rests on stays
    basis = None  # type: ignore[assignment]  # the same
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 2}), help_text=_("Everyone can read it.")
    )


class EndForm(KeyedForm):
    """What came of a programme."""

    conclusion = forms.CharField(
        label=_("Conclusion"), max_length=4000, widget=forms.Textarea({"rows": 5}), help_text=_("Everyone can read it.")
    )


def draft_of(row: Programme) -> Draft:
    """A programme as it stands, to be changed."""
    return Draft(
        title=row.title,
        basis=row.basis,
        from_on=row.from_on,
        to_on=row.to_on,
        stages=tuple(row.steps()),
        planned=tuple(row.plans()),
        indicators=tuple(row.indicators.split()),
        template=row.template,
    )


def empty(from_on: date) -> Draft:
    """A programme of which nothing is known but its first day."""
    return replace(Draft("", "", from_on, from_on), to_on=from_on)


def _initial(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("title", "basis", "from_on", "to_on", "template", "indicators")}


def _stage_initial(one: Stage, planned: tuple[Planned, ...]) -> dict[str, Any]:
    initial: dict[str, Any] = {"title": one.title, "first": one.from_on, "last": one.to_on}
    mine = [each for each in planned if each.stage == one.title]
    for number, each in enumerate(mine[:PLANNED]):
        initial |= {f"figure{number}": each.figure, f"words{number}": each.words}
    return initial
