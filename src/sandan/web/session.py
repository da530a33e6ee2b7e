"""Sessions of people who are signed in: by what each was proved, on which device, since when. A session that is not listed is over.

The browser's cookie leads to Django's session, which names one row here. Whoever deletes the row ends the session, wherever it is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from sandan.web.account import Account

_security = logging.getLogger("sandan.security")

PASSWORD, SIGN_ON = "password", "sign_on"
APP, RECOVERY, PASSKEY, DEMO, SIGN_ON_FACTOR = "app", "recovery", "passkey", "demo", "sign_on_factor"
_FIRST = frozenset({PASSWORD, SIGN_ON})
_SECOND = frozenset({APP, RECOVERY, PASSKEY, SIGN_ON_FACTOR})
KEY = "signed_in"
_LONGEST = timedelta(hours=8)
_FRESH = timedelta(minutes=15)
_SEEN_EVERY = timedelta(minutes=1)
_REAL_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SignedIn(models.Model):
    """One session. `given` lists by what it was proved; `failures` are the attempts that failed between the last sign-in and this one."""

    key = models.CharField(max_length=43, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(max_length=300, default="")
    since = models.DateTimeField()
    seen = models.DateTimeField()
    given = models.CharField(max_length=100)
    proved_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    last_failure = models.DateTimeField(null=True)

    @property
    def second_factor(self) -> bool:
        """Whether a second factor was given. One press in the demo counts as one, as long as this is a demo."""
        given = set(self.given.split())
        return bool(given & _SECOND) or (settings.SANDAN_DEMO and DEMO in given)

    @property
    def fresh(self) -> bool:
        """Whether it was proved so lately that it may change what it is proved by. The demo's people have nothing to prove it by."""
        demo = settings.SANDAN_DEMO and DEMO in self.given.split()
        return bool(demo) or timezone.now() - self.proved_at < _FRESH


def begin(session: SessionBase, user: AbstractBaseUser, given: Iterable[str], device: str) -> SignedIn:
    """List a session that has just been opened for `user`, proved by `given`."""
    now = timezone.now()
    row = SignedIn.objects.create(
        key=secrets.token_urlsafe(32),
        user_id=user.pk,
        device=device[:300],
        since=now,
        seen=now,
        given=" ".join(sorted(given)),
        proved_at=now,
    )
    session[KEY] = row.key
    _security.info("account %s signed in by %s", user.pk, row.given)
    if row.second_factor or not has_factor(user):
        _arrived(row)
    return row


def current(request: HttpRequest) -> SignedIn | None:
    """The row of this request's session; None if it was ended, idle for too long, or open for more than eight hours."""
    found = SignedIn.objects.filter(pk=request.session.get(KEY, "")).first()
    if found is None or found.user_id != request.user.pk:
        return None
    now = timezone.now()
    if now - found.seen > idle() or now - found.since > _LONGEST:
        found.delete()
        return None
    if now - found.seen > _SEEN_EVERY:
        SignedIn.objects.filter(pk=found.pk).update(seen=now)
    return found


def give(request: HttpRequest, row: SignedIn, what: str) -> None:
    """Note that the session was proved by `what` as well. Its cookie changes, so that an older copy of it is worth nothing."""
    had = row.second_factor
    row.given = " ".join(sorted({*row.given.split(), what}))
    row.proved_at = timezone.now()
    # An update and no save: where the session was ended meanwhile, nothing comes back to life.
    SignedIn.objects.filter(pk=row.pk).update(given=row.given, proved_at=row.proved_at)
    request.session.cycle_key()
    _security.info("account %s gave %s", row.user_id, what)
    if row.second_factor and not had:
        _arrived(row)


def take_back(row: SignedIn) -> None:
    """Forget the second factors that the session was proved by: the last one has been removed."""
    row.given = " ".join(sorted(set(row.given.split()) - {APP, RECOVERY, PASSKEY}))
    SignedIn.objects.filter(pk=row.pk).update(given=row.given)


def listed(user: AbstractBaseUser) -> list[SignedIn]:
    """The open sessions of an account, the one used last first."""
    now = timezone.now()
    return list(
        SignedIn.objects.filter(user_id=user.pk, seen__gt=now - idle(), since__gt=now - _LONGEST).order_by("-seen")
    )


def end(user: AbstractBaseUser, *, only: str = "", but: str = "") -> int:
    """End the sessions of an account: all of them, `only` one, or all `but` one. Says how many."""
    rows = SignedIn.objects.filter(user_id=user.pk)
    if only:
        rows = rows.filter(pk=only)
    return rows.exclude(pk=but).delete()[0]


def end_all() -> int:
    """End every session of everybody, those of visitors who have shown a receipt code too. Says how many people's."""
    Session.objects.all().delete()
    return SignedIn.objects.all().delete()[0]


def has_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the account has a second factor. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=_REAL_FACTORS).exists())


def idle() -> timedelta:
    """After how long without a page a session is over."""
    return timedelta(minutes=settings.SANDAN_IDLE_MINUTES)


def failed(username: str, at: datetime | None = None) -> None:
    """Note a failed attempt to sign in under a user name: the holder of such an account will be told.

    What was typed as a name is not logged, for it may be a password.
    """
    of = Account.objects.filter(user__username=username)
    of.update(failures=models.F("failures") + 1, last_failure=at or timezone.now())
    _security.warning("signing in to account %s failed", of.values_list("user_id", flat=True).first() or "-")


def _arrived(row: SignedIn) -> None:
    """The sign-in is complete: it takes over what failed before it, and what is over is cleared away."""
    account = Account.objects.filter(user_id=row.user_id).first()
    if account is not None and account.failures:
        row.failures, row.last_failure = account.failures, account.last_failure
        SignedIn.objects.filter(pk=row.pk).update(failures=row.failures, last_failure=row.last_failure)
        Account.objects.filter(pk=account.pk).update(failures=0, last_failure=None)
    SignedIn.objects.filter(since__lt=timezone.now() - _LONGEST).delete()
