"""What a browser may say through the socket: a few forms, and nothing else.

Reflex' own client speaks a small part of engine.io and socket.io. The rest of these protocols stands open to
anyone: other namespaces, acknowledgements, binary attachments, junk that ends in tracebacks, and above all calling
the server's `connect` handler as if it were an event, with an environment of one's own making (address, headers and
so the visitor included). Therefore each frame is read here and written anew from what was understood; what was not
understood never reaches Reflex.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

_NAMESPACE = "/_event,"
_DEPTH = 8
"""How deeply lists and objects may be nested; the shop's forms need three."""

_NAME = re.compile(r"[A-Za-z_]\w{0,99}(?:\.[A-Za-z_]\w{0,99}){1,6}", re.ASCII)
_SCHEMA = re.compile(r"[0-9a-f]{1,64}", re.ASCII)
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL and UTF-8 refuse: NUL, and halves of a surrogate pair."""

_PATH = 1024
_ADDRESS = 4096
_QUERY_FIELDS = 50
_QUERY_NAME = 100
_QUERY_VALUE = 2000
_REPORT = 500


class BadFrame(Exception):
    """No frame that the shop's pages send; says in one word why."""


class Kind(StrEnum):
    """What a frame is for."""

    PONG = "pong"
    CLOSE = "close"
    JOIN = "join"
    LEAVE = "leave"
    EVENT = "event"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as it goes on to Reflex. `handler` names the event handler it calls; empty when it calls none."""

    kind: Kind
    text: str
    handler: str = ""


def read_frame(text: str) -> Frame:
    """Read one text frame. Raises BadFrame for everything that the shop's pages do not send."""
    if text == "3":
        return Frame(Kind.PONG, text)
    if text == "1":
        return Frame(Kind.CLOSE, text)
    form, rest = text[:2], text[2:]
    if form not in ("40", "41", "42") or not rest.startswith(_NAMESPACE):
        raise BadFrame("form")
    content = rest[len(_NAMESPACE) :]
    if form == "41":
        if content:
            raise BadFrame("content")
        return Frame(Kind.LEAVE, text)
    if form == "40":
        return _join(_load(content) if content else {})
    return _message(_load(content))


def _join(auth: Any) -> Frame:
    """Joining the namespace; the first event rides along."""
    if not isinstance(auth, dict):
        raise BadFrame("join")
    known: dict[str, Any] = {}
    schema = auth.get("state_schema")
    if schema is not None:
        if not (isinstance(schema, str) and _SCHEMA.fullmatch(schema)):
            raise BadFrame("schema")
        known["state_schema"] = schema
    handler = ""
    if auth.get("event") is not None:
        event = _event(auth["event"])
        handler = event["name"]
        known["event"] = event
    return Frame(Kind.JOIN, f"40{_NAMESPACE}{_dump(known) if known else ''}", handler)


def _message(message: Any) -> Frame:
    if not isinstance(message, list) or len(message) != 2:
        raise BadFrame("message")
    kind, content = message
    if kind == "event":
        event = _event(content)
        return Frame(Kind.EVENT, f"42{_NAMESPACE}{_dump(['event', event])}", event["name"])
    if kind == "client_error" and isinstance(content, dict):
        report = {
            name: text[:_REPORT] for name in ("message", "error_type", "substate") if isinstance(text := content.get(name), str)
        }
        return Frame(Kind.REPORT, f"42{_NAMESPACE}{_dump(['client_error', report])}")
    raise BadFrame("message")


def _event(event: Any) -> dict[str, Any]:
    if not isinstance(event, dict):
        raise BadFrame("event")
    name, payload = event.get("name"), event.get("payload")
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise BadFrame("name")
    if not (payload is None or isinstance(payload, dict)):
        raise BadFrame("payload")
    return {"name": name, "payload": payload or {}, "router_data": _router_data(event.get("router_data"))}


def _router_data(given: Any) -> dict[str, Any]:
    """Where the browser says it is. Too long an address is cut to its path: the page must stay alive."""
    if given is None or given == {}:
        return {}
    if not isinstance(given, dict):
        raise BadFrame("router")
    path, address, query = given.get("pathname"), given.get("asPath"), given.get("query")
    # Reflex writes the address behind the origin: without the slash it could name another host.
    if not (isinstance(path, str) and path.startswith("/") and len(path) <= _PATH):
        raise BadFrame("path")
    if not (isinstance(address, str) and address.startswith(path) and len(address) <= _ADDRESS):
        address = path
    data: dict[str, Any] = {"pathname": path, "asPath": address}
    if isinstance(query, dict):
        fields = [
            (name, value)
            for name, value in query.items()
            if isinstance(value, str) and len(name) <= _QUERY_NAME and len(value) <= _QUERY_VALUE
        ]
        data["query"] = dict(fields[:_QUERY_FIELDS])
    return data


def _load(text: str) -> Any:
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadFrame("json") from None
    return _plain(value, _DEPTH)


def _plain(value: Any, depth: int) -> Any:
    """The value with clean texts; raises BadFrame where it is nested too deeply."""
    if isinstance(value, str):
        return _NOT_TEXT.sub("\ufffd", value)
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        raise BadFrame("depth")
    if isinstance(value, list):
        return [_plain(one, depth - 1) for one in value]
    return {_NOT_TEXT.sub("\ufffd", name): _plain(one, depth - 1) for name, one in value.items()}


def _integer(digits: str) -> int:
    if len(digits) > 16:  # a browser's integers end at 2**53
        raise ValueError("too long")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("not finite")
    return number


def _no_number(_name: str) -> NoReturn:
    raise ValueError("not finite")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
