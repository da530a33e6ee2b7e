"""The forms of an application: what is asked for each step, and never an amount that can be worked out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandan.desk.application import officials, villages
from sandan.domain.allowance import Area
from sandan.domain.item import Item
from sandan.projections.service_item import bureau_of
from sandan.web.allowance import AREA, CAUSE
from sandan.web.form import DateInput, KeyedForm, ReasonForm
from sandan.web.household import HouseholdForm
from sandan.web.label import choices
from sandan.web.paper_file import PaperFiles

_TEXT = forms.Textarea({"rows": 3})
_SEALED = _("Sealed: only those who handle it see this, and that they saw it is written down.")
_YES_NO = [("yes", _("Grant")), ("no", _("Refuse"))]


def _month(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput({"type": "month", "placeholder": "2019-11"})
    return forms.CharField(label=label, required=required, max_length=7, widget=widget, help_text=help_text)


class ApplyForm(HouseholdForm, PaperFiles):
    """An application over the counter: one entry with everything that was brought along."""

    village = forms.ChoiceField(label=_("Village"), choices=())
    area = forms.ChoiceField(label=_("Standard"), choices=choices(AREA), initial=Area.RURAL.value)
    papers = forms.MultipleChoiceField(
        label=_("Papers that were handed in"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    consent = forms.BooleanField(
        label=_("The household authorised the matching of its data, in writing (art. 58)"), required=False
    )
    related = forms.MultipleChoiceField(
        label=_("Handlers or village officials among the relatives"),
        required=False,
        choices=(),
        widget=forms.SelectMultiple({"size": 5}),
        help_text=_("They take no part, and every such case is checked. None: choose nobody."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    note = forms.CharField(label=_("Why they apply"), max_length=2000, required=False, widget=_TEXT, help_text=_SEALED)
    applied_on = forms.DateField(
        label=_("Applied on"), required=False, widget=DateInput, help_text=_("Empty means today.")
    )
    field_order = ("village", "area", "papers", "consent", "related", "phone", "note", "applied_on", "property_met")

    def __init__(self, *args: Any, item: Item, town: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "village", [("", "—"), *villages(town)])
        self.fields["village"].required = False
        choose(self, "papers", [(each.code, each.title) for each in item.asked])
        choose(self, "related", officials(town, bureau_of(item.code)))
        self.add_papers(item.asked)

    def rest(self) -> list[forms.BoundField]:
        """The fields of no block; those for files stand in one of their own."""
        own = {"kept", *(each.name for each in self.paper_fields())}
        return [each for each in super().rest() if each.name not in own]


def choose(form: forms.Form, name: str, options: list[tuple[str, Any]]) -> None:
    """Let a field offer these."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = options


class AcceptForm(KeyedForm):
    """Nothing is asked."""


