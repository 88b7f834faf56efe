"""The gate before every event: deny by default."""

from __future__ import annotations

from typing import Any

from reflex.app import App
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from structlog import get_logger

from ocmp_app.state.access import Access, level_of
from ocmp_app.state.arguments import fit

log = get_logger(__name__)


def visitor_of(state: BaseState) -> str:
    """The keyed hash of the visitor's cookie, as routes/guard.py has put it there; empty for a browser without one."""
    headers: dict[str, Any] = state._get_root_state().router_data.get("headers", {})
    return str(headers.get("cookie", ""))


class Gate(Middleware):
    """Reflex' preprocess hook: runs before each event's handler, also before those that follow on another event."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let the event pass (None), or answer with nothing."""
        if level_of(event.name) is not Access.PUBLIC:
            # Members and operators come with the membership; until then nobody is either.
            log.warning("event refused", handler=event.name, reason="not allowed")
            return StateUpdate()
        if not fit(event.name, event.payload):
            log.warning("event refused", handler=event.name, reason="arguments")
            return StateUpdate()
        return None
