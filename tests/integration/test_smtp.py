"""What a mail server can do to us, told apart: taken, refused for now, refused for good, not there."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ocmp_app.adapters.smtp import DemoSender, SmtpSender, SmtpServer
from ocmp_app.domain.ports import MailNotSent, MailServerUnavailable, OutgoingMail
from tests.conftest import missing
from tests.integration.post_office import SHOP, TIMEOUT_SECONDS, open_post_office

MAIL = OutgoingMail(
    message_id="outbox.1.abc@ocmp.example.jp",
    to="taro@example.co.jp",
    subject="受け付けました",
    text="一行目\n.\n..三行目",
    html="<p>一行目</p>",
    reply_to="",
    date=datetime(2026, 11, 16, 1, 0, tzinfo=UTC),
)


async def fails(sender: SmtpSender) -> MailNotSent:
    with pytest.raises(MailNotSent) as error:
        await sender.send(MAIL)
    return error.value


def test_a_mail_arrives_as_it_was() -> None:
    async def story() -> None:
        async with open_post_office() as office:
            await office.sender().send(MAIL)
        (message,) = office.taken
        assert message["Subject"] == "受け付けました"
        body = message.get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == "一行目\n.\n..三行目\n"
        assert office.envelopes == [(SHOP.address, ["taro@example.co.jp"])]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("450 busy mailbox", False), ("451 greylisted", False), ("550 no such user", True), ("552 mailbox full", True)],
)
def test_a_refused_receiver(answer: str, permanent: bool) -> None:
    async def story() -> None:
        async with open_post_office() as office:
            office.replies["taro@example.co.jp"] = [answer]
            error = await fails(office.sender())
        assert (error.permanent, error.reason, type(error)) == (permanent, answer, MailNotSent)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("451 try later", False), ("554 looks like spam", True), ("hang", False), ("drop", False), ("vanish", False)],
)
def test_refused_or_broken_data(answer: str, permanent: bool) -> None:
    async def story() -> None:
        async with open_post_office() as office:
            office.data = [answer]
            error = await fails(office.sender())
        assert (error.permanent, type(error)) == (permanent, MailNotSent)

    asyncio.run(story())


def test_a_receiver_check_that_hangs_is_given_up() -> None:
    async def story() -> None:
        async with open_post_office() as office:
            office.replies["taro@example.co.jp"] = ["hang"]
            error = await fails(office.sender())
        assert not error.permanent

    asyncio.run(story())


@pytest.mark.parametrize("ending", ["drop", "hang"])
def test_what_was_taken_stays_taken_however_the_server_says_goodbye(ending: str) -> None:
    async def story() -> None:
        async with open_post_office() as office:
            office.quit = ending
            await office.sender().send(MAIL)
        assert len(office.taken) == 1

    asyncio.run(story())


@pytest.mark.parametrize("greeting", ["hang", "drop"])
def test_a_server_without_greeting_is_not_there(greeting: str) -> None:
    async def story() -> None:
        async with open_post_office() as office:
            office.greeting = greeting
            assert isinstance(await fails(office.sender()), MailServerUnavailable)

    asyncio.run(story())


@pytest.mark.parametrize("answer", ["550 you may not send", "451 not now", "421 closing"])
def test_a_server_that_refuses_us_refuses_every_mail(answer: str) -> None:
    async def story() -> None:
        async with open_post_office() as office:
            office.mail_from = answer
            error = await fails(office.sender())
        assert isinstance(error, MailServerUnavailable)
        assert not error.permanent

    asyncio.run(story())


def test_a_refused_connection_and_an_unknown_host_are_servers_that_are_not_there() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        for url in (f"smtp://127.0.0.1:{port}", "smtp://no-such-host.invalid:25"):
            sender = SmtpSender(SmtpServer.from_url(url), SHOP, timeout_seconds=TIMEOUT_SECONDS)
            assert isinstance(asyncio.run(fails(sender)), MailServerUnavailable)


def test_an_address_that_is_none_never_comes_to_the_server() -> None:
    async def story() -> None:
        async with open_post_office() as office:
            bad = OutgoingMail(**{**{name: getattr(MAIL, name) for name in MAIL.__slots__}, "to": "a@b.jp\r\nRCPT TO:<c@d.jp>"})
            with pytest.raises(MailNotSent) as error:
                await office.sender().send(bad)
        assert error.value.permanent
        assert office.connections == 0

    asyncio.run(story())


def test_no_sending_takes_longer_than_it_says() -> None:
    async def story() -> None:
        async with open_post_office() as office:
            sender = office.sender()
            office.data = ["hang"]
            async with asyncio.timeout(sender.longest_seconds):
                await fails(sender)

    asyncio.run(story())


class TestLogin:
    def test_user_and_password_are_given(self) -> None:
        async def story() -> None:
            async with open_post_office(password="p@ss:wörd/") as office:
                await office.sender(login="shop%40example.jp:p%40ss%3Aw%C3%B6rd%2F@").send(MAIL)
            assert office.logins == [(b"shop@example.jp", "p@ss:wörd/".encode())]
            assert len(office.taken) == 1

        asyncio.run(story())

    def test_a_wrong_password_is_a_server_that_is_not_there_and_is_not_told(self) -> None:
        async def story() -> None:
            async with open_post_office(password="right") as office:
                error = await fails(office.sender(login="shop:wrong-password@"))
            assert isinstance(error, MailServerUnavailable)
            assert office.logins[0] == (b"shop", b"wrong-password")
            assert "wrong-password" not in error.reason

        asyncio.run(story())


class TestTls:
    @pytest.fixture(scope="class")
    def certificate(self, tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
        """Server and client contexts of a certificate for 127.0.0.1."""
        if not shutil.which("openssl"):
            missing("openssl", "PATH")
        folder: Path = tmp_path_factory.mktemp("tls")
        command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1"
        files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key"), "-out", str(folder / "cert")]
        subprocess.run([*command.split(), *files], check=True, capture_output=True)
        server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.load_cert_chain(folder / "cert", folder / "key")
        return server, ssl.create_default_context(cafile=str(folder / "cert"))

    def test_smtps_speaks_tls_from_the_first_byte(self, certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        async def story() -> None:
            async with open_post_office(tls=certificate[0], smtps=True) as office:
                await office.sender("smtps", tls_context=certificate[1]).send(MAIL)
            assert len(office.taken) == 1

        asyncio.run(story())

    def test_starttls_comes_before_the_password(self, certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        async def story() -> None:
            async with open_post_office(tls=certificate[0], password="right") as office:
                await office.sender("smtp+tls", "shop:right@", tls_context=certificate[1]).send(MAIL)
            assert len(office.taken) == 1

        asyncio.run(story())

    def test_no_tls_no_password(self) -> None:
        async def story() -> None:
            async with open_post_office(password="right") as office:
                assert isinstance(await fails(office.sender("smtp+tls", "shop:right@")), MailServerUnavailable)
            assert office.logins == []

        asyncio.run(story())

    def test_an_unknown_certificate_is_refused(self, certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        async def story() -> None:
            async with open_post_office(tls=certificate[0], password="right") as office:
                assert isinstance(await fails(office.sender("smtp+tls", "shop:right@")), MailServerUnavailable)
            assert office.logins == []

        asyncio.run(story())


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.jp", SmtpServer("mail.example.jp", 25, False, False, "", "")),
        ("smtps://u:p@mail.example.jp", SmtpServer("mail.example.jp", 465, True, False, "u", "p")),
        ("smtp+tls://u:p%2F@mail.example.jp:2525", SmtpServer("mail.example.jp", 2525, False, True, "u", "p/")),
    ],
)
def test_a_url_names_the_server(url: str, server: SmtpServer) -> None:
    assert SmtpServer.from_url(url) == server


def test_the_demo_sends_nothing() -> None:
    asyncio.run(DemoSender().send(MAIL))
