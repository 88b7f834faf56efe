"""Who may call which state's handlers: nobody, unless a state says so.

Every public method of every state can be called by any browser, whatever page it is on. So each
state class is registered here with an access level; the gate (state/gate.py) refuses the rest.
Whose object it is, is checked again in the services, every time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

import reflex as rx


class Access(StrEnum):
    """The least a caller must be."""

    PUBLIC = "public"
    MEMBER = "member"
    OPERATOR = "operator"


_S = TypeVar("_S", bound=type[rx.State])
_LEVELS: dict[str, Access] = {}

FRAMEWORK_HANDLERS: Mapping[str, frozenset[str]] = {
    # What the framework's own client sends; none of it reaches the shop's data.
    "reflex___state____state": frozenset({"hydrate", "hydrate_and_load", "set_is_hydrated"}),
    "reflex___state____state.reflex___state____on_load_internal_state": frozenset({"on_load_internal", "set_is_hydrated"}),
    "reflex___state____state.reflex___state____update_vars_internal_state": frozenset({"update_vars_internal"}),
    "reflex___state____state.reflex___state____frontend_event_exception_state": frozenset({"handle_frontend_exception"}),
}


def access(level: Access) -> Callable[[_S], _S]:
    """Register a state class: `@access(Access.PUBLIC)`."""

    def register(cls: _S) -> _S:
        _LEVELS[cls.get_full_name()] = level
        return cls

    return register


def level_of(event_name: str) -> Access | None:
    """What the caller of the event `state.path.handler` must be; None: nobody may call it."""
    state_name, _, handler = event_name.rpartition(".")
    if handler in FRAMEWORK_HANDLERS.get(state_name, ()):
        return Access.PUBLIC
    return _LEVELS.get(state_name)


def registered() -> Mapping[str, Access]:
    """All registered states by their full names."""
    return dict(_LEVELS)
