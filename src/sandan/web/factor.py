"""Second factors: codes from an app (RFC 6238), passkeys (WebAuthn), recovery codes. Tables and ceremonies are allauth's.

What an app and the recovery codes are made from lies encrypted under a key derived from the county's master key; of a passkey only its
public part is here.
"""

from __future__ import annotations

import base64
import hmac
import json
import unicodedata
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn.internal import auth as ceremony
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from sandan.desk import organisation
from sandan.domain.authority import Actor
from sandan.ledger.seal import seal, unseal
from sandan.web import session
from sandan.web.account import Account
from sandan.web.context import county_name

APP, KEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """How allauth keeps its secrets here, and by which name an app or a passkey shows the county."""

    def encrypt(self, text: str) -> str:
        """Encrypted with AES-256-GCM under a key of its own."""
        return base64.b64encode(seal(_key(), text.encode())).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` made. Raises InvalidTag where the master key is another."""
        return unseal(_key(), base64.b64decode(encrypted_text)).decode()

    def _get_site_name(self) -> str:
        return county_name() or gettext("Sandan")


def new_secret() -> str:
    """A fresh secret for an app: 160 random bits in Base32."""
    return str(generate_totp_secret())


def picture(user: User, secret: str) -> str:
    """The secret as a QR code to be photographed with the app: the address of an image (`data:`)."""
    adapter = Adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode("ascii")


def add_app(user: User, secret: str, code: str) -> bool:
    """Take an app on, if its first code fits. The same code can't be used again to sign in."""
    counter = _counter(secret, _digits(code), 0)
    if counter is None:
        return False
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=APP).delete()
        Authenticator.objects.create(
            user=user, type=APP, data={"secret": Adapter().encrypt(secret), "counter": counter}
        )
        RecoveryCodes.activate(user)
    return True


def fits(user: User, code: str) -> str:
    """By what a typed code is right: an app, a recovery code, or "" if it is neither. A right code is used up."""
    typed = _digits(code)
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().filter(user=user, type=APP).first()
        if app is not None:
            counter = _counter(Adapter().decrypt(app.data["secret"]), typed, app.data.get("counter", 0))
            if counter is not None:
                app.data["counter"] = counter
                app.last_used_at = timezone.now()
                app.save()
                return session.APP
    codes = Authenticator.objects.filter(user=user, type=CODES).first()
    if codes is not None and RecoveryCodes(codes).validate_code(typed):
        return session.RECOVERY
    return ""


def codes(user: User) -> list[str]:
    """The recovery codes that have not been used."""
    kept = Authenticator.objects.filter(user=user, type=CODES).first()
    return list(RecoveryCodes(kept).get_unused_codes()) if kept else []


def new_codes(user: User) -> None:
    """Fresh recovery codes; the earlier ones are worth nothing from now on."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=CODES).delete()
        RecoveryCodes.activate(user)


def held(user: User) -> list[Authenticator]:
    """The app and the passkeys of an account, the oldest first."""
    return list(Authenticator.objects.filter(user=user, type__in=(APP, KEY)).order_by("created_at", "pk"))


def has_app(user: User) -> bool:
    """Whether the account has an app."""
    return bool(Authenticator.objects.filter(user=user, type=APP).exists())


def has_passkey(user: User) -> bool:
    """Whether the account has a passkey."""
    return bool(Authenticator.objects.filter(user=user, type=KEY).exists())


def remove(user: User, pk: str) -> bool:
    """Take one factor away; with the last one go the recovery codes. False if there is no such factor."""
    with transaction.atomic():
        if not pk.isdecimal() or not Authenticator.objects.filter(user=user, pk=pk, type__in=(APP, KEY)).delete()[0]:
            return False
        if not session.has_factor(user):
            Authenticator.objects.filter(user=user).delete()
    return True


def reset(person: str, by: Actor, key: str) -> bool:
    """Take all factors of a person away, as the ledger then tells, and end their sessions. False, and no word of it, if there are none.

    Refuses whoever may not (`not_allowed`).
    """
    with transaction.atomic():
        user = User.objects.filter(account__person=person).first()
        if user is None or not Authenticator.objects.filter(user=user).exists():
            return False
        organisation.reset_factor(person, by, key)
        Authenticator.objects.filter(user=user).delete()
        session.end(user)
    return True


def holders(people: Iterable[str]) -> set[str]:
    """Who of these people has a second factor."""
    secured = Authenticator.objects.filter(type__in=(APP, KEY)).values("user")
    return set(Account.objects.filter(person__in=list(people), user__in=secured).values_list("person", flat=True))


def takes_passkeys(request: HttpRequest) -> bool:
    """Whether passkeys work under the address that was asked for: they belong to a host name, never to a number."""
    try:
        ip_address(urlsplit(f"//{request.get_host()}").hostname or "")
    except ValueError:
        return True
    return False


def offer_passkey(user: User) -> str:
    """What the browser needs to make a passkey for an account, as JSON. The challenge is kept in the session."""
    return json.dumps(ceremony.begin_registration(user, passwordless=True))


def add_passkey(user: User, name: str, answer: str) -> bool:
    """Take on the passkey that a browser made. False if it doesn't answer the challenge of this session."""
    made = _parsed(answer)
    try:
        ceremony.parse_registration_response(made)
        if not ceremony.complete_registration(made).is_user_verified():
            return False
    except (ValidationError, ValueError, TypeError, KeyError):
        return False
    with transaction.atomic():
        ceremony.WebAuthn.add(user, name, made)
        RecoveryCodes.activate(user)
    return True


def ask_passkey(user: User | None = None) -> str:
    """What the browser needs to answer with a passkey: of one account, or (without one) of whoever holds it."""
    return json.dumps(ceremony.begin_authentication(user))


def answered(answer: str, user: User | None = None) -> User | None:
    """Whose passkey gave a right answer: the account's, or (without one) that of the account it names. None if it is wrong."""
    given = _parsed(answer)
    try:
        asked = ceremony.extract_user_from_response(given) if user is None else user
        ceremony.parse_authentication_response(given)
        found = ceremony.complete_authentication(asked, given)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    found.record_usage()
    return asked if isinstance(asked, User) else None


def _parsed(answer: str) -> Any:
    try:
        return json.loads(answer)
    except ValueError:
        return {}


def _counter(secret: str, code: str, after: int) -> int | None:
    """The time step (RFC 6238 section 4.2) at which the app with this secret shows this code; None unless it is now, and after `after`."""
    for counter in yield_hotp_counters_from_time():
        if counter > after and hmac.compare_digest(format_hotp_value(hotp_value(secret, counter)), code):
            return int(counter)
    return None


def _digits(code: str) -> str:
    """A code as it was meant: full-width digits of a Chinese keyboard are digits, spaces are none."""
    return "".join(each for each in unicodedata.normalize("NFKC", code) if each.isascii() and each.isdigit())


def _key() -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"sandan second factors").derive(settings.SANDAN_MASTER_KEY)
