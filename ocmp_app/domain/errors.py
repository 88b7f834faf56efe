"""Errors as named facts. Each holds its objects and says whether trying again helps.

They become a sentence only at the edge (presenters/errors.py).
"""

from __future__ import annotations

from collections.abc import Mapping


class ShopError(Exception):
    """Base of all expected refusals."""

    retry_helps = False


class NotFound(ShopError):
    """There is no such thing, or it is not for this actor: the two look alike."""

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"{what} {key!r}")
        self.what = what
        self.key = key


class Gone(ShopError):
    """It was there and has ended for good."""

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"{what} {key!r}")
        self.what = what
        self.key = key


class InvalidForm(ShopError):
    """A form was filled in wrongly: field name → Japanese sentence with reason and cure."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


class TooManyRequests(ShopError):
    """A limit per address is reached; the same works again after `wait_seconds`."""

    retry_helps = True

    def __init__(self, limit: str, wait_seconds: int) -> None:
        super().__init__(f"{limit}: wait {wait_seconds} s")
        self.limit = limit
        self.wait_seconds = wait_seconds
