"""The steps of a wizard: a line that says where one is, and the panels of which one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from ocmp_app.components.forms import MODULE
from ocmp_app.components.ui import icon


def stepper(steps: Sequence[tuple[str, str]], current: Any) -> rx.Component:
    """入力 → 確認 → 完了. `steps` are pairs of name and label, `current` a var with the name of the present one.

    An unknown name stands for the first step.
    """
    names = [name for name, _ in steps]
    items = [_step(number, label, _position(names, number, current)) for number, (_, label) in enumerate(steps)]
    return rx.el.ol(*items, aria_label="手続きの流れ", class_name="stepper no-print")


def _position(names: Sequence[str], number: int, current: Any) -> Any:
    """A var: "done", "current" or "ahead"."""
    cases = [(name, "done" if number < at else "current" if number == at else "ahead") for at, name in enumerate(names)]
    return rx.match(current, *cases, "current" if number == 0 else "ahead")


def _step(number: int, label: str, position: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.cond(position == "done", icon("check", 18), rx.fragment(f"{number + 1}")),
            aria_hidden="true",
            class_name="stepper-number",
        ),
        rx.el.span(label, rx.cond(position == "done", rx.el.span("（済み）", class_name="visually-hidden"), rx.fragment())),
        aria_current=rx.cond(position == "current", "step", "false"),
        custom_attrs={"data-step": position},
    )


class StepPanels(rx.Component):
    """Shows one of its children (kept_form.jsx); the first child stands for the time before a step is known."""

    library = MODULE.importable_path
    tag = "StepPanels"

    step: rx.Var[str]
    turn: rx.Var[str]
    ready: rx.Var[bool]
    here: rx.Var[str]
    names: rx.Var[list[str]]


def step_panels(
    step: Any, waiting: rx.Component, panels: Sequence[tuple[str, rx.Component]], *, turn: Any, here: Any = "", **props: Any
) -> rx.Component:
    """The panel of `step` (a var). `panels` are pairs of step name and content; mark their headings by `step_title`.

    `waiting` is shown until the server has answered for this visit, which `turn` tells (components/forms.py); `here` is
    what the wizard is about by the address, such as `query_parameter("product")` or `route_slug()`: where it changes,
    `waiting` comes again. A handler that redirects instead of showing a step sets `step` to "".
    """
    return StepPanels.create(
        waiting,
        *[panel for _, panel in panels],
        step=step,
        turn=turn,
        ready=rx.State.is_hydrated,
        here=here,
        names=[name for name, _ in panels],
        **props,
    )


def step_title(text: Any, **props: Any) -> rx.Component:
    """The h2 of a panel: takes the focus when its step comes up."""
    return rx.el.h2(text, tab_index=-1, custom_attrs={"data-step-title": ""}, class_name="h2", **props)
