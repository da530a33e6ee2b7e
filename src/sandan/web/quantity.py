"""Quantities in words: the number with its qualifier and measure word, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from sandan.domain.quantity import Measure, Qualifier, Quantity

MEASURE: dict[Measure, str] = {
    Measure.PERSON: gettext_noop("%(number)s persons"),
    Measure.ATTENDANCE: gettext_noop("%(number)s attendances"),
    Measure.HOUSEHOLD: gettext_noop("%(number)s households"),
    Measure.HOUR: gettext_noop("%(number)s hours"),
    Measure.TIME: gettext_noop("%(number)s times"),
}
QUALIFIER: dict[Qualifier, str] = {
    Qualifier.EXACT: gettext_noop("%(number)s"),
    Qualifier.OVER: gettext_noop("over %(number)s"),
    Qualifier.ABOUT: gettext_noop("about %(number)s"),
    Qualifier.NEARLY: gettext_noop("nearly %(number)s"),
    Qualifier.AT_LEAST: gettext_noop("at least %(number)s"),
}


def shown(one: Quantity) -> str:
    """ "Over 70 persons". The number is never rounded and never loses its qualifier."""
    number = gettext(QUALIFIER[one.qualifier]) % {"number": one.value}
    return gettext(MEASURE[one.measure]) % {"number": number}
