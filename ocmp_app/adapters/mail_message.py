"""A mail as bytes for SMTP: headers by RFC 5322 and 2047, text and HTML as alternatives (RFC 2046).

Headers are encoded here and not by `email.message`: Python 3.11 loses blanks between encoded words and
once let a line break through (CVE-2024-6923). Every header of ours is one line before it is folded.
UTF-8 is the default: every client of today reads it, and names, emoji and half-width kana fit without
loss. ISO-2022-JP is for receivers that still ask for it, and only where every character fits.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from ocmp_app.domain.clock import JST
from ocmp_app.domain.ports import OutgoingMail

MailCharset = Literal["utf-8", "iso-2022-jp"]

_LINE = 76  # RFC 2047: a line with encoded words
_PLAIN = re.compile(r"[\x20-\x7e]*")
_ADDRESS = re.compile(r"[\x21-\x7e]+@[\x21-\x7e]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


@dataclass(frozen=True, slots=True)
class Sender:
    """From: a display name and an address; also the envelope's sender. Raises ValueError where the address is none."""

    name: str
    address: str

    def __post_init__(self) -> None:
        _address(self.address)  # when the shop opens, and not with every mail


def encode(mail: OutgoingMail, sender: Sender, *, charset: MailCharset = "utf-8") -> bytes:
    """The message with CRLF line ends, in ASCII only. Raises ValueError for an address that is none."""
    used = charset if _fits(mail, sender, charset) else "utf-8"
    headers = [
        _header("From", f"{_phrase('From', sender.name, used)} <{_address(sender.address)}>"),
        _header("To", _address(mail.to)),
        _header("Subject", _words("Subject", mail.subject, used)),
        _header("Date", format_datetime(mail.date.astimezone(JST))),
        _header("Message-ID", f"<{_address(mail.message_id)}>"),
        _header("Auto-Submitted", "auto-generated"),  # RFC 3834: no out-of-office answers to us
        *([_header("Reply-To", _address(mail.reply_to))] if mail.reply_to else []),
    ]
    return "".join(headers).encode("ascii") + _body(mail, used)


def _body(mail: OutgoingMail, charset: str) -> bytes:
    """MIME-Version, the content's own headers and the two parts."""
    body = EmailMessage(policy=SMTP)  # lines end in CRLF inside base64 too (RFC 2045, 6.8)
    body["MIME-Version"] = "1.0"
    cte = "7bit" if charset == "iso-2022-jp" else "base64"  # Japanese is shortest, and lines stay short
    body.set_content(mail.text, charset=charset, cte=cte)
    if mail.html:
        body.add_alternative(mail.html, subtype="html", charset=charset, cte=cte)
        body.set_boundary(f"=_{mail.message_id.partition('@')[0]}")  # the same bytes at every attempt
    return body.as_bytes()


def _fits(mail: OutgoingMail, sender: Sender, charset: MailCharset) -> bool:
    if charset == "utf-8":
        return True
    try:
        bodies = f"{mail.text}\n{mail.html}".encode(charset)
        f"{mail.subject}{sender.name}".encode(charset)
    except UnicodeEncodeError:
        return False
    return max(map(len, bodies.splitlines())) <= 998  # RFC 5322, 2.1.1


def _header(name: str, value: str) -> str:
    if re.search(r"\r\n(?! )|(?<!\r)\n|\r(?!\n)", value):
        raise ValueError(f"a line break in {name}")
    return f"{name}: {value}\r\n"


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or any(char in value for char in '<>,;:"()[]\\'):
        raise ValueError(f"no mail address: {value!r}")
    return value


def _phrase(header: str, name: str, charset: str) -> str:
    """A display name: atoms as they are, a quoted string, or encoded words."""
    if not _PLAIN.fullmatch(name):
        return _words(header, name, charset)
    if _ATOMS.fullmatch(name) and "=?" not in name:
        return name
    escaped = re.sub(r'(["\\])', r"\\\1", name)
    return f'"{escaped}"'


def _words(header: str, text: str, charset: str) -> str:
    """One line of text, as it is while it is short ASCII, else as encoded words of whole characters, folded."""
    text = " ".join(re.split(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", text))
    if _PLAIN.fullmatch(text) and "=?" not in text and len(text) <= _LINE - len(header) - 2 and text == text.strip():
        return text
    return "\r\n ".join(f"=?{charset.upper()}?B?{word}?=" for word in _encoded(text, charset, len(header) + 2))


def _encoded(text: str, charset: str, used: int) -> Iterator[str]:
    """`text` in base64 pieces, each decodable alone (RFC 2047, 5); `used` columns are taken on the first line."""
    frame = len(f"=?{charset}?B??=")
    piece = ""
    for char in text:
        room = (_LINE - used - frame) // 4 * 3
        if piece and len((piece + char).encode(charset)) > room:
            yield _base64(piece, charset)
            piece, used = "", 1
        piece += char
    yield _base64(piece, charset)


def _base64(piece: str, charset: str) -> str:
    return binascii.b2a_base64(piece.encode(charset), newline=False).decode("ascii")
