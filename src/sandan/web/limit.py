"""How often a stranger may try: wrong passwords, wrong receipt codes, reports. Kept in the database, so every process counts alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

_KEPT_FOR = timedelta(days=1)


class Attempt(models.Model):
    """That someone tried something. `who` is a keyed digest: neither an address nor a user name can be read from it."""

    purpose = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "who", "at"], name="attempt_who")]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` attempts of one kind by one source within `within`."""

    purpose: str
    times: int
    within: timedelta

    def reached(self, who: str) -> bool:
        """Whether `who` has to wait."""
        since = timezone.now() - self.within
        tried = Attempt.objects.filter(purpose=self.purpose, who=_hidden(self.purpose, who), at__gt=since)
        return tried.count() >= self.times

    def count(self, who: str) -> None:
        """Count one attempt. What is older than a day is forgotten on the way."""
        _count(self.purpose, who)

    def forget(self, who: str) -> None:
        """Start anew: `who` has shown that it is them."""
        Attempt.objects.filter(purpose=self.purpose, who=_hidden(self.purpose, who)).delete()


@dataclass(frozen=True, slots=True)
class Pause:
    """After `free` attempts within a day each further one has to wait, at first `shortest`, then twice as long each time, up to `longest`.

    Slow for who guesses from many addresses at once, and never a lock that a stranger could keep shut for good.
    """

    purpose: str
    free: int
    shortest: timedelta
    longest: timedelta

    def reached(self, who: str) -> bool:
        """Whether the last attempt is so recent that `who` still has to wait."""
        now = timezone.now()
        tried = Attempt.objects.filter(purpose=self.purpose, who=_hidden(self.purpose, who), at__gt=now - _KEPT_FOR)
        times = tried.count()
        if times < self.free:
            return False
        wait = min(self.longest, self.shortest * 2 ** min(times - self.free, 30))
        return tried.filter(at__gt=now - wait).exists()

    def count(self, who: str) -> None:
        """Count one attempt."""
        _count(self.purpose, who)

    def forget(self, who: str) -> None:
        """Start anew: `who` has shown that it is them."""
        Attempt.objects.filter(purpose=self.purpose, who=_hidden(self.purpose, who)).delete()


SIGN_IN_BY_NAME = Limit("sign-in-name", 5, timedelta(minutes=15))
"""Wrong passwords for one user name from one address."""
SIGN_IN_BY_SOURCE = Limit("sign-in-source", 50, timedelta(minutes=15))
"""Wrong passwords from one address, whatever the name: a whole office may share one address."""
SIGN_IN_ANYWHERE = Pause("sign-in-anywhere", 10, timedelta(seconds=30), timedelta(minutes=15))
"""Wrong passwords for one user name from anywhere. A browser in which its holder has signed in before does not have to wait."""
FACTOR = Limit("factor", 5, timedelta(minutes=15))
FACTOR_BY_DAY = Limit("factor-day", 30, timedelta(days=1))
"""Wrong second factors of one account, wherever they come from: only who has the password gets to try at all."""
PASSKEY = Limit("passkey", 30, timedelta(minutes=15))
"""Passkeys that did not fit, from one address. They cannot be guessed; this spares the machine."""
CODE = Limit("code", 10, timedelta(minutes=15))
"""Wrong receipt codes from one address. A code has 60 random bits, so guessing is hopeless long before this."""
REPORT_BY_SESSION = Limit("report-session", 10, timedelta(hours=1))
REPORT_BY_SOURCE = Limit("report-source", 60, timedelta(hours=1))
"""Reports from one address: a village may share one."""


def source(request: HttpRequest) -> str:
    """The address a request comes from. A proxy's word is taken only where the settings say that there is one."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(purpose: str, who: str) -> None:
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - _KEPT_FOR).delete()
    Attempt.objects.create(purpose=purpose, who=_hidden(purpose, who), at=now)


def _hidden(purpose: str, who: str) -> str:
    return salted_hmac(f"sandan.attempt.{purpose}", who, algorithm="sha256").hexdigest()
