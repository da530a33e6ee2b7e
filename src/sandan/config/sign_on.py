"""The county's own sign-on (OpenID Connect Core 1.0), configured from the environment alone."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class SignOn:
    """Where people may sign on: a name for the button, the issuer, our name and secret there."""

    name: str
    issuer: str
    client: str
    secret: str
    factor: frozenset[str]
    """Values of `amr` or `acr` in an identity token that count as a second factor. By default none do."""

    @property
    def id(self) -> str:
        """Names the issuer in links to accounts, so that another issuer's identities never fit old links."""
        return "oidc-" + hashlib.sha256(self.issuer.encode()).hexdigest()[:16]

    def providers(self) -> dict[str, Any]:
        """What allauth wants to know. Only the identity token is read, and no address or telephone is asked for."""
        app = {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client,
            "secret": self.secret,
            "settings": {"server_url": self.issuer, "fetch_userinfo": False, "scope": ["openid", "profile"]},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def sign_on() -> SignOn | None:
    """The configured sign-on; None where no issuer is named. Raises ValueError where a part is missing or the way there is open to all."""
    issuer = os.environ.get("SANDAN_OIDC_ISSUER", "").strip()
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ValueError("SANDAN_OIDC_ISSUER: an issuer is an https:// address (http:// only on this machine)")
    client, place = os.environ.get("SANDAN_OIDC_CLIENT", ""), os.environ.get("SANDAN_OIDC_SECRET_FILE", "")
    if not client or not place:
        raise ValueError("SANDAN_OIDC_ISSUER needs SANDAN_OIDC_CLIENT and SANDAN_OIDC_SECRET_FILE")
    return SignOn(
        name=os.environ.get("SANDAN_OIDC_NAME", "") or str(parts.hostname),
        issuer=issuer,
        client=client,
        secret=Path(place).read_text("utf-8").strip(),
        factor=frozenset(os.environ.get("SANDAN_OIDC_FACTOR", "").split()),
    )
