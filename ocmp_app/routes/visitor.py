"""The visitor's cookie: a random value in an HttpOnly cookie, known inside only as a keyed hash.

Drafts and Reflex states belong to it. It says nothing about who the visitor is, and neither
the value nor a way back to it ever reaches a state, a log or the browser's scripts.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from http.cookies import CookieError, SimpleCookie

from ocmp_app.settings import Settings

_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")
_MAX_AGE_SECONDS = 180 * 24 * 3600


def cookie_name(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host wherever https allows it."""
    return "__Host-ocmp_visitor" if settings.secure_cookies else "ocmp_visitor"


def visitor_value(cookie_header: str, settings: Settings) -> str:
    """The cookie's value, or empty when there is none that we could have given."""
    try:
        morsel = SimpleCookie(cookie_header).get(cookie_name(settings))
    except CookieError:
        return ""
    value = morsel.value if morsel else ""
    return value if _VALUE.fullmatch(value) else ""


def visitor_hash(value: str, settings: Settings) -> str:
    """What the inside knows of a visitor: 64 hexadecimal digits, or empty."""
    if not value:
        return ""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"visitor:" + value.encode(), hashlib.sha256).hexdigest()


def new_cookie(settings: Settings) -> str:
    """A Set-Cookie header for a new visitor."""
    secure = "; Secure" if settings.secure_cookies else ""
    value = secrets.token_urlsafe(32)
    return f"{cookie_name(settings)}={value}; Path=/; Max-Age={_MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax{secure}"
