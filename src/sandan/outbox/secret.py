"""Addresses and secrets of channels and people, encrypted at rest under a key derived from the county's master key."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from django.conf import settings

from sandan.ledger.seal import seal, unseal


def sealed(text: str) -> bytes:
    """`text` encrypted; nothing for nothing."""
    return seal(_key(), text.encode()) if text else b""


def opened(data: bytes | memoryview) -> str:
    """What `sealed` made; "" where there is nothing, or where the master key is another and it has to be entered anew."""
    try:
        return unseal(_key(), bytes(data)).decode() if data else ""
    except InvalidTag:
        return ""


def sealed_fields(fields: Mapping[str, str]) -> bytes:
    """Several named texts as one."""
    return sealed(json.dumps(dict(fields), sort_keys=True))


def opened_fields(data: bytes | memoryview) -> dict[str, str]:
    """What `sealed_fields` made; empty where it cannot be opened."""
    text = opened(data)
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def _key() -> bytes:
    return hmac.new(settings.SANDAN_MASTER_KEY, b"outbox", hashlib.sha256).digest()
