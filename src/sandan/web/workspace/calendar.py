"""The calendar of days off: a year at a glance, from where its days are known, and entering the official notice of a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sandan.desk import calendar as desk
from sandan.domain.authority import MAY
from sandan.domain.calendar import Calendar
from sandan.domain.holiday import EARLIEST, NoticeYear
from sandan.domain.values import Refusal
from sandan.intake.notice import DayError, Days, read_days, read_notice
from sandan.projections.calendar import calendar as known
from sandan.projections.calendar import entered, entered_years
from sandan.web.access import ActedRequest
from sandan.web.form import KeyedForm
from sandan.web.message import told

_LAST = 9998
_AHEAD = 2


class NoticeForm(KeyedForm):
    """The days of a year. The notice's text, if it is pasted, fills in the two lists below it."""

    notice = forms.CharField(
        label=_("Text of the notice"),
        help_text=_("Paste it and press “Read the text”. Check the two lists below before you save."),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    holidays = forms.CharField(
        label=_("Days off"),
        help_text=_(
            "A day or a span on each line, such as 2027-10-01 or 10月1日至7日. Ordinary weekends need not stand here."
        ),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    workdays = forms.CharField(
        label=_("Weekend days that are worked"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(label=_("Notice"), help_text=_("Its title and number, as it is cited."), max_length=300)
    reason = forms.CharField(label=_("Why it is corrected"), help_text=_("Everybody can read it."), max_length=500)

    def __init__(self, *args: Any, year: int, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        if not corrects:
            del self.fields["reason"]

    def clean_holidays(self) -> tuple[date, ...]:
        """The days off."""
        return self._days("holidays")

    def clean_workdays(self) -> tuple[date, ...]:
        """The weekend days that are worked."""
        return self._days("workdays")

    def _days(self, name: str) -> tuple[date, ...]:
        try:
            return read_days(self.cleaned_data[name], self.year)
        except DayError as error:
            said = gettext("No day can be read in “%(line)s”.") % {"line": error.line[:40]}
            raise forms.ValidationError(said) from error


@require_safe
def calendar(request: ActedRequest) -> HttpResponse:
    """A year at a glance (`?year=`, default this one): days off, worked weekends, from where they are known, what was corrected."""
    today = timezone.localdate()
    year = _year(request.GET.get("year", "")) or today.year
    days = known()
    mine = any(role in MAY[NoticeYear.name] for role in request.actor.roles)
    context = {
        "active": "calendar",
        "year": year,
        "known": year in days.years,
        "entries": entered(year),
        "months": list(_months(days, year, today)),
        "weekdays": [date_format(date(2024, 1, number), "D").removeprefix("星期") for number in range(1, 8)],
        "years": sorted({*days.years, today.year, today.year + 1}, reverse=True),
        "own": entered_years(),
        "may_enter": mine and EARLIEST <= year <= today.year + _AHEAD,
        "next_missing": next((each for each in (today.year, today.year + 1) if each not in days.years), None),
    }
    return render(request, "workspace/calendar/calendar.html", context)


def _year(text: str) -> int | None:
    """The year that an address names, if there can be one."""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if EARLIEST <= year <= _LAST else None


def _months(days: Calendar, year: int, today: date) -> Iterator[dict[str, Any]]:
    """The months with their weeks; a cell is a day with what it is, or None outside the month."""
    for month in range(1, 13):
        day = date(year, month, 1)
        cells: list[dict[str, Any] | None] = [None] * day.weekday()
        while day.month == month and day.year == year:
            cells.append({"day": day, "kind": _kind(days, day), "today": day == today})
            day += timedelta(1)
        cells += [None] * (-len(cells) % 7)
        yield {"first": date(year, month, 1), "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)]}


def _kind(days: Calendar, day: date) -> str:
    """What a day is: worked, weekend, off (by the notice), or made_up (a weekend day that is worked)."""
    if day in days.workdays:
        return "made_up"
    if day in days.holidays:
        return "off"
    return "weekend" if day.weekday() >= 5 else "worked"


def calendar_year(request: ActedRequest, number: str) -> HttpResponse:
    """Enter the notice of a year, or correct one that is known; step "read" fills the lists in from the pasted text."""
    year = _year(number)
    if year is None or year > timezone.localdate().year + _AHEAD:
        raise Http404
    days = known()
    corrects = year in days.years
    off, worked = days.of_year(year)
    initial = {"holidays": _lines(off), "workdays": _lines(worked)}
    form = NoticeForm(request.POST or None, year=year, corrects=corrects, initial=initial)
    refused, read = "", None
    if request.method == "POST" and request.POST.get("step") == "read":
        read = read_notice(request.POST.get("notice", "")[:20000], year)
        form = NoticeForm(initial=_filled(request, read), year=year, corrects=corrects)
    elif request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            desk.notice_year(
                year,
                said["holidays"],
                said["workdays"],
                said["source"],
                request.actor,
                said["key"],
                reason=said.get("reason", ""),
            )
        except Refusal as refusal:
            refused = told(refusal)
        else:
            messages.success(request, gettext("The days of %(year)s are known now.") % {"year": year})
            return redirect(f"{reverse('workspace:calendar')}?year={year}")
    context = {
        "active": "calendar",
        "form": form,
        "year": year,
        "corrects": corrects,
        "refused": refused,
        "read": read,
        "back": f"{reverse('workspace:calendar')}?year={year}",
    }
    failed = refused or (read is None and form.errors)
    return render(request, "workspace/calendar/year.html", context, status=422 if failed else 200)


def _filled(request: ActedRequest, read: Days) -> dict[str, str]:
    """What was sent, with the days that were read in place of the two lists."""
    sent = {each: request.POST.get(each, "") for each in ("notice", "source", "reason")}
    return {**sent, "holidays": _lines(read.holidays), "workdays": _lines(read.workdays)}


def _lines(days: Sequence[date]) -> str:
    """Days as lines, those that follow each other as one span."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(1):
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return "\n".join(f"{first}" if first == last else f"{first} 至 {last}" for first, last in spans)


urlpatterns = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/<str:number>/", calendar_year, name="calendar_year"),
]