class PapersForm(KeyedForm):
    """What came."""

    given = forms.MultipleChoiceField(
        label=_("Papers that were handed in"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    consent = forms.BooleanField(
        label=_("The household authorised the matching of its data, in writing (art. 58)"), required=False
    )


class ReturnForm(ReasonForm):
    """Which paper goes back, and why."""

    paper = forms.ChoiceField(label=_("Paper"), choices=())
    field_order = ("paper", "reason")


class ObjectForm(KeyedForm):
    """What the household says against the decision."""

    words = forms.CharField(label=_("What is not right"), max_length=2000, widget=_TEXT, help_text=_SEALED)


class AnswerForm(KeyedForm):
    """Whether the household is right."""

    upheld = forms.ChoiceField(
        label=_("Is the objection right?"),
        choices=[("yes", _("Yes")), ("no", _("No, the decision stands"))],
        widget=forms.RadioSelect,
        help_text=_("Right means: a refusal is decided anew, a stop is taken back, an allowance is to be set anew."),
    )
    words = forms.CharField(label=_("Grounds"), max_length=2000, widget=_TEXT, help_text=_SEALED)


class RelativesForm(KeyedForm):
    """Who of the officials is a relative."""

    related = forms.MultipleChoiceField(
        label=_("Handlers or village officials among the relatives"),
        widget=forms.SelectMultiple({"size": 5}),
        choices=(),
    )
    note = forms.CharField(label=_("How they are related"), max_length=500, required=False, help_text=_SEALED)


class VisitForm(HouseholdForm):
    """A home visit, with the household as it was found."""

    visited_on = forms.DateField(label=_("Visited on"), widget=DateInput)
    visitors = forms.MultipleChoiceField(
        label=_("Who visited"), widget=forms.SelectMultiple({"size": 6}), choices=(), required=False
    )
    others = forms.CharField(
        label=_("Who else was there"), max_length=200, required=False, help_text=_("Names, with 、 between them.")
    )
    findings = forms.CharField(label=_("What was found"), max_length=4000, widget=_TEXT, help_text=_SEALED)


class MatchForm(HouseholdForm):
    """What other registers say, with the household as it stands by them."""

    matched_on = forms.DateField(label=_("Matched on"), widget=DateInput)
    sources = forms.CharField(
        label=_("Registers that were asked"), max_length=300, help_text=_("Names, with 、 between them.")
    )
    findings = forms.CharField(
        label=_("What was found"), max_length=4000, widget=_TEXT, help_text=_SEALED, required=False
    )


class ChangeForm(HouseholdForm):
    """A change, with the household as it is now."""

    changed_on = forms.DateField(label=_("Since when"), widget=DateInput)
    what = forms.CharField(label=_("What has changed"), max_length=2000, widget=_TEXT, help_text=_SEALED)


class ReviewForm(KeyedForm):
    """A peer review."""

    held_on = forms.DateField(label=_("Held on"), widget=DateInput)
    invited = forms.IntegerField(label=_("How many were invited"), min_value=1, max_value=500)
    present = forms.IntegerField(label=_("How many came"), min_value=0, max_value=500)
    consenting = forms.IntegerField(label=_("How many agreed"), min_value=0, max_value=500)
    note = forms.CharField(label=_("What was said"), max_length=2000, required=False, widget=_TEXT, help_text=_SEALED)


class OpinionForm(KeyedForm):
    """The first opinion."""

    grant = forms.ChoiceField(label=_("Opinion"), choices=_YES_NO, widget=forms.RadioSelect)
    reasons = forms.CharField(label=_("Reasons"), max_length=2000, widget=_TEXT, help_text=_SEALED)
    months = forms.IntegerField(label=_("For how many months of the standard"), min_value=1, max_value=24, initial=1)


class DecideForm(OpinionForm):
    """The decision. The amount follows from what was found and is not typed."""

    from_month = _month(_("Paid from the month"), help_text=_("Empty means this month."))
    field_order = ("grant", "reasons", "from_month", "months")


class AccountForm(KeyedForm):
    """A bank account."""

    holder = forms.CharField(label=_("Account holder"), max_length=40, help_text=_SEALED)
    bank = forms.CharField(label=_("Bank"), max_length=60)
    account = forms.CharField(label=_("Account number"), max_length=40)


class AdjustForm(KeyedForm):
    """Another look at a standing allowance."""

    cause = forms.ChoiceField(label=_("Why it is looked at"), choices=choices(CAUSE))
    reasons = forms.CharField(label=_("Reasons"), max_length=2000, widget=_TEXT, help_text=_SEALED)
    from_month = _month(
        _("From the month"),
        help_text=_("Empty means this month. After an objection that was right, the month from which it was wrong."),
    )


class JobForm(KeyedForm):
    """A job that was offered."""

    member = forms.ChoiceField(label=_("To whom"), choices=())
    refused = forms.BooleanField(label=_("It was refused without a good reason"), required=False)
    note = forms.CharField(label=_("Which job, and what was said"), max_length=1000, widget=_TEXT, help_text=_SEALED)


class RevokeForm(KeyedForm):
    """What a false statement costs."""

    heard = forms.BooleanField(label=_("The household was heard first"), required=False)
    fine = forms.DecimalField(
        label=_("Fine in yuan"),
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        help_text=_("One to three times what was wrongly obtained, or none (art. 68)."),
    )
    reasons = forms.CharField(label=_("Reasons"), max_length=2000, widget=_TEXT, help_text=_SEALED)


class RepayForm(KeyedForm):
    """A repayment."""

    amount = forms.DecimalField(label=_("Amount in yuan"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    received_on = forms.DateField(label=_("Received on"), widget=DateInput)


class BasisForm(KeyedForm):
    """On which legal ground something is erased."""

    basis = forms.CharField(label=_("Legal ground"), max_length=500)
