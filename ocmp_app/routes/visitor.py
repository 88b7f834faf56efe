"""Who is calling: the visitor's cookie, the token of a state that belongs to it, the address.

The cookie holds a random value, is HttpOnly, and is known inside only as a keyed hash. Drafts and Reflex
states belong to it. It says nothing about who the visitor is, and neither the value nor a way back to it
ever reaches a state, a log or the browser's scripts.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Iterable
from uuid import UUID

from starlette.types import Scope

from ocmp_app.settings import Settings

Headers = Iterable[tuple[bytes, bytes]]

_VALUE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_MAX_AGE_SECONDS = 180 * 24 * 3600
_IPV6_SITE = 64


def cookie_name(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host wherever https allows it."""
    return "__Host-ocmp_visitor" if settings.secure_cookies else "ocmp_visitor"


def visitor_value(headers: Headers, settings: Settings) -> str:
    """The cookie's value; empty when there is none that we could have given, or two that differ.

    Read by hand: HTTP/2 sends cookies in several headers, and one odd cookie of a neighbour on the same
    host makes `http.cookies` forget all of them.
    """
    name = cookie_name(settings)
    found = set()
    for header, content in headers:
        if header == b"cookie":
            for pair in content.decode("latin-1").split(";"):
                key, _, value = pair.strip().partition("=")
                if key == name:
                    found.add(value)
    value = found.pop() if len(found) == 1 else ""
    return value if _VALUE.fullmatch(value) else ""


def visitor_hash(value: str, settings: Settings) -> str:
    """What the inside knows of a visitor: 64 hexadecimal digits, or empty."""
    return _keyed(b"visitor:" + value.encode(), settings).hex() if value else ""


def state_token(claimed: str, visitor: str, settings: Settings) -> str:
    """Under which token Reflex keeps the state of the browser tab that calls itself `claimed`.

    The tab chooses its token, so a stolen one must open nothing: the token inside is made of the claimed one
    and of the visitor (`visitor_hash`), and nobody without the secret key can make a pair that gives the same.
    """
    return str(UUID(bytes=_keyed(f"state:{visitor}:{claimed}".encode(), settings)[:16], version=4))


def new_cookie(settings: Settings) -> str:
    """A Set-Cookie header for a new visitor."""
    secure = "; Secure" if settings.secure_cookies else ""
    value = secrets.token_urlsafe(32)
    return f"{cookie_name(settings)}={value}; Path=/; Max-Age={_MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax{secure}"


def client_address(scope: Scope, settings: Settings) -> str:
    """The caller's address, for limits; of an IPv6 address the /64 that its owner chooses freely in.

    X-Forwarded-For is believed as far as there are trusted proxies before the shop, counted from its end.
    """
    client = scope.get("client")
    address = str(client[0]) if client else ""
    hops = settings.trusted_proxy_hops
    if hops:
        lines = [content.decode("latin-1") for name, content in scope["headers"] if name == b"x-forwarded-for"]
        forwarded = [part.strip() for line in lines for part in line.split(",") if part.strip()]
        if len(forwarded) >= hops and _site(forwarded[-hops]):
            address = forwarded[-hops]
    return _site(address) or "unknown"


def _site(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((int(ip), _IPV6_SITE), strict=False).network_address)
    return str(ip)


def _keyed(content: bytes, settings: Settings) -> bytes:
    return hmac.new(settings.secret_key.get_secret_value().encode(), content, hashlib.sha256).digest()
