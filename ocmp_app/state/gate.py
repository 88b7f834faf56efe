"""The gate before every event: deny by default, and a state belongs to the browser that began it."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.app import App
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from structlog import get_logger

from ocmp_app.state.access import Access, access, level_of

VISITOR_HEADER = "x-ocmp-visitor"
"""Set by routes/guard.py from the HttpOnly cookie (its keyed hash); whatever a client sends under this name is dropped."""

log = get_logger(__name__)


@access(Access.PUBLIC)
class GateState(rx.State):
    """Remembers to which browser this state belongs."""

    _owner: str = ""


def visitor_of(state: BaseState) -> str:
    """The keyed hash of the visitor's cookie; empty for a browser without one."""
    headers: dict[str, Any] = state._get_root_state().router_data.get("headers", {})
    return str(headers.get(VISITOR_HEADER, ""))


class Gate(Middleware):
    """Reflex' preprocess hook: runs before each event's handler."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let the event pass (None), or answer with nothing."""
        if level_of(event.name) is not Access.PUBLIC:
            # Members and operators come with the membership; until then nobody is either.
            log.warning("event refused", handler=event.name[:200])
            return StateUpdate()
        root = state._get_root_state()
        visitor = visitor_of(root)
        gate = await root.get_state(GateState)
        if gate._owner != visitor:
            if gate._owner:
                # A client token alone must not open what another browser left behind.
                log.warning("state of another browser dropped")
                root.reset()
            gate._owner = visitor
        return None
