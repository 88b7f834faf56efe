"""Mails to an SMTP server, one connection a mail; and the demo's sender, which sends nothing.

What counts as taken is the server's 250 to the end of the data, and nothing after it: a QUIT that fails
changes nothing. Refusals are sorted by what helps:

- the receiver or the content is refused for good (5xx) → MailNotSent, permanent
- the receiver or the content is refused for now (4xx), or the connection breaks → MailNotSent, transient
- no connection, no TLS, no login, or our own address refused → MailServerUnavailable: no other mail would fare better
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import aiosmtplib

from ocmp_app.adapters.mail_message import Sender, encode
from ocmp_app.domain.ports import MailNotSent, MailServerUnavailable, OutgoingMail

_GREETING_STEPS = 6  # connect, banner, EHLO, STARTTLS, EHLO, AUTH: each may take a timeout
_DATA_PATIENCE = 3
"""The answer to the data gets more time (RFC 5321, 4.5.3.2.6): who gives up there may send twice."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where to connect and how. `smtp` is plain, `smtps` TLS from the first byte, `smtp+tls` STARTTLS or nothing."""

    host: str
    port: int
    tls: bool
    start_tls: bool
    user: str
    password: str

    @classmethod
    def from_url(cls, url: str) -> SmtpServer:
        """Read smtp[s|+tls]://user:password@host:port; user and password may be percent-encoded."""
        parts = urlsplit(url)
        port = {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme]
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or port,
            tls=parts.scheme == "smtps",
            start_tls=parts.scheme == "smtp+tls",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


class SmtpSender:
    """A MailSender on an SMTP server. `timeout_seconds` is for one answer of the server."""

    def __init__(
        self, server: SmtpServer, sender: Sender, *, timeout_seconds: float, tls_context: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._sender = sender
        self._timeout = timeout_seconds
        self._tls_context = tls_context

    @property
    def longest_seconds(self) -> float:
        return self._timeout * (_GREETING_STEPS + 2 + 2 * _DATA_PATIENCE + 1)

    async def send(self, mail: OutgoingMail) -> None:
        try:
            message = encode(mail, self._sender)
        except ValueError as error:
            raise MailNotSent(str(error), permanent=True) from error
        client = self._client()
        try:
            await self._connect(client)
            await self._hand_over(client, mail.to, message)
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):  # taken is taken
                await client.quit()
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=server.start_tls,
            username=server.user or None,
            password=server.password or None,
            local_hostname=self._sender.address.rpartition("@")[2],  # not asked of DNS each time
            timeout=self._timeout,
            tls_context=self._tls_context,
        )

    async def _connect(self, client: aiosmtplib.SMTP) -> None:
        try:
            async with asyncio.timeout(self._timeout * _GREETING_STEPS):  # against an answer that drips
                await client.connect()
                await client.mail(self._sender.address)
        except (aiosmtplib.SMTPException, OSError) as error:  # TimeoutError and ssl.SSLError are OSErrors
            raise MailServerUnavailable(_reason(error)) from error

    async def _hand_over(self, client: aiosmtplib.SMTP, to: str, message: bytes) -> None:
        patience = self._timeout * _DATA_PATIENCE
        try:
            async with asyncio.timeout(self._timeout * 2 + patience * 2):
                await client.rcpt(to)
                await client.data(message, timeout=patience)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == 421:  # the server shuts down
                raise MailServerUnavailable(_reason(error)) from error
            raise MailNotSent(_reason(error), permanent=500 <= error.code < 600) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailNotSent(_reason(error), permanent=False) from error


class DemoSender:
    """The demo without a mail server: every mail counts as sent and is read in the outbox (/dev/outbox)."""

    longest_seconds = 0.0

    async def send(self, mail: OutgoingMail) -> None:
        """Nothing to do."""


def _reason(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"
