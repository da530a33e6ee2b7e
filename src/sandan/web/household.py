"""A household as a form: one block for each member with what comes in, one for each supporter, and what is found of its property.

Without JavaScript: *More lines* sends the form and gets it back with more blocks. What is typed is sealed as soon as it is entered.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandan.domain.allowance import Category, Household, Income, IncomeKind, Member, Supporter
from sandan.domain.money import Money
from sandan.domain.values import require
from sandan.web.allowance import CATEGORY, INCOME
from sandan.web.form import KeyedForm
from sandan.web.label import choices

LEAST, MOST = 2, 20
"""Persons. The largest household that a form shows; a larger one is refused rather than cut."""
MOST_INCOMES, MOST_SUPPORTERS = 6, 6
_MONTHS = [("12", _("a year")), ("6", _("half a year")), ("1", _("a month"))]


def _money(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, min_value=Decimal(0), max_digits=12, decimal_places=2, help_text=help_text
    )


class HouseholdForm(KeyedForm):
    """The members, their supporters and the property of a household. A block whose name is empty is nobody."""

    count = forms.IntegerField(required=False, widget=forms.HiddenInput)
    incomes = forms.IntegerField(required=False, widget=forms.HiddenInput)
    supporters = forms.IntegerField(required=False, widget=forms.HiddenInput)
    property_met = forms.BooleanField(
        label=_("Its property is within the rule"),
        required=False,
        initial=True,
        help_text=_("Deposits, vehicles, houses: as the local rule says (art. 9)."),
    )

    def __init__(self, *args: Any, household: Household | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = household.members if household is not None else ()
        most = max((len(each.incomes) for each in members), default=0)
        helpers = len(household.supporters) if household is not None else 0
        self.size = self._asked("count", max(len(members), LEAST), MOST)
        self.width = self._asked("incomes", max(most, 2), MOST_INCOMES)
        self.helpers = self._asked("supporters", max(helpers, 1), MOST_SUPPORTERS)
        self._lay_out()
        if household is not None and not self.is_bound:
            require(len(members) <= MOST and most <= MOST_INCOMES, "household_too_large", limit=MOST)
            require(helpers <= MOST_SUPPORTERS, "household_too_large", limit=MOST)
            self.initial = {**self.initial, **_typed(household)}

    def _asked(self, name: str, known: int, most: int) -> int:
        """How many blocks there are: as many as were sent, else as many as are known."""
        said = str(self.data.get(name) or "") if self.is_bound else ""
        return min(int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 3 else known, most) or 1

    def _lay_out(self) -> None:
        self.fields["count"].initial, self.fields["incomes"].initial = self.size, self.width
        self.fields["supporters"].initial = self.helpers
        for number in range(1, self.size + 1):
            for name, field in _member_fields(self.width, first=number == 1).items():
                self.fields.setdefault(f"{name}_{number}", field)
        for number in range(1, self.helpers + 1):
            for name, field in _supporter_fields().items():
                self.fields.setdefault(f"{name}_s{number}", field)

    def more_lines(self) -> None:
        """Show this form again as it is, with more of what was asked for and without complaints about what is not finished yet."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        match data.get("more"):
            case "income":
                self.width = min(self.width + 1, MOST_INCOMES)
            case "supporter":
                self.helpers = min(self.helpers + 1, MOST_SUPPORTERS)
            case _:
                self.size = min(self.size + 2, MOST)
        data |= {"count": str(self.size), "incomes": str(self.width), "supporters": str(self.helpers)}
        self.data = data
        self.errors.clear()
        self._lay_out()

    def members(self) -> list[dict[str, Any]]:
        """The blocks of the members, for the page: what is asked of everybody, and what waits behind a fold."""
        found = []
        names = _member_fields(self.width, first=False)
        folded = [name for name in names if name == "working" or (name[-1].isdigit() and name[-1] != "1")]
        for number in range(1, self.size + 1):
            held = {name: self[f"{name}_{number}"] for name in names}
            said = [held[name] for name in folded if name.startswith(("amount", "working"))]
            found.append(
                {
                    "number": number,
                    "plain": [field for name, field in held.items() if name not in folded],
                    "more": [held[name] for name in folded],
                    "open": self.width > 2 or any(each.errors or each.value() for each in said),
                }
            )
        return found

    def bound(self) -> list[dict[str, Any]]:
        """The blocks of those who must support somebody of the household."""
        blocks = range(1, self.helpers + 1)
        return [
            {"number": each, "fields": [self[f"{name}_s{each}"] for name in _supporter_fields()]} for each in blocks
        ]

    def rest(self) -> list[forms.BoundField]:
        """The fields that are of no block."""
        people, helpers = range(1, self.size + 1), range(1, self.helpers + 1)
        blocks = {f"{name}_{number}" for name in _member_fields(self.width, first=False) for number in people}
        blocks |= {f"{name}_s{number}" for name in _supporter_fields() for number in helpers}
        others = {"count", "incomes", "supporters", "key", "property_met"}
        return [each for each in self if each.name not in blocks | others]

    def clean(self) -> dict[str, Any]:
        """Somebody must be named, and an amount has a kind and somebody whose it is."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, self.size + 1):
            named = (data.get(f"name_{number}") or "").strip()
            for which in range(1, self.width + 1):
                if data.get(f"amount{which}_{number}") and not named:
                    self.add_error(f"name_{number}", gettext("Say whose income it is."))
        return data

    def household(self) -> Household:
        """The household that the valid form describes."""
        said = self.cleaned_data
        named = [each for each in range(1, self.size + 1) if (said.get(f"name_{each}") or "").strip()]
        members = tuple(_member(said, number, mark, self.width) for mark, number in enumerate(named, start=1))
        helpers = [each for each in range(1, self.helpers + 1) if (said.get(f"name_s{each}") or "").strip()]
        supporters = tuple(_supporter(said, number) for number in helpers)
        return Household(members, supporters, bool(said.get("property_met")))


def _member_fields(width: int, *, first: bool) -> dict[str, forms.Field]:
    incomes: dict[str, forms.Field] = {}
    for which in range(1, width + 1):
        label = _("Income") if which == 1 else _("Another income")
        incomes |= {
            f"kind{which}": forms.ChoiceField(label=label, choices=choices(INCOME), required=False),
            f"amount{which}": _money(_("Amount in yuan")),
            f"months{which}": forms.ChoiceField(label=_("Over"), choices=_MONTHS, required=False),
        }
    return {
        "name": forms.CharField(label=_("Name"), max_length=40, required=first),
        "id_number": forms.CharField(label=_("Identity number"), max_length=18, required=False),
        "relation": forms.CharField(label=_("Relation to the head"), max_length=20, required=False),
        "able": forms.BooleanField(label=_("Can work"), required=False),
        "categories": forms.MultipleChoiceField(
            label=pgettext_lazy("assistance", "Belongs to"),
            choices=choices(CATEGORY),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        **incomes,
        "working": forms.IntegerField(
            label=_("In a new job for so many months"), min_value=0, max_value=600, required=False
        ),
    }


def _supporter_fields() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(
            label=_("Who must support somebody of the household"),
            max_length=40,
            required=False,
            help_text=_("An adult child who lives elsewhere, for example. Empty: nobody."),
        ),
        "child": forms.BooleanField(label=_("Is an adult child"), required=False, initial=True),
        "income": _money(_("Yearly income of that household, in yuan")),
        "members": forms.IntegerField(label=_("How many people live of it"), min_value=1, max_value=30, required=False),
        "supports": forms.IntegerField(
            label=_("How many people it must support"), min_value=1, max_value=9, required=False
        ),
        "here": forms.IntegerField(label=_("How many of them live here"), min_value=1, max_value=9, required=False),
        "agreed": _money(
            _("Monthly amount for each, as a court or an agreement says"), help_text=_("It goes before any formula.")
        ),
    }


def _supporter(said: dict[str, Any], number: int) -> Supporter:
    here = said.get(f"here_s{number}") or 1
    agreed = said.get(f"agreed_s{number}")
    return Supporter(
        name=said[f"name_s{number}"].strip(),
        income=Money(said.get(f"income_s{number}") or Decimal(0)),
        months=12,
        members=said.get(f"members_s{number}") or 1,
        supports=max(said.get(f"supports_s{number}") or here, here),
        here=here,
        child=bool(said.get(f"child_s{number}")),
        agreed=Money(agreed) if agreed is not None else None,
    )


def _member(said: dict[str, Any], number: int, mark: int, width: int) -> Member:
    incomes = tuple(
        Income(
            IncomeKind(said.get(f"kind{which}_{number}") or IncomeKind.OTHER),
            Money(said[f"amount{which}_{number}"]),
            int(said.get(f"months{which}_{number}") or 12),
        )
        for which in range(1, width + 1)
        if said.get(f"amount{which}_{number}")
    )
    return Member(
        id=f"m{mark}",
        name=said[f"name_{number}"].strip(),
        id_number=said.get(f"id_number_{number}", "").strip().upper(),
        relation=said.get(f"relation_{number}", "").strip(),
        categories=tuple(Category(each) for each in said.get(f"categories_{number}") or ()),
        able=bool(said.get(f"able_{number}")),
        incomes=incomes,
        working_months=said.get(f"working_{number}"),
    )


def _typed(household: Household) -> dict[str, Any]:
    """A household as somebody would have typed it."""
    found: dict[str, Any] = {"property_met": household.property_met}
    for number, one in enumerate(household.members, start=1):
        told: dict[str, Any] = {
            "name": one.name,
            "id_number": one.id_number,
            "relation": one.relation,
            "able": one.able,
            "categories": [each.value for each in one.categories],
            "working": one.working_months,
        }
        for which, income in enumerate(one.incomes, start=1):
            told |= {
                f"kind{which}": income.kind.value,
                f"amount{which}": income.amount.amount,
                f"months{which}": str(income.months),
            }
        found |= {f"{name}_{number}": value for name, value in told.items()}
    for number, bound in enumerate(household.supporters, start=1):
        told = {
            "name": bound.name,
            "child": bound.child,
            "income": Money.rounded(bound.income.exact * 12 / bound.months).amount,
            "members": bound.members,
            "supports": bound.supports,
            "here": bound.here,
            "agreed": bound.agreed.amount if bound.agreed is not None else None,
        }
        found |= {f"{name}_s{number}": value for name, value in told.items()}
    return found
