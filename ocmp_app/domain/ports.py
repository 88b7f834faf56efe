"""What the shop needs of the outside world, in its own words. Adapters fill the ports; wiring picks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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
