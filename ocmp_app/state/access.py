"""Who may call which event handler: nobody, unless it is written down here.

Every public method of every state can be called by any browser, whatever page it is on. So each state class is
registered with an access level; of Reflex' own states only the handlers that its pages need are named. The socket
guard (routes/guard.py) lets no other name through, and the gate (state/gate.py) runs nothing else. Whose object it
is, is checked again in the services, every time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

import reflex as rx
from reflex_base.registry import RegistrationContext


class Access(StrEnum):
    """The least a caller must be."""

    PUBLIC = "public"
    MEMBER = "member"
    OPERATOR = "operator"


_S = TypeVar("_S", bound=type[rx.State])
_LEVELS: dict[str, Access] = {}

_ROOT = "reflex___state____state"
HYDRATE = f"{_ROOT}.hydrate_and_load"
ON_LOAD = f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal"
BROWSER_STORAGE = f"{_ROOT}.reflex___state____update_vars_internal_state.update_vars_internal"
BROWSER_ERROR = f"{_ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
LOADED = f"{_ROOT}.reflex___state____on_load_internal_state.set_is_hydrated"

FROM_BROWSERS = frozenset({HYDRATE, ON_LOAD, BROWSER_STORAGE, BROWSER_ERROR})
"""Handlers of Reflex that its pages call."""

FROM_THE_SERVER = frozenset({LOADED})
"""Handlers of Reflex that only follow on another event."""

_OF_EVERY_STATE = frozenset({"setvar"})
"""Reflex gives these to each state; they set vars by name, and no page of the shop uses them."""


def access(level: Access) -> Callable[[_S], _S]:
    """Register a state class: `@access(Access.PUBLIC)`."""

    def register(cls: _S) -> _S:
        _LEVELS[cls.get_full_name()] = level
        return cls

    return register


def level_of(event_name: str) -> Access | None:
    """What the caller of the event `state.path.handler` must be; None: nobody may call it."""
    if event_name in FROM_BROWSERS or event_name in FROM_THE_SERVER:
        return Access.PUBLIC
    state_name, _, handler = event_name.rpartition(".")
    return None if handler in _OF_EVERY_STATE else _LEVELS.get(state_name)


def may_come_from_a_browser(event_name: str) -> bool:
    """Whether a browser may ask for this event at all; whether this browser may, the gate decides."""
    if event_name in FROM_THE_SERVER or level_of(event_name) is None:
        return False
    return event_name in RegistrationContext.ensure_context().event_handlers


def registered() -> Mapping[str, Access]:
    """All registered states by their full names."""
    return dict(_LEVELS)
