"""One POST to an address outside, on a connection that was judged first, in bounded time, following no redirect."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError

from sandan.outbox.target import Target, address_of, target

CONNECT = 5.0
WAIT = 10.0
"""Seconds until there must be a connection, and between two signs of life on it."""
WHOLE = 30.0
MOST = 16_384
"""Bytes of an answer that are read."""
NOT_SENT_STATUS = frozenset({429, 503})
"""Statuses that say "not now": the request was not carried out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Where nothing did, `arrived` is False, and `harmless` says that nothing can have been taken."""

    status: int = 0
    body: bytes = b""
    arrived: bool = True
    harmless: bool = False
    reason: str = ""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` to `url`. Raises `Barred` where the program does not connect to; everything else is in the answer."""
    to = target(url)
    connection = _connection(to, address_of(to.host, to.port))
    try:
        try:
            connection.connect()
        except (SSLError, ssl.SSLError):
            return Answer(arrived=False, harmless=True, reason="tls")
        except (HTTPError, OSError):
            return Answer(arrived=False, harmless=True, reason="no_connection")
        return _exchange(connection, to, body, headers)
    finally:
        connection.close()


def _connection(to: Target, address: str) -> HTTPConnection:
    if not to.tls:
        return HTTPConnection(address, to.port, timeout=CONNECT)
    return HTTPSConnection(address, to.port, timeout=CONNECT, server_hostname=to.host)


def _exchange(connection: HTTPConnection, to: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """From the first byte that leaves on, whatever breaks leaves it open whether the request was taken."""
    usual = 443 if to.tls else 80
    name = f"[{to.host}]" if ":" in to.host else to.host
    host = name if to.port == usual else f"{name}:{to.port}"
    until = time.monotonic() + WHOLE
    try:
        if connection.sock is not None:
            connection.sock.settimeout(WAIT)
        connection.request("POST", to.path, body=body, headers={**headers, "Host": host}, preload_content=False)
        response = connection.getresponse()
        found = b""
        while len(found) < MOST and time.monotonic() < until and (part := response.read1(MOST)):
            found += part
        return Answer(response.status, found[:MOST])
    except (HTTPError, OSError, ValueError):
        return Answer(arrived=False, reason="no_answer")
