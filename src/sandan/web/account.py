"""Accounts: how a person signs in. An account is not a person, and the acting post is chosen and recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from sandan.desk import organisation
from sandan.domain.authority import Actor
from sandan.ledger.seal import keyed_digest

INVITED_FOR = timedelta(days=7)
"""How long a link to set a password works."""


class Account(models.Model):
    """Binds a sign-in to a person. `acting` is the appointment that the person works under at the moment.

    `failures` counts the attempts to sign in that failed since the last one that did not.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account")
    person = models.CharField(max_length=32, db_index=True)
    acting = models.CharField(max_length=32, default="")
    failures = models.PositiveIntegerField(default=0)
    last_failure = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A link by which a person sets their own password, once. Only the digest of its token is kept."""

    token_digest = models.CharField(max_length=64, unique=True)
    person = models.CharField(max_length=32, unique=True)
    expires = models.DateTimeField()


def invite(person: str, by: Actor, key: str, at: datetime | None = None) -> str:
    """A token with which `person` may set a password, for seven days and once; the ledger records by whom it was made. An earlier one
    stops working. The same key gives the same token again and makes nothing new.

    The address to hand over is that of the page `setup` with this token. It is as good as the password: hand it over in person.
    """
    token = keyed_digest("invitation", f"{person} {key}")
    with transaction.atomic():
        if not organisation.make_link(person, by, key, at).again:
            kept = {"token_digest": _digest(token), "expires": (at or timezone.now()) + INVITED_FOR}
            Invitation.objects.update_or_create(person=person, defaults=kept)
    return token


def without(people: Iterable[str], key: str = "") -> list[str]:
    """Those of these people who have neither an account nor a link that still works, in their order; a link made with `key` does not count.

    So a page that makes links for many at once spares those that were handed out, and sent twice shows the same.
    """
    listed = list(dict.fromkeys(people))
    held = set(Account.objects.filter(person__in=listed).values_list("person", flat=True))
    working = Invitation.objects.filter(person__in=listed, expires__gt=timezone.now())
    made = dict(working.values_list("person", "token_digest"))
    same = {each: _digest(keyed_digest("invitation", f"{each} {key}:{each}")) for each in made} if key else {}
    return [each for each in listed if each not in held and made.get(each) in (None, same.get(each))]


def invited(token: str) -> str | None:
    """The person that a token was made for; None if it is unknown, used or too old."""
    found = Invitation.objects.filter(token_digest=_digest(token), expires__gt=timezone.now())
    return found.values_list("person", flat=True).first()


def redeem(token: str, username: str, password: str | None) -> AbstractBaseUser | None:
    """Use a token up: the person's account gets this password (unless None), and this user name if it had none.

    None if the token no longer holds. Raises IntegrityError where another person has the user name. A new password ends the account's
    sessions.
    """
    with transaction.atomic():
        person = invited(token)
        if person is None or not Invitation.objects.filter(token_digest=_digest(token)).delete()[0]:
            return None
        account = Account.objects.select_related("user").filter(person=person).first()
        if account is None:
            user = get_user_model().objects.create_user(username, password=password)
            Account.objects.create(user=user, person=person)
            return user
        if password is not None:
            account.user.set_password(password)
            account.user.save()
            account.user.sessions.all().delete()
        return account.user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
