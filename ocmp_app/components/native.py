"""Plain HTML elements that Reflex would replace by its own: they work before and without JavaScript."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import EventSpec
from reflex_base.vars.object import ObjectVar
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.el.elements.forms import BaseInput


class NativeForm(BaseHTML):
    """A form that the browser itself sends. `rx.el.form` keeps the browser from it."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


class NativeLink(BaseHTML):
    """A link that the browser itself follows: within the page, the keyboard goes on from there."""

    tag = "a"
    href: rx.Var[str]


def _typed(event: ObjectVar[Any]) -> tuple[rx.Var[str], rx.Var[bool]]:
    return rx.Var(f"{event!s}.target.value", _var_type=str), rx.Var(f"({event!s}.nativeEvent.isComposing ?? false)", _var_type=bool)


def _composed(event: ObjectVar[Any]) -> tuple[rx.Var[str], rx.Var[bool]]:
    return rx.Var(f"{event!s}.target.value", _var_type=str), rx.Var("false", _var_type=bool)


class LiveInput(BaseInput):
    """An uncontrolled input that tells what is typed, and whether an IME is still composing it.

    Give the same handler (text, composing) to `on_change` and `on_composition_end`; it ignores what is being composed.
    """

    on_change: rx.EventHandler[_typed]
    on_composition_end: rx.EventHandler[_composed]


def live_input(on_text: Any, *, wait_ms: int = 150, **props: Any) -> rx.Component:
    """`on_text(text, composing)` is called `wait_ms` after the last letter. Give `default_value`, never `value`."""
    told: EventSpec = on_text.debounce(wait_ms)
    return LiveInput.create(on_change=told, on_composition_end=told, **props)


def jump(label: Any, anchor: str, class_name: str = "link", **props: Any) -> rx.Component:
    """A link to a place in the same page."""
    return NativeLink.create(label, href=f"#{anchor}", class_name=class_name, **props)
