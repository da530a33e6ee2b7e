"""What every form shares: a key that makes sending it twice the same as once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


def fresh_key() -> str:
    """An idempotency key for one filled-in form."""
    return uuid4().hex


class KeyedForm(forms.Form):
    """A form that carries its own idempotency key in a hidden field."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = fresh_key


class DateInput(forms.DateInput):
    """A date field that phones and browsers help with."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonForm(KeyedForm):
    """Why, in a few words."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class NoteForm(KeyedForm):
    """A word, if any."""

    note = forms.CharField(label=_("Note"), required=False, max_length=500)
