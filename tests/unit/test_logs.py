"""Logs: readable for people, JSON for machines, and nothing in them that nobody may read."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.adapters import logs

COOKIE = "ocmp_visitor=0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
SECRETS = (COOKIE, "0123456789abcdefghij", "Demo-Pass-2026!", "4111111111111111", "4111 1111 1111 1111", "eyJhbGciOi", "taro@")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the logs of this test go; the process's logging is as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    filters = {name: logging.getLogger(name).filters[:] for name in logs.REFLEX_LOGGERS}
    yield io.StringIO()
    root.handlers, root.level = handlers, level
    for name, before in filters.items():
        logging.getLogger(name).filters = before
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class TestInProduction:
    def test_structlog_and_the_standard_library_write_the_same_json_lines(self, stream: io.StringIO) -> None:
        logs.setup(production=True, stream=stream)
        structlog.get_logger("shop").info("inquiry sent", number="Q20261116-0001", count=3)
        logging.getLogger("library").warning("mail %s put off", 17, extra={"attempt": 2})
        first, second = lines(stream)
        assert (first["event"], first["number"], first["count"]) == ("inquiry sent", "Q20261116-0001", 3)
        assert (first["level"], first["logger"]) == ("info", "shop")
        assert (second["event"], second["attempt"], second["level"]) == ("mail 17 put off", 2, "warning")
        assert first["timestamp"].endswith("Z")

    def test_an_exception_stays_on_its_line_and_is_masked(self, stream: io.StringIO) -> None:
        logs.setup(production=True, stream=stream)
        try:
            raise ValueError("no such user taro@example.co.jp, password=Demo-Pass-2026!")
        except ValueError:
            logging.getLogger("shop").exception("login failed")
        (line,) = lines(stream)
        assert "Traceback" in line["exception"]
        assert "ValueError" in line["exception"]
        assert "taro@" not in line["exception"]
        assert "Demo-Pass-2026!" not in line["exception"]

    def test_the_level_is_kept(self, stream: io.StringIO) -> None:
        logs.setup(production=True, level="warning", stream=stream)
        structlog.get_logger("shop").info("quiet")
        logging.getLogger("shop").info("quiet")
        assert stream.getvalue() == ""

    def test_set_up_twice_writes_once(self, stream: io.StringIO) -> None:
        logs.setup(production=True, stream=stream)
        logs.setup(production=True, stream=stream)
        logging.getLogger("shop").warning("once")
        assert len(lines(stream)) == 1


def test_the_demo_is_readable(stream: io.StringIO) -> None:
    logs.setup(production=False, stream=stream)
    structlog.get_logger("shop").info("お問い合わせ", number="Q20261116-0001")
    assert "お問い合わせ" in stream.getvalue()
    assert "number=Q20261116-0001" in stream.getvalue()


class TestMasking:
    @pytest.mark.parametrize(
        "values",
        [
            {"password": "Demo-Pass-2026!"},
            {"newPassword": "Demo-Pass-2026!"},
            {"headers": {"Cookie": COOKIE, "accept": "*/*"}},
            {"headers": [("cookie", COOKIE)]},
            {"headers": [(b"accept", b"*/*"), (b"cookie", COOKIE.encode())]},
            {"request": {"a": {"b": {"authorization": "Bearer eyJhbGciOi"}}}},
            {"card_number": "4111111111111111"},
            {"client_token": "0123456789abcdefghij"},
            {"mail": "taro@example.co.jp"},
            {"url": "smtp://shop:Demo-Pass-2026!@mail.example.jp"},
            {"note": "card 4111 1111 1111 1111"},
            {"thing": type("Thing", (), {"__repr__": lambda self: "Thing(password='Demo-Pass-2026!')"})()},
        ],
    )
    def test_of_values(self, stream: io.StringIO, values: dict[str, Any]) -> None:
        logs.setup(production=True, stream=stream)
        structlog.get_logger("shop").warning("event", **values)
        logging.getLogger("shop").warning("event %s", values)
        assert len(lines(stream)) == 2
        assert not [secret for secret in SECRETS if secret in stream.getvalue()]

    @pytest.mark.parametrize(
        "text",
        [
            f"Cookie: {COOKIE}; other=eyJhbGciOi",
            f"GET / HTTP/1.1\r\nCookie: {COOKIE}\r\nAccept: */*",
            f"{{'cookie': '{COOKIE}', 'origin': 'x'}}",
            f"[(b'accept', b'*/*'), (b'cookie', b'{COOKIE}')]",
            f'{{"cookie": "a=\\"b\\"; {COOKIE}"}}',
            "Authorization: Basic eyJhbGciOi",
            "password=Demo-Pass-2026!&user=alice",
            "{'password': 'Demo-Pass-2026!', 'name': 'x'}",
            '{"securityCode": "x", "password": "Demo-Pass-2026!"}',
            "token=0123456789abcdefghij",
            "To: <taro@example.co.jp>",
            "4111-1111-1111-1111".replace("-", " "),
        ],
    )
    def test_of_running_text(self, text: str) -> None:
        masked = logs.mask_text(text)
        assert not [secret for secret in SECRETS if secret in masked]
        assert logs.MASK in masked

    @pytest.mark.parametrize(
        "text",
        [
            "mail 17 put off after attempt 2: 450 busy",
            "受付番号 Q20261116-0001",
            "2026-11-16T01:00:00.123456Z",
            "https://ocmp.example.jp/faq",
        ],
    )
    def test_leaves_the_rest(self, text: str) -> None:
        assert logs.mask_text(text) == text

    def test_a_mail_can_still_be_followed(self) -> None:
        assert logs.mask_text("450 <taro@example.co.jp>: greylisted") == "450 <t***@example.co.jp>: greylisted"

    @pytest.mark.parametrize("piece", ["a", "-a", "a@", "password", "'", "1 ", "=", "cookie: '", "://", "token "])
    def test_is_quick_about_what_a_stranger_sends(self, piece: str) -> None:
        begin = time.process_time()
        logs.mask_text(piece * 200_000)
        assert time.process_time() - begin < 2

    @given(st.text(), st.text())
    def test_bears_any_text(self, before: str, after: str) -> None:
        assert "taro@example" not in logs.mask_text(f"{before} taro@example.co.jp {after}")


class TestWhatReflexSaysAboutEvents:
    PAYLOAD = (
        f"Event(name='nosuch.handler', router_data={{'headers': {{'cookie': '{COOKIE}'}}}}, payload={{'body': '秘密の相談'}})"
    )

    def logged(self, name: str, text: str, stream: io.StringIO, error: Exception | None = None) -> str:
        logs.setup(production=True, stream=stream)
        own = io.StringIO()  # a handler that Reflex hangs on its own logger
        handler = logging.StreamHandler(own)
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        try:
            logger.error(text, exc_info=error)
        finally:
            logger.removeHandler(handler)
        both = own.getvalue() + stream.getvalue()
        for secret in (*SECRETS, "秘密の相談", "cookie", "payload"):
            assert secret not in both
        return own.getvalue()

    @pytest.mark.parametrize("name", logs.REFLEX_LOGGERS)
    def test_an_unknown_event_is_told_by_its_name_only(self, stream: io.StringIO, name: str) -> None:
        text = self.logged(name, f"Error processing event queue entry for {self.PAYLOAD} [txid=17]:", stream)
        assert "Error processing event queue entry for Event · nosuch.handler" in text

    def test_an_event_without_a_client_is_told_without_its_data(self, stream: io.StringIO) -> None:
        text = "Received event from session Xy0123456789abcdefghij with no associated token. Event data: "
        assert "Received event from session" in self.logged("reflex.app", text + self.PAYLOAD, stream)

    def test_an_exception_is_told_by_type_and_place(self, stream: io.StringIO) -> None:
        def handler() -> None:
            raise ValueError(f"cannot read 秘密の相談 {COOKIE}")

        try:
            try:
                handler()
            except ValueError as inner:
                raise KeyError(self.PAYLOAD) from inner
        except KeyError as error:
            text = self.logged(logs.REFLEX_LOGGERS[0], "Error in task [txid=17]:", stream, error)
        assert "KeyError · ValueError" in text
        assert "in handler" in text
        assert "test_logs.py" in text

    def test_a_traceback_in_the_message_keeps_its_places(self, stream: io.StringIO) -> None:
        text = '[Reflex Backend Exception]\n Traceback (most recent call last):\n  File "/srv/x.py", line 3, in send\n    send(秘密の相談)\nValueError: 秘密の相談'
        kept = self.logged("reflex.app", text, stream)
        assert "[Reflex Backend Exception]" in kept
        assert 'File "/srv/x.py", line 3, in send' in kept

    def test_what_reflex_really_logs_holds_nothing(self, stream: io.StringIO) -> None:
        """The real queue, given an event that nobody handles."""
        from reflex_base.event import Event
        from reflex_base.event.processor import EventProcessor

        logs.setup(production=True, stream=stream)

        async def story() -> None:
            processor = EventProcessor()
            processor.configure()
            async with processor:
                event = Event(name="nosuch.handler", payload={"body": "秘密の相談"}, router_data={"headers": {"cookie": COOKIE}})
                await processor.enqueue("0123456789abcdefghij", event)
                await processor.join()

        asyncio.run(story())
        assert "nosuch.handler" in stream.getvalue()
        assert not [secret for secret in (*SECRETS, "秘密の相談") if secret in stream.getvalue()]
