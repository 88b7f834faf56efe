"""Logs: one way for structlog and the standard library, readable in the demo, JSON lines in production.

What nobody may read in a log is masked at the last moment, for every logger of the process: cookies,
Authorization, mail addresses, and whatever is called password, card, token or secret. Reflex logs whole
events with their headers and payload when a handler is unknown or fails; of those records only the name of
the event stays.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

MASK = "***"

_HIDDEN = r"cookie|authori[sz]ation|passw|pwd|secret|token|card|credential|api_?key|session_?id|cvv|cvc|security_?code"
_SECRET_NAME = re.compile(rf"{_HIDDEN}|(?:^|_)pan$", re.IGNORECASE)
_QUOTED = r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
# In running text: a header goes to the end of its line, any other value to the end of its word.
_HEADER = re.compile(rf"((?:cookie|authori[sz]ation)['\"]?\s{{0,3}}[:=]\s{{0,3}})(?:{_QUOTED}|[^\n}}\]]*)", re.IGNORECASE)
_PAIR = re.compile(
    rf"(\b[\w-]{{0,40}}(?:{_HIDDEN})[\w-]{{0,40}}['\"]?\s{{0,3}}[:=]\s{{0,3}})(?:{_QUOTED}|[^\s,;&}}\]]+)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?<![\w.%+-])([\w%+-])[\w.%+-]{0,63}@([\w-][\w.-]{0,250})", re.ASCII)
_URL_PASSWORD = re.compile(r"(://)[^\s/@]{0,300}@")
_CARD_NUMBER = re.compile(r"(?<![\w.-])(?:\d[ -]?){13,18}\d(?!\w)", re.ASCII)
_LONGEST_TEXT = 20_000
_DEPTH = 6

REFLEX_LOGGERS = (
    "reflex_base.event",
    "reflex.app",
    "reflex.state",
    "reflex.istate",
    "reflex.utils.token_manager",
    "engineio.server",
    "socketio.server",
)
"""Loggers (with those below them) that speak about events, and so may quote them."""
_EVENT_NAME = re.compile(r"\bname='([A-Za-z_][\w.]{0,200})'", re.ASCII)
_CLIENT_ID = re.compile(r"\b(session|token|SID|client) \S+", re.IGNORECASE)
_PLAIN_WORDS = re.compile(r"[\w \[\]*.-]*", re.ASCII)
_FRAME = re.compile(r'^ *File "[^"\n]{1,300}", line \d+, in [\w.<>]{1,100}$', re.MULTILINE | re.ASCII)


def setup(*, production: bool, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send all logs of this process through one handler to `stream` (stderr); calling it again replaces it."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _ShopHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                mask_event,
                _renderer(production, stream or sys.stderr),
            ],
        )
    )
    handler.addFilter(without_payload)
    handler.addFilter(Throttle())
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old, _ShopHandler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in ("engineio.server", "socketio.server"):  # where nobody has set a level, they print on their own
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.ERROR)


class _ShopHandler(logging.StreamHandler[TextIO]):
    """Ours, to be found again. Without a stream it writes to what `sys.stderr` is at that moment."""

    def __init__(self, stream: TextIO | None) -> None:
        self._fixed = stream
        super().__init__(stream)

    @property
    def stream(self) -> TextIO:
        return self._fixed or sys.stderr

    @stream.setter
    def stream(self, _stream: TextIO) -> None:
        """Chosen above."""


class Throttle(logging.Filter):
    """Lets `amount` records of one kind through in `seconds`; the next one that passes says how many did not.

    Whoever calls from outside can make the shop write a line; nobody may fill its disk. A kind is a logger, a level
    and the event's name (structlog) or the place in the code (others: their texts differ by caller).
    """

    def __init__(self, amount: int = 30, seconds: float = 60) -> None:
        super().__init__()
        self._amount = amount
        self._seconds = seconds
        self._kinds: dict[tuple[str, int, str], list[float]] = {}  # [begin of the window, passed, held back]

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record passes."""
        event = record.msg.get("event") if isinstance(record.msg, dict) else None
        kind = (record.name, record.levelno, str(event or f"{record.pathname}:{record.lineno}")[:200])
        now = time.monotonic()
        if len(self._kinds) > 1000:
            self._kinds = {name: state for name, state in self._kinds.items() if now - state[0] < self._seconds}
        state = self._kinds.setdefault(kind, [now, 0, 0])
        if now - state[0] >= self._seconds:
            held_back = int(state[2])
            state[:] = [now, 0, 0]
            if held_back and isinstance(record.msg, dict):
                record.msg = {**record.msg, "held_back": held_back}
            elif held_back:
                record.msg = f"{record.getMessage()} (and {held_back} like it)"
                record.args = ()
        if state[1] >= self._amount:
            state[2] += 1
            return False
        state[1] += 1
        return True


def _renderer(production: bool, stream: TextIO) -> Processor:
    if production:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback)


def mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: the event without what nobody may read."""
    for name in list(event):
        event[name] = _masked(name, event[name], _DEPTH)
    return event


def mask_text(text: str) -> str:
    """`text` with addresses, cookies, passwords and card numbers masked; a very long one is cut."""
    if len(text) > _LONGEST_TEXT:
        text = f"{text[:_LONGEST_TEXT]}… ({len(text)} characters)"
    text = _HEADER.sub(rf"\1{MASK}", text)
    text = _PAIR.sub(rf"\1{MASK}", text)
    text = _URL_PASSWORD.sub(rf"\1{MASK}@", text)
    text = _ADDRESS.sub(rf"\1{MASK}@\2", text)  # t***@example.co.jp can be found in the mail server's log
    return _CARD_NUMBER.sub(MASK, text)


def without_payload(record: logging.LogRecord) -> bool:
    """A filter that lets every record through, those of Reflex about events rewritten.

    Of them stay the plain words at the beginning, the event's name, the types of exceptions and the
    places in the code: no payload, no header, no message of an exception (it may quote what was typed).
    """
    if not record.name.startswith(REFLEX_LOGGERS) or getattr(record, "without_payload", False):
        return True
    text = record.getMessage()
    words = _PLAIN_WORDS.match(_CLIENT_ID.sub(rf"\1 {MASK}", text))
    parts = [words[0].strip() if words else ""]
    if name := _EVENT_NAME.search(text):
        parts.append(name[1])
    frames = _FRAME.findall(text)
    error = record.exc_info[1] if record.exc_info else None
    while error is not None and len(parts) < 8:
        parts.append(type(error).__qualname__)
        frames += [
            f'File "{one.filename}", line {one.lineno}, in {one.name}' for one in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or error.__context__
    record.msg = "\n".join([" · ".join(parts), *(f"  {frame.strip()}" for frame in frames)])
    record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
    record.without_payload = True
    return True


def _masked(name: str, value: Any, depth: int) -> Any:
    if _SECRET_NAME.search(name):
        return MASK
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    if depth == 0:
        return MASK
    if isinstance(value, Mapping):
        return {mask_text(str(key)): _masked(str(key), one, depth - 1) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked("", one, depth - 1) for one in value]
    return mask_text(repr(value))
