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
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from ocmp_app.adapters.log_throttle import Throttle

MASK = "***"

_HIDDEN = r"cookie|authori[sz]ation|passw|pwd|secret|token|card|credential|api_?key|session_?id|cvv|cvc|security_?code"
_SECRET_NAME = re.compile(rf"{_HIDDEN}|(?:^|_)pan$", re.IGNORECASE)
_QUOTED = r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
# In running text: a header goes to the end of its line, any other value to the end of its word.
_HEADER = re.compile(rf"((?:cookie|authori[sz]ation)['\"]?\s{{0,3}}[:=]\s{{0,3}})(?:{_QUOTED}|[^\n}}\]]*)", re.IGNORECASE)
_PAIR = re.compile(
    rf"(\b[\w-]{{0,40}}(?:{_HIDDEN})[\w-]{{0,40}}['\"]?\s{{0,3}}[:=]\s{{0,3}})(?:{_QUOTED}|[^\s,;&}}\]]+)", re.IGNORECASE
)
_HEADER_PAIR = re.compile(rf"((?:cookie|authori[sz]ation)['\"]\s{{0,3}},\s{{0,3}}b?)(?:{_QUOTED})", re.IGNORECASE)
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
    for name in REFLEX_LOGGERS:  # under Reflex's own command its records never come to the root
        logging.getLogger(name).addFilter(without_payload)
    for name in ("engineio.server", "socketio.server"):  # where nobody has set a level, they print on their own
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.ERROR)


class _Harmless(str):
    """A message that has been rewritten already."""


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
    text = _HEADER_PAIR.sub(rf"\1{MASK}", text)
    text = _PAIR.sub(rf"\1{MASK}", text)
    text = _URL_PASSWORD.sub(rf"\1{MASK}@", text)
    text = _ADDRESS.sub(rf"\1{MASK}@\2", text)  # t***@example.co.jp can be found in the mail server's log
    return _CARD_NUMBER.sub(MASK, text)


def without_payload(record: logging.LogRecord) -> bool:
    """A filter that lets every record through, those of Reflex about events rewritten.

    Of them stay the plain words at the beginning, the event's name, the types of exceptions and the
    places in the code: no payload, no header, no message of an exception (it may quote what was typed).
    """
    if not record.name.startswith(REFLEX_LOGGERS) or isinstance(record.msg, _Harmless):
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
    record.msg = _Harmless("\n".join([" · ".join(parts), *(f"  {frame.strip()}" for frame in frames)]))
    record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
    record.__dict__.pop("message", None)  # as another handler has written it already
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
    if isinstance(value, (list, tuple)) and len(value) == 2 and isinstance(value[0], (str, bytes)):
        name = value[0] if isinstance(value[0], str) else value[0].decode("latin-1")  # a header as ASGI has it
        return [mask_text(name), _masked(name, value[1], depth - 1)]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked("", one, depth - 1) for one in value]
    return mask_text(repr(value))
