"""Do the arguments of an event fit its handler?

Reflex calls a handler with whatever names and values the browser sent: annotations do not validate, and a misfit ends
in a traceback that quotes it. So the gate asks here first. Handlers take plain values only (`str`, `int`, `bool`,
`dict[str, Any]`, lists of them, `Any`); what is in them, the handler checks with pydantic.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import reflex as rx
from reflex.event import EventHandler
from reflex.istate.storage import ClientStorageBase
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from ocmp_app.state.access import BROWSER_ERROR, BROWSER_STORAGE, HYDRATE

PLAIN = (str, int, float, bool, type(None))
_DIGITS = re.compile(r"-?\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_ERROR_CHARACTERS = 1000
_STORED_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a handler besides `self`: annotation of each, and which have no default."""

    hints: Mapping[str, Any]
    required: frozenset[str]


def fit(event_name: str, payload: MutableMapping[str, Any]) -> bool:
    """Whether the event's handler can be called with this payload; values the browser keeps for us are put right in it."""
    handler = RegistrationContext.ensure_context().event_handlers[event_name].handler
    signature = signature_of(handler)
    if not signature.required <= payload.keys() <= signature.hints.keys():
        return False
    if not all(value_fits(value, signature.hints[name]) and _is_form_or_none(value) for name, value in payload.items()):
        return False
    if event_name in (HYDRATE, BROWSER_STORAGE) and payload.get("vars"):
        payload["vars"] = _stored(payload["vars"])
    if event_name == BROWSER_ERROR:
        # Reflex searches these texts with patterns whose time grows with the square of the length.
        payload.update({name: text[:_ERROR_CHARACTERS] for name, text in payload.items()})
    return True


def signature_of(handler: EventHandler) -> Signature:
    """The parameters of a handler."""
    return _signature(handler.fn)


@cache
def _signature(function: Any) -> Signature:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    without_return = types.FunctionType(function.__code__, function.__globals__)  # Reflex' own return annotations do not resolve
    without_return.__annotations__ = {name: hint for name, hint in function.__annotations__.items() if name != "return"}
    hints = get_type_hints(without_return)
    return Signature(
        hints={one.name: hints.get(one.name, Any) for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD},
        required=frozenset(one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is one.empty),
    )


def value_fits(value: Any, hint: Any) -> bool:
    """Whether a JSON value is what the annotation says; False for annotations that are not plain."""
    if hint is Any:
        return True
    if hint is None or hint is type(None):
        return value is None
    origin = get_origin(hint) or hint
    if origin in (Union, types.UnionType):
        return any(value_fits(value, one) for one in get_args(hint))
    if hint is bool:
        return isinstance(value, bool)
    if hint is int:  # Reflex turns digits into a number
        return (isinstance(value, int) and not isinstance(value, bool)) or (
            isinstance(value, str) and bool(_DIGITS.fullmatch(value))
        )
    if hint is float:
        return (isinstance(value, int | float) and not isinstance(value, bool)) or (
            isinstance(value, str) and bool(_DECIMAL.fullmatch(value))
        )
    if hint is str:
        return isinstance(value, str)
    if origin in (dict, Mapping):
        return isinstance(value, dict) and all(value_fits(one, (get_args(hint) or (str, Any))[1]) for one in value.values())
    if origin is list:
        return isinstance(value, list) and all(value_fits(one, (get_args(hint) or (Any,))[0]) for one in value)
    return False


def _is_form_or_none(value: Any) -> bool:
    """False for what pretends to be a submitted form and is none: Reflex would fail over it, quoting it in the log."""
    if not isinstance(value, dict) or FORM_DATA_ENTRIES_KEY not in value:
        return True
    entries = value[FORM_DATA_ENTRIES_KEY]
    return (
        len(value) == 1
        and isinstance(entries, list)
        and all(isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) for entry in entries)
    )


def _stored(given: Mapping[str, Any]) -> dict[str, str]:
    """Of the vars that a browser says it has kept for us those that we do let it keep, and only short texts."""
    known = browser_vars()
    return {
        name: value
        for name, value in given.items()
        if name.removesuffix(FIELD_MARKER) in known and isinstance(value, str) and len(value) <= _STORED_CHARACTERS
    }


@cache
def browser_vars() -> frozenset[str]:
    """Full names of the vars that browsers keep (`rx.LocalStorage` and its like)."""
    found: set[str] = set()
    pending: list[type[Any]] = [rx.State]
    while pending:
        state = pending.pop()
        pending += state.get_substates()
        for name, one in state.get_fields().items():
            kept = isinstance(one.default, ClientStorageBase) or (
                isinstance(one.type_, type) and issubclass(one.type_, ClientStorageBase)
            )
            if kept and name in state.base_vars:
                found.add(f"{state.get_full_name()}.{name}")
    return frozenset(found)
