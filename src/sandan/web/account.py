"""Accounts: how a person signs in. An account is not a person, and the acting post is chosen and recorded."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Account(models.Model):
    """Binds a sign-in to a person. `acting` is the appointment that the person works under at the moment."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account")
    person = models.CharField(max_length=32, db_index=True)
    acting = models.CharField(max_length=32, default="")
