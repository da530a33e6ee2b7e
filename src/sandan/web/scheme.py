"""A settlement scheme in words: payer by payer what it pays for whom, the same for staff and public."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from sandan.domain.money import ZERO
from sandan.domain.payer import Guarantee, Payer, Scheme, Terms, in_percent
from sandan.domain.scheme import Scheme as Adopted
from sandan.web.column import listed
from sandan.web.label import CATEGORY, HOSPITAL_LEVEL, PAYER
from sandan.web.money import yuan


def shown(content: Scheme, adopted: Adopted | None = None) -> dict[str, Any]:
    """A scheme for `components/scheme.html`."""
    return {
        "title": content.title,
        "basis": content.basis,
        "illustrative": content.illustrative,
        "appeal": content.appeal,
        "by_discharge": content.by_discharge,
        "guarantee": _guarantee(content.guarantee),
        "payers": [
            {
                "name": each.name,
                "kind": str(PAYER[each.kind]),
                "basis": each.basis,
                "terms": _payer(each),
                "yearly": each.yearly,
            }
            for each in content.payers
        ],
        "from_on": adopted.from_on if adopted else None,
        "until_on": adopted.until_on if adopted else None,
        "key": adopted.id if adopted else "",
    }


def _payer(payer: Payer) -> list[dict[str, str]]:
    if payer.keep is not None:
        kept = gettext("so much that at most %(ratio)s of the eligible costs stay with the patient")
        return [{"whom": gettext("Everybody"), "pays": kept % {"ratio": in_percent(payer.keep)}}]
    return [{"whom": _whom(each), "pays": _pays(each)} for each in payer.terms]


def _whom(terms: Terms) -> str:
    words: list[str] = []
    if terms.inside is not None:
        words.append(gettext("In the county") if terms.inside else gettext("Outside the county"))
    words += [str(HOSPITAL_LEVEL[each]) for each in HOSPITAL_LEVEL if each in terms.levels]
    words += [str(CATEGORY[each]) for each in CATEGORY if each in terms.categories]
    return listed(words) if words else gettext("Everybody")


def _pays(terms: Terms) -> str:
    bands = [
        in_percent(each.ratio)
        if place == 0
        else gettext("%(ratio)s of what is over %(over)s yuan")
        % {"ratio": in_percent(each.ratio), "over": yuan(each.over)}
        for place, each in enumerate(terms.bands)
    ]
    above = gettext("above %(amount)s yuan") % {"amount": yuan(terms.deductible)}
    words = [above, *bands] if terms.deductible > ZERO else bands
    if terms.cap is not None:
        words.append(gettext("at most %(amount)s yuan a year") % {"amount": yuan(terms.cap)})
    return listed(words)


def _guarantee(one: Guarantee) -> dict[str, Any]:
    return {
        "whom": listed(_words(one)),
        "inside": one.inside,
        "outside": one.outside,
        "months": one.months,
        "basis": one.basis,
    }


def _words(one: Guarantee) -> Iterable[str]:
    return [str(CATEGORY[each]) for each in CATEGORY if each in one.categories]
