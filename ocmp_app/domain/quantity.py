"""How much of a plan can be bought (R9): limits, steps, and numbers as people type them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ocmp_app.domain.errors import ShopError

MAX_DIGITS = 9
_BETWEEN = re.compile(r"[\s,、，]")


class NotANumber(ShopError):
    """What was typed is no whole number."""


@dataclass(frozen=True, slots=True)
class QuantityRange:
    """The allowed quantities: `minimum`, `minimum + step`, … `maximum`."""

    minimum: int
    maximum: int
    step: int = 1


class QuantityNotAllowed(ShopError):
    """`asked` is not one of `allowed`; `below` and `above` are the nearest that are, None at the ends."""

    def __init__(self, asked: int, allowed: QuantityRange) -> None:
        super().__init__(f"{asked} of {allowed}")
        self.asked = asked
        self.allowed = allowed
        rest = (asked - allowed.minimum) % allowed.step
        inside = allowed.minimum <= asked <= allowed.maximum
        self.below = asked - rest if inside else None
        self.above = asked - rest + allowed.step if inside else None

    @property
    def is_step(self) -> bool:
        """Within the limits, but between two steps."""
        return self.below is not None


def check_quantity(asked: int, allowed: QuantityRange) -> int:
    """`asked`, when it may be bought. Raises QuantityNotAllowed."""
    if not allowed.minimum <= asked <= allowed.maximum or (asked - allowed.minimum) % allowed.step:
        raise QuantityNotAllowed(asked, allowed)
    return asked


def nearest(asked: int, allowed: QuantityRange) -> int:
    """The allowed quantity nearest to `asked`; of two equally near ones the smaller."""
    inside = min(max(asked, allowed.minimum), allowed.maximum)
    rest = (inside - allowed.minimum) % allowed.step
    return inside - rest if 2 * rest <= allowed.step else inside - rest + allowed.step


def read_number(text: str) -> int:
    """A whole number from 0 as people type it: full-width digits, separators and spaces are folded. Raises NotANumber."""
    if len(text) > 4 * MAX_DIGITS:
        raise NotANumber(text[:40])
    folded = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(rf"[0-9]{{1,{MAX_DIGITS}}}", folded):
        raise NotANumber(text)
    return int(folded)
