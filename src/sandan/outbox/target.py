"""To which addresses the program may connect at all. What an operator types into a form must not become a tunnel into the county's network.

An address is looked up once, every answer is judged, and the connection then goes to the address that was judged: a name that changes its
meaning in between gains nothing. Hosts inside the county's network are reached only if the machine's own settings name them
(`SANDAN_NOTICE_HOSTS`), and only those may be spoken to without TLS.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

_TRANSLATED = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 addresses that carry an IPv4 one inside, which may be anything."""


class Barred(Exception):
    """The program does not connect there. `reason` says why, without naming the address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """An address of the web that may be called, as far as its text goes."""

    host: str
    port: int
    path: str
    tls: bool


def target(url: str) -> Target:
    """The parts of `url`. Raises `Barred` on anything but https (http for hosts that the settings name), and on user names in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Barred("address_invalid") from None
    host = (parts.hostname or "").lower()
    named = parts.username is not None or parts.password is not None
    if not host or named or parts.fragment or not url.isascii() or any(each <= " " for each in url):
        raise Barred("address_invalid")
    if parts.scheme not in ("https", "http"):
        raise Barred("address_scheme")
    tls = parts.scheme == "https"
    port = port or (443 if tls else 80)
    if not tls and not inside(host, port):
        raise Barred("address_scheme")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, tls)


def inside(host: str, port: int) -> bool:
    """Whether the machine's settings name this host (or this host and port) as one of the county's own."""
    return bool({host, f"{host}:{port}"} & set(settings.SANDAN_NOTICE_HOSTS))


def address_of(host: str, port: int) -> str:
    """One numeric address of the host to connect to. Raises `Barred` where any of its addresses is not for the public."""
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise Barred("address_unknown") from None
    if not inside(host, port) and not all(_public(each) for each in found):
        raise Barred("address_internal")
    return min(found, key=lambda each: (":" in each, each))


def _public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _public(str(address.ipv4_mapped))
        if any(address in each for each in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast
