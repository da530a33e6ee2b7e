"""How often a stranger may try: wrong passwords, wrong codes, reports, costly pages. In the database, so every process counts alike.

Looking is one index look-up; only what is let through is counted, so a flood writes no more than its limit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

_KEPT_FOR = timedelta(days=1)
_security = logging.getLogger("sandan.security")
_Asked = TypeVar("_Asked", bound=HttpRequest)
_Rest = ParamSpec("_Rest")


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
        full = tried.count() >= self.times
        if full:
            _note(self.purpose, who)
        return full

    def count(self, who: str) -> None:
        """Count one attempt. What no longer counts is forgotten on the way: with the session key, all addresses could be tried on it."""
        _count(self.purpose, who, self.within)

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
        waits = tried.filter(at__gt=now - wait).exists()
        if waits:
            _note(self.purpose, who)
        return waits

    def count(self, who: str) -> None:
        """Count one attempt."""
        _count(self.purpose, who, _KEPT_FOR)

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
LINK = Limit("survey-link", 20, timedelta(minutes=15))
"""One-time links from one address that stand for nothing. A link has 80 random bits; one network may serve a whole village."""
WRITE = Limit("write", 30, timedelta(hours=1))
"""Messages to a unit from one address."""
REPORT_BY_SESSION = Limit("report-session", 10, timedelta(hours=1))
REPORT_BY_SOURCE = Limit("report-source", 60, timedelta(hours=1))
"""Reports from one address: a village may share one."""
PUBLIC_POST = Limit("public-post", 120, timedelta(minutes=10))
"""Whatever else a visitor's address sends: answers, reopenings, reports that are not taken."""
COSTLY = Limit("costly", 120, timedelta(minutes=1))
"""Pages that compute: figures, the records behind them, bulletins. A whole office may share one address."""
DRAWN = Limit("drawn", 30, timedelta(minutes=1))
"""Dashboards and charts as files: what was not drawn before takes seconds of processor time."""
CLAIMS = Limit("claims", 20, timedelta(minutes=10))
"""Texts to be checked from one address: the costliest page there is."""
OPEN_DATA = Limit("open-data", 60, timedelta(minutes=10))
"""Files of open data that have to be made anew, from one address. What was just made, and what has not changed, does not count."""
EXPORT = Limit("export", 30, timedelta(minutes=10))
"""Workbooks of whole lists, by person."""


def source(request: HttpRequest) -> str:
    """The address a request comes from; of IPv6 the network, for a household has 2^64 addresses.

    A proxy's word is taken only where the settings say that there is one, and of its list only the last, which the proxy itself wrote.
    """
    said = ""
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.headers.get(settings.SANDAN_ADDRESS_HEADER, "").rpartition(",")[2].strip()
    said = said or str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


def costly(
    view: Callable[Concatenate[_Asked, _Rest], HttpResponse],
) -> Callable[Concatenate[_Asked, _Rest], HttpResponse]:
    """A public page that computes: a visitor's address gets `COSTLY` of it, then 429. Who is signed in is not counted."""

    @wraps(view)
    def limited(request: _Asked, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> HttpResponse:
        return _stopped(request, COSTLY) or view(request, *args, **kwargs)

    return limited


def drawn(
    view: Callable[Concatenate[_Asked, _Rest], HttpResponse],
) -> Callable[Concatenate[_Asked, _Rest], HttpResponse]:
    """A public page that draws: the same with `DRAWN`."""

    @wraps(view)
    def limited(request: _Asked, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> HttpResponse:
        return _stopped(request, DRAWN) or view(request, *args, **kwargs)

    return limited


def _stopped(request: HttpRequest, limit: Limit) -> HttpResponse | None:
    """Count a visitor's attempt; the page that asks for patience where it is one too many."""
    if request.user.is_authenticated:
        return None
    place = source(request)
    if limit.reached(place):
        return wait(request, limit)
    limit.count(place)
    return None


def wait(request: HttpRequest, limit: Limit) -> HttpResponse:
    """The page that asks for patience, with the seconds after which another try makes sense (RFC 6585 section 4)."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(int(limit.within.total_seconds()))
    return answer


def _note(purpose: str, who: str) -> None:
    _security.warning("limit %s reached by %.12s", purpose, _hidden(purpose, who))


def _count(purpose: str, who: str, within: timedelta) -> None:
    now, hidden = timezone.now(), _hidden(purpose, who)
    spent = Q(purpose=purpose, at__lte=now - within)
    with transaction.atomic():
        Attempt.objects.filter(spent | Q(at__lt=now - _KEPT_FOR)).delete()
        Attempt.objects.create(purpose=purpose, who=hidden, at=now)


def _hidden(purpose: str, who: str) -> str:
    return salted_hmac(f"sandan.attempt.{purpose}", who, algorithm="sha256").hexdigest()
