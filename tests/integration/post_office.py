"""A real SMTP server (aiosmtpd) in the test's own event loop, with every way to misbehave."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from ocmp_app.adapters.mail_message import Sender
from ocmp_app.adapters.smtp import SmtpSender, SmtpServer

SHOP = Sender("オープンクラウドマーケットプレース", "no-reply@ocmp.example.jp")
TIMEOUT_SECONDS = 0.25


@dataclass
class PostOffice:
    """What the server does next, and what it has taken. `replies` maps a receiver to a list of answers to RCPT."""

    replies: dict[str, list[str]] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)  # answers to DATA, or "hang", "drop" (mid-data), "vanish" (after the dot)
    greeting: str = ""  # "hang" or "drop"
    quit: str = ""  # "drop" or "hang": what happens after a mail was taken
    mail_from: str = ""
    on_data: Callable[[], None] = lambda: None
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str | None, list[str]]] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    password: bytes = b""

    def sender(self, scheme: str = "smtp", login: str = "", **options: Any) -> SmtpSender:
        server = SmtpServer.from_url(f"{scheme}://{login}127.0.0.1:{self.port}")
        return SmtpSender(server, SHOP, timeout_seconds=TIMEOUT_SECONDS, **options)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.mail_from:
            return self.mail_from
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answers = self.replies.get(address, [])
        answer = answers.pop(0) if answers else "250 OK"
        if answer == "hang":
            await asyncio.Event().wait()
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.on_data()
        answer = self.data.pop(0) if self.data else "250 taken"
        if answer == "hang":
            await asyncio.Event().wait()
        if answer == "vanish":
            server.transport.abort()
            self._keep(envelope)
            return "250 nobody hears this"
        if answer.startswith("2"):
            self._keep(envelope)
        return answer

    def _keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == self.password)


class _Server(SMTP):
    office: PostOffice

    def connection_made(self, transport: Any) -> None:
        self.office.connections += 1
        if self.office.greeting == "drop":
            transport.abort()
        elif self.office.greeting != "hang":
            super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self.office.greeting != "hang":
            super().data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.office.greeting:
            super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:
        if self.office.data[:1] == ["drop"]:
            self.office.data.pop(0)
            await self.push("354 go on")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        if self.office.quit == "hang":
            await asyncio.Event().wait()
        if self.office.quit == "drop":
            self.transport.abort()
            return
        await super().smtp_QUIT(arg)


@asynccontextmanager
async def open_post_office(
    *, tls: ssl.SSLContext | None = None, smtps: bool = False, password: str = ""
) -> AsyncIterator[PostOffice]:
    """A server on a free port. `tls` offers STARTTLS, or speaks TLS at once (`smtps`); `password` demands a login."""
    office = PostOffice(password=password.encode())

    def protocol() -> _Server:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # aiosmtpd does not like a login without TLS, which is what we try
            server = _Server(
                office,
                tls_context=None if smtps else tls,
                authenticator=office.authenticate if password else None,
                auth_require_tls=False,
                auth_required=bool(password),
                loop=asyncio.get_running_loop(),
            )
        server.office = office
        return server

    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=tls if smtps else None)
    office.port = listening.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        listening.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            if "SMTP._handle_client" in str(task.get_coro()):
                task.cancel()
        await asyncio.sleep(0)
