"""Leaves and seals: salted digests for the log, encryption at rest for what they open to.

A disclosure is `base64url(JSON [salt, name, value])` and its digest `base64url(SHA-256(ASCII(disclosure)))`, the rule of RFC 9901 (SD-JWT).
It is stored and transported as that string and never serialised again. A leaf is RFC 8785 canonical JSON with exactly three digests,
random decoys standing in for absent ones, so that leaves do not tell what they hold.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NAMES = ("public", "internal", "personal")
_NONCE = 12


def disclosure(name: str, value: object, salt: bytes) -> str:
    """The opening of `value` under `name`, to be stored as it is."""
    body = json.dumps([_b64(salt), name, value], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _b64(body.encode())


def opened(text: str) -> tuple[str, Any]:
    """Name and value of a disclosure. Raises ValueError on anything else."""
    parts = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(parts, list) or len(parts) != 3:
        raise ValueError("not a disclosure")
    return parts[1], parts[2]


def digest(text: str) -> str:
    """The digest of a disclosure (RFC 9901 section 4.2.3)."""
    return _b64(hashlib.sha256(text.encode("ascii")).digest())


def leaf(digests: list[str], recorded_at: int) -> str:
    """The leaf with these digests, decoys added up to three, and the time cut to the hour."""
    padded = digests + [_b64(os.urandom(32)) for _ in range(len(NAMES) - len(digests))]
    listed = ",".join(f'"{each}"' for each in sorted(padded))
    return f'{{"sd":[{listed}],"t":"{hour(recorded_at)}","v":1}}'


def hour(recorded_at: int) -> str:
    """The coarse time of a leaf: the hour, in UTC."""
    return datetime.fromtimestamp(recorded_at // 3_600_000_000 * 3600, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_key() -> tuple[bytes, bytes]:
    """A fresh AES-256 key and its form wrapped by the master key."""
    key = os.urandom(32)
    return key, seal(_derived("wrap"), key)


def unwrap(wrapped: bytes) -> bytes:
    """The key in a wrapped form. Raises cryptography's InvalidTag if it was changed or the master key differs."""
    return unseal(_derived("wrap"), wrapped)


def seal(key: bytes, plain: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def unseal(key: bytes, sealed: bytes) -> bytes:
    """What `seal` sealed. Raises InvalidTag on any changed byte."""
    sealed = bytes(sealed)
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def keyed_digest(purpose: str, text: str) -> str:
    """A digest that only this county can compute: equal texts are found, none can be guessed at from outside. 32 hex digits."""
    return hmac.new(_derived(purpose), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


@lru_cache(maxsize=16)
def _derived(purpose: str) -> bytes:
    return hmac.new(settings.SANDAN_MASTER_KEY, purpose.encode(), hashlib.sha256).digest()


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
