"""Every event handler that a browser could name, and who may call it.

`handlers.txt` is read by people: a new line in it is a new door. After a change of the states write it anew with
`python -m tests.architecture.test_handlers`, and look at what has changed.
"""

from __future__ import annotations

import inspect
import json
import types
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import reflex as rx
from reflex.istate.storage import ClientStorageBase, Cookie
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

import ocmp_app.ocmp_app
from ocmp_app.settings import get_settings
from ocmp_app.state.access import FROM_BROWSERS, FROM_THE_SERVER, level_of, may_come_from_a_browser, registered
from ocmp_app.state.arguments import browser_vars, signature_of

assert ocmp_app.ocmp_app.app  # all pages and states are registered

LIST = Path(__file__).with_name("handlers.txt")
PLAIN = (str, int, float, bool, dict, list, type(None), Any)


def handlers() -> dict[str, RegisteredEventHandler]:
    """All registered event handlers; those of states that tests have made are left out."""
    return {
        name: handler
        for name, handler in RegistrationContext.ensure_context().event_handlers.items()
        if handler.states[0].__module__.startswith(("ocmp_app.", "reflex"))
    }


def ours() -> list[type[rx.State]]:
    """The shop's own states."""
    states = RegistrationContext.ensure_context().base_states.values()
    return [state for state in states if state.__module__.startswith("ocmp_app.")]


def as_text() -> str:
    """One line a handler: who, which state, which handler with its parameters."""
    lines = []
    for name, registered_handler in handlers().items():
        method = name.rpartition(".")[2]
        if method == "setvar":
            continue
        state = registered_handler.states[0]
        level = level_of(name)
        who = level.value if level and may_come_from_a_browser(name) else "server" if level else "nobody"
        hints = signature_of(registered_handler.handler).hints
        parameters = ", ".join(f"{one}: {inspect.formatannotation(hint)}" for one, hint in hints.items())
        lines.append(f"{who:8} {state.__module__}.{state.__name__}.{method}({parameters})")
    return "\n".join(sorted(lines, key=lambda line: (line[9:], line))) + "\n"


def test_the_list_is_complete() -> None:
    assert as_text() == LIST.read_text(encoding="utf-8"), f"look at the new doors, then write {LIST.name} anew (see this file's top)"


def test_every_state_of_ours_says_who_may_call_it() -> None:
    silent = [state.get_full_name() for state in ours() if state.event_handlers.keys() - {"setvar"} and state.get_full_name() not in registered()]
    assert silent == []


def test_nobody_sets_vars_by_name() -> None:
    setters = [name for name in handlers() if name.endswith(".setvar")]
    assert setters
    assert [name for name in setters if level_of(name) is not None or may_come_from_a_browser(name)] == []
    assert [name for name in handlers() if name.rpartition(".")[2].startswith("set_") and name not in FROM_THE_SERVER and level_of(name)] == []


def test_of_reflex_own_handlers_only_those_written_down() -> None:
    theirs = {name for name, handler in handlers().items() if handler.states[0].__module__.startswith("reflex")}
    assert {name for name in theirs if may_come_from_a_browser(name)} == FROM_BROWSERS
    assert {name for name in theirs if level_of(name) is not None} == FROM_BROWSERS | FROM_THE_SERVER


def test_arguments_are_plain_values() -> None:
    """What is not plain, the gate would refuse for everybody (state/arguments.py)."""
    odd = [
        f"{name}({one}: {hint})"
        for name, handler in handlers().items()
        if level_of(name) is not None
        for one, hint in signature_of(handler.handler).hints.items()
        if not _is_plain(hint)
    ]
    assert odd == []


def _is_plain(hint: Any) -> bool:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType, dict, list):
        return all(_is_plain(one) for one in get_args(hint))
    return hint in PLAIN


def test_what_browsers_keep_for_us_is_written_down() -> None:
    """They may put anything into these: whoever reads one reads a stranger's claim."""
    kept = {name.rpartition("____")[2] for name in browser_vars() if ".ocmp_app___" in name}
    assert kept == {"compare_list_state.stored", "favorites_state.stored", "saved_search_state.stored", "recent_state.stored"}


def test_no_state_makes_a_cookie() -> None:
    """Scripts can read such a cookie, and it has no HttpOnly."""
    made = [
        f"{state.__name__}.{name}"
        for state in ours()
        for name, field in state.get_fields().items()
        if isinstance(field.default, Cookie) or (isinstance(field.default, ClientStorageBase) and "cookie" in type(field.default).__name__.lower())
    ]
    assert made == []


def test_the_first_state_is_light_and_holds_nothing_secret() -> None:
    """It stands in the JavaScript bundle, and every visitor gets it on every page."""
    fresh = rx.State(_reflex_internal_init=True).dict(initial=True)  # type: ignore[call-arg]
    text = json.dumps({name: values for name, values in fresh.items() if ".ocmp_app___" in name}, default=str, ensure_ascii=False)
    settings = get_settings()
    assert len(text.encode()) < 12_000
    for secret in (settings.secret_key.get_secret_value(), settings.database_url, settings.operator_mail):
        assert secret not in text


if __name__ == "__main__":
    LIST.write_text(as_text(), encoding="utf-8")
