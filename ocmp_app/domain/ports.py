"""What the shop needs of the outside world, in its own words. Adapters fill the ports; wiring picks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from ocmp_app.domain.search_criteria import FacetName, SearchCriteria

# Mail and limits


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail on its way: plain values, encoded by the adapter."""

    message_id: str  # without angle brackets; the same for every attempt
    to: str
    subject: str
    text: str
    html: str
    reply_to: str  # empty: none
    date: datetime


class MailNotSent(Exception):
    """This mail was not taken. `permanent`: the server will never take it; else a later attempt may succeed."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class MailServerUnavailable(MailNotSent):
    """No mail can go out now: the server is away, or refuses us rather than the mail."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, permanent=False)


class MailSender(Protocol):
    """Hands mails to a mail server."""

    @property
    def longest_seconds(self) -> float:
        """No call of `send` takes longer."""
        ...

    async def send(self, mail: OutgoingMail) -> None:
        """Return when the server has taken the mail. Raises MailNotSent; after it the server may, rarely, have taken it."""
        ...


class Limiter(Protocol):
    """Counts what one key does. Follows the machine's time, never the demo's clock."""

    def hit(self, limit_name: str, key: str) -> int:
        """Count one; 0 when it is within the limit, else the whole seconds until the next one fits (and nothing is counted)."""
        ...


# Search

SessionT_contra = TypeVar("SessionT_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """What the index knows of one search: numbers and ids, no rows."""

    total: int
    page_ids: tuple[int, ...]  # product ids of the page asked for, in order
    counts: Mapping[FacetName, Mapping[str, int]]  # of each value's code, under the other facets' choice; none is missing
    labels: Mapping[FacetName, Mapping[str, str]]  # code → label, of facets whose values stand in the database
    tree: Mapping[str, tuple[str, ...]]  # top category → its children, both in order
    omitted: Mapping[FacetName, int]  # values left out of a long facet
    price_low: int | None  # yen, under the other conditions
    price_high: int | None


class SearchIndex(Protocol[SessionT_contra]):
    """Finds products by words and conditions. Safe to use from several threads; a session belongs to one of them."""

    def search(self, session: SessionT_contra, criteria: SearchCriteria) -> IndexAnswer:
        """The page and all counts, as of the session's transaction or a little newer."""
        ...

    def total(self, session: SessionT_contra, criteria: SearchCriteria) -> int:
        """The number of hits alone."""
        ...

    def known_words_like(self, session: SessionT_contra, word: str) -> tuple[str, ...]:
        """Words of the catalogue, as written there, that differ from `word` by one or two letters, nearest first."""
        ...

    def most_popular(self, session: SessionT_contra, category: str, limit: int) -> tuple[int, ...]:
        """Ids of the published products of a category, by its code on either level, most popular first."""
        ...
