"""My notifications: what is new for whoever is signed in, and how they want to be told. Each person for themselves, the operator too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import RegexValidator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sandan.domain.notice import Kind, concerns
from sandan.outbox.models import Channel, Means, Notice, Preference
from sandan.outbox.reader import office
from sandan.outbox.secret import opened, sealed
from sandan.outbox.wording import place, sentence
from sandan.projections import shield, unit
from sandan.projections.problem import Problem
from sandan.projections.version import now
from sandan.web import mask
from sandan.web.access import ActedRequest
from sandan.web.label import NOTICE, TIMING, WEEKDAY

MOST = 100
"""Notices on the page; older ones are gone after ninety days in any case."""
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class PreferenceForm(forms.Form):
    """How somebody wants to be told. Nothing here is required: what is left alone stays as it is."""

    kinds = forms.MultipleChoiceField(
        label=_("What I want to be told"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=200)
    no_email = forms.BooleanField(label=_("Delete my e-mail address"), required=False)
    email_timing = forms.ChoiceField(label=_("By e-mail"), choices=list(TIMING.items()))
    phone = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=20,
        validators=[
            RegexValidator(
                r"^\+?[0-9]{5,18}$", _("Digits only, with + and the country's code in front if it is abroad.")
            )
        ],
    )
    no_phone = forms.BooleanField(label=_("Delete my mobile number"), required=False)
    phone_timing = forms.ChoiceField(label=_("By text message"), choices=list(TIMING.items()))
    quiet_first = forms.TimeField(label=_("Quiet from"), required=False, widget=_TIME)
    quiet_last = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=_TIME,
        help_text=_("In these hours nothing comes; leave both empty for none."),
    )
    digest_at = forms.TimeField(label=_("Hour of digests"), widget=_TIME)
    digest_day = forms.TypedChoiceField(label=_("Day of weekly digests"), coerce=int, choices=list(WEEKDAY.items()))

    field_order = ["email", "no_email", "email_timing", "phone", "no_phone", "phone_timing", "language", "digest_at", "digest_day",
                   "quiet_first", "quiet_last", "kinds"]  # fmt: skip

    def __init__(self, kinds: tuple[Kind, ...], held: Preference, means: set[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["kinds"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(each.value, NOTICE[each]) for each in kinds]
        for name, data in (("email", held.email), ("phone", held.phone)):
            if data:
                known = gettext("Known: %(address)s. Leave empty to keep it.")
                self.fields[name].help_text = known % {"address": mask.contact(opened(data))}
            else:
                del self.fields[f"no_{name}"]
        if Means.SMS.value not in means:
            for name in ("phone", "no_phone", "phone_timing"):
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """Quiet hours need both ends."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if (found.get("quiet_first") is None) != (found.get("quiet_last") is None):
            self.add_error("quiet_last", _("Give both ends of the quiet hours, or neither."))
        return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: ActedRequest) -> HttpResponse:
    """What is new, newest first. Sending the form marks what was shown as seen."""
    me = request.actor.person
    mine = Notice.objects.filter(recipient=f"person/{me}")
    held = Preference.objects.filter(person=me).first()
    if request.method == "POST":
        last = mine.aggregate(last=Max("id"))["last"] or 0
        text = request.POST.get("last", "")
        seen = min(int(text), last) if text.isascii() and text.isdigit() and len(text) < 18 else 0
        kept = held or Preference(person=me, language=_language())
        if seen > kept.looked:
            kept.looked = seen
            kept.save()
        return redirect("workspace:notices")
    rows = list(mine.order_by("-at", "-id")[:MOST])
    names = unit.names() if rows else {}
    titles = dict(now(Problem).filter(key__in={each.matter for each in rows}).values_list("key", "title"))
    looked = held.looked if held else 0
    to_sort, on_ladder = shield.waiting(request.actor)
    context = {
        "active": "notices",
        "rows": [
            {
                "at": each.at,
                "text": sentence(each, names),
                "title": titles.get(each.matter, ""),
                "url": place(each),
                "new": each.id > looked,
            }
            for each in rows
        ],
        "fresh": sum(each.id > looked for each in rows),
        "last": max((each.id for each in rows), default=0),
        "shield": to_sort.exists() or on_ladder.exists(),
    }
    return render(request, "workspace/notices.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: ActedRequest) -> HttpResponse:
    """What one wants to be told, by what, and when."""
    me = request.actor.person
    held = Preference.objects.filter(person=me).first() or Preference(person=me, language=_language())
    kinds = concerns(request.actor.roles)
    means = set(Channel.objects.filter(enabled=True, unit="").values_list("means", flat=True))
    form = PreferenceForm(kinds, held, means, request.POST or None, initial=_initial(held, kinds))
    if request.method == "POST" and form.is_valid():
        _keep(held, kinds, form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("workspace:notice_settings")
    context = {"active": "notices", "form": form, "means": means, "sending": office().sending}
    return render(request, "workspace/notice_settings.html", context, status=422 if form.errors else 200)


def _language() -> str:
    language = get_language() or ""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _initial(held: Preference, kinds: tuple[Kind, ...]) -> dict[str, Any]:
    names = ("language", "email_timing", "phone_timing", "quiet_first", "quiet_last", "digest_at", "digest_day")
    muted = held.muted.split()
    return {
        **{name: getattr(held, name) for name in names},
        "kinds": [each.value for each in kinds if each.value not in muted],
    }


def _keep(held: Preference, kinds: tuple[Kind, ...], given: dict[str, Any]) -> None:
    shown, chosen = {each.value for each in kinds}, set(given["kinds"])
    # What another post of the same person is told stays as it was chosen there.
    held.muted = " ".join(sorted((set(held.muted.split()) - shown) | (shown - chosen)))
    for name in ("language", "email_timing", "quiet_first", "quiet_last", "digest_at", "digest_day"):
        setattr(held, name, given[name])
    held.phone_timing = given.get("phone_timing", held.phone_timing)
    for name in ("email", "phone"):
        if given.get(name):
            setattr(held, name, sealed(given[name]))
        elif given.get(f"no_{name}"):
            setattr(held, name, b"")
    held.save()


def fresh_count(person: str) -> int:
    """How many notices a person has not marked as seen, counted up to `MOST`."""
    looked = Preference.objects.filter(person=person).values_list("looked", flat=True).first() or 0
    return Notice.objects.filter(recipient=f"person/{person}", id__gt=looked)[: MOST + 1].count()


urlpatterns = [
    path("notices/", notices, name="notices"),
    path("notices/settings/", notice_settings, name="notice_settings"),
]
