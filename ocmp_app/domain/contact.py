"""What people type about themselves: one-line texts, mail addresses, Japanese phone numbers.

Full-width input is folded where the form of a value matters (mail, phone) and left as typed where it
is a name: a company may be registered as ＡＢＣ株式会社.
"""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

MAIL_LENGTH = 254
PHONE_LENGTH = 20

_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]+")
_LINE_BREAK = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{4,}")
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that show nothing
_AROUND_AT = re.compile(r"\s*@\s*")
_HYPHENS = re.compile(r"[-‐‑‒–—―−ー－ｰ─・.\s()（）]+")


def one_line(value: str) -> str:
    """A name as typed: one line, trimmed, half-width kana made full-width; empty when nothing shows."""
    text = _without_controls(_LINE_BREAK.sub(" ", value))
    text = _BLANKS.sub(lambda blank: "\u3000" if blank[0] == "\u3000" else " ", text).strip()
    return _wide_kana(text) if _shows(text) else ""


def many_lines(value: str) -> str:
    """A longer text: line breaks are \\n, no trailing blanks, at most two empty lines in a row; empty when nothing shows."""
    lines = _without_controls(_LINE_BREAK.sub("\n", value), keep="\n\t").split("\n")
    text = _BLANK_LINES.sub("\n\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
    return text if _shows(text) else ""


def mail_address(value: str) -> str | None:
    """The address as a mail server takes it (ASCII; a Japanese domain as xn--…), or None when it is none.

    Only the form is checked; nobody is asked whether the address exists.
    """
    if len(value) > 4 * MAIL_LENGTH:
        return None  # before anything that takes its time over long texts
    folded = unicodedata.normalize("NFKC", value).replace("。", ".").strip()
    folded = _AROUND_AT.sub("@", "".join(char for char in folded if unicodedata.category(char) not in ("Cf", "Cs")))
    try:
        address = validate_email(folded, check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        return None
    return address if address and len(address) <= MAIL_LENGTH else None


def phone_number(value: str) -> str | None:
    """A Japanese number in ASCII digits, hyphens where the visitor put them; None when it is none.

    10 digits, or 11 for 050, 060, 070, 080, 090 and 0800; +81 is read as the leading 0.
    """
    if len(value) > 4 * PHONE_LENGTH:
        return None
    text = unicodedata.normalize("NFKC", _BLANKS.sub(" ", value)).strip()
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    abroad = re.fullmatch(r"(?:\+|00|010-?)\s?81[-\s]?(?:\(0\)|0)?[-\s]?(.+)", text)
    grouped = _HYPHENS.sub("-", f"0{abroad[1]}" if abroad else text).strip("-")
    digits = grouped.replace("-", "")
    if not re.fullmatch(r"0[0-9]{9,10}", digits) or digits.startswith("00"):
        return None
    long_number = re.match(r"0(?:[5-9]0|800)", digits) is not None
    if len(digits) == 11 and not long_number:
        return None
    if len(digits) == 10 and re.match(r"0[5-9]0", digits) and not digits.startswith("0800"):
        return None
    return grouped if len(grouped) <= PHONE_LENGTH else digits


def _without_controls(text: str, keep: str = "") -> str:
    """Without control characters and marks that turn the writing direction; halves of a character become �."""
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category == "Cs":
            kept.append("\ufffd")
        elif char in keep or not (category == "Cc" or char in _DIRECTION_MARKS):
            kept.append(" " if char == "\t" and "\t" not in keep else char)
    return "".join(kept)


def _wide_kana(text: str) -> str:
    return _HALF_WIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def _shows(text: str) -> bool:
    return any(char not in _INVISIBLE and unicodedata.category(char)[0] not in "ZC" for char in text)
