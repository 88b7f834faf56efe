"""Forms: fields with label, hint and error, the list of errors at the top, and the form that loses nothing.

    kept_form(
        error_summary(State.errors, FIELDS, alert=State.alert),
        text_field("company", "会社名", errors=State.errors, required=True, autocomplete="organization"),
        send_button("確認画面へ", "確認しています…"),
        draft=State.draft, values=State.values, turn=State.turn, on_keep=State.keep, on_send=State.review,
    )

Fields are uncontrolled and have no value of their own: `kept_form` writes `values` into those that nobody has
touched (kept_form.jsx). A state that feeds it has, besides what the page shows:

- `draft: str` — which draft the fields belong to; where it changes, the fields are filled anew;
- `values: dict[str, str]` — what is stored, by field name, set by on_load;
- `turn: str` — a new random text with each on_load and each answer to a sending; empty in the initial state;
- `keep(form)` — stores what is typed; called while typing, before the page is left, after a lost connection;
- `review(form)` or the like — gets the same when the form is sent and either redirects or sets `errors` and `turn`.

`errors` has a Japanese sentence for each wrong field. What may not be stored (passwords, cards: R23) is a field with
`kept=False`: it reaches `on_send` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from ocmp_app.components.ui import PRIMARY, anchor, icon

MODULE = rx.asset("kept_form.jsx", shared=True)

Required = Any
"""True, False, or a var that says so: some fields are required only with certain others."""
Errors = Any
"""A var `dict[str, str]`: field name → sentence; a field without an error is missing or empty."""


class KeptForm(rx.Component):
    """`<form>` whose fields belong to the browser; see the module's docstring."""

    library = MODULE.importable_path
    tag = "KeptForm"

    draft: rx.Var[str]
    values: rx.Var[dict[str, Any]]
    turn: rx.Var[str]
    ready: rx.Var[bool]
    delay: rx.Var[int]  # milliseconds without typing until on_keep

    on_keep: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]


class SendButton(rx.Component):
    """Submit button that tells honestly whether the form is on its way."""

    library = MODULE.importable_path
    tag = "SendButton"

    text: rx.Var[str]
    busy_text: rx.Var[str]
    ready: rx.Var[bool]


def kept_form(*children: Any, draft: Any, values: Any, turn: Any, on_keep: Any = None, on_send: Any, **props: Any) -> rx.Component:
    """The form around its fields. Without `on_keep` nothing is stored while typing."""
    if on_keep is not None:
        # Dropped while the connection is lost: afterwards the form tells its state once, not each letter.
        props["on_keep"] = on_keep.temporal
    props.setdefault("class_name", "form")
    return KeptForm.create(*children, draft=draft, values=values, turn=turn, ready=rx.State.is_hydrated, on_send=on_send, **props)


def send_button(text: Any, busy_text: str = "送信しています…", class_name: str = PRIMARY) -> rx.Component:
    """The button of a `kept_form`; disabled with `busy_text` until the server has answered."""
    return SendButton.create(text=text, busy_text=busy_text, ready=rx.State.is_hydrated, class_name=f"{class_name} min-w-48")


def field_id(name: str) -> str:
    """The id of the field, for links to it."""
    return f"{name}-field"


def text_field(
    name: str,
    label: str,
    *,
    errors: Errors,
    hint: Any = "",
    required: Required = False,
    type: str = "text",
    autocomplete: str = "off",
    inputmode: str = "",
    max_length: int = 400,
    width: str = "",
    kept: bool = True,
    **props: Any,
) -> rx.Component:
    """One line. `max_length` only keeps a whole book out; the rules of the field answer with a sentence.

    `width` is a class such as max-w-56 for what is short by nature (phone, postal code).
    """
    control = rx.el.input(
        **_control(name, errors=errors, hint=hint, required=required, kept=kept),
        type=type,
        auto_complete=autocomplete,
        max_length=max_length,
        class_name=f"input {width}".strip(),
        **({"input_mode": inputmode} if inputmode else {}),
        **props,
    )
    return _field(name, label, control, errors=errors, hint=hint, required=required)


def text_area(
    name: str, label: str, *, errors: Errors, hint: Any = "", required: Required = False, max_length: int = 9000, rows: int = 8, **props: Any
) -> rx.Component:
    """Several lines. `max_length` keeps a draft within services.drafts.DATA_LIMIT."""
    control = rx.el.textarea(
        **_control(name, errors=errors, hint=hint, required=required),
        max_length=max_length,
        rows=str(rows),
        class_name="input",
        **props,
    )
    return _field(name, label, control, errors=errors, hint=hint, required=required)


def select_field(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    errors: Errors,
    hint: Any = "",
    required: Required = False,
    empty: str = "選択してください",
    autocomplete: str = "off",
    width: str = "",
    **props: Any,
) -> rx.Component:
    """A choice of one among many: `options` are pairs of value and text; `empty` stands first, "" leaves it out."""
    first = [rx.el.option(empty, value="")] if empty else []
    control = rx.el.select(
        *first,
        *[rx.el.option(text, value=value) for value, text in options],
        **_control(name, errors=errors, hint=hint, required=required),
        auto_complete=autocomplete,
        class_name=f"input {width}".strip(),
        **props,
    )
    return _field(name, label, control, errors=errors, hint=hint, required=required)


def radio_group(
    name: str, legend: str, options: Sequence[tuple[str, str, str]], *, errors: Errors, hint: Any = "", required: Required = False
) -> rx.Component:
    """A choice of one among few: `options` are value, label and a description below it ("" for none).

    The name of the group is the legend without its mark, so `get_by_role("group", name="種別")` finds it.
    """
    buttons = []
    for number, (value, label, description) in enumerate(options):
        own_id = field_id(name) if number == 0 else f"{name}-{value}"
        described = f"{name}-{value}-description"
        button = rx.el.input(
            id=own_id, type="radio", name=name, value=value, **({"aria_describedby": described} if description else {})
        )
        text = rx.el.p(description, id=described, class_name="hint pl-7 pb-1") if description else rx.fragment()
        buttons.append(rx.el.div(rx.el.label(button, rx.el.span(label), class_name="check"), text))
    return rx.el.fieldset(
        rx.el.legend(rx.el.span(legend, id=f"{name}-legend"), _mark(required, name), class_name="label-row float-left w-full"),
        rx.el.div(
            _hint(name, hint),
            _error(name, errors),
            rx.el.div(*buttons, class_name="mt-1"),
            class_name="clear-both",
        ),
        aria_labelledby=f"{name}-legend",
        aria_describedby=_described_by(name, errors, hint, extra=f"{name}-mark" if required else ""),
        class_name="field",
    )


def checkbox_field(name: str, label: Any, *, errors: Errors, hint: Any = "", required: Required = False, value: str = "yes") -> rx.Component:
    """One box to tick; in the form's data `value` where it is ticked, missing where not."""
    control = rx.el.input(
        **_control(name, errors=errors, hint=hint, required=required), type="checkbox", value=value
    )
    return rx.el.div(
        _error(name, errors),
        rx.el.div(
            rx.el.label(control, rx.el.span(label), class_name="check"), _mark(required, name), class_name="flex items-center gap-2"
        ),
        _hint(name, hint),
        class_name="field",
    )


def honeypot(name: str, label: str = "この欄は空欄のままにしてください") -> rx.Component:
    """A field that people, readers and password managers pass by and programs fill in."""
    return rx.el.div(
        rx.el.label(label, html_for=field_id(name)),
        rx.el.input(
            id=field_id(name), name=name, type="text", tab_index=-1, auto_complete="off", custom_attrs={"data-honeypot": "", "data-unkept": "", "data-1p-ignore": "", "data-lpignore": "true"}
        ),
        aria_hidden="true",
        class_name="visually-hidden",
    )


def error_summary(errors: Errors, fields: Sequence[tuple[str, str]], *, alert: Any = "") -> rx.Component:
    """What is wrong, at the top of the form: takes the focus when it is new and links to the fields.

    `fields` are the pairs of name and label in the order on screen; `alert` a sentence about the whole form.
    """
    wrong: Any = alert != ""
    for name, _ in fields:
        wrong = wrong | _has(errors, name)
    items = [
        rx.cond(_has(errors, name), rx.el.li(anchor(errors[name], f"#{field_id(name)}")), rx.fragment())
        for name, _ in fields
    ]
    any_field: Any = _has(errors, fields[0][0]) if fields else False
    for name, _ in fields[1:]:
        any_field = any_field | _has(errors, name)
    body = [
        rx.cond(alert != "", rx.el.p(alert, class_name="font-bold"), rx.fragment()),
        rx.cond(
            any_field,
            rx.fragment(
                rx.el.h2("入力内容をご確認ください", class_name="font-bold"),
                rx.el.ul(*items, class_name="mt-1 list-disc space-y-1 pl-5"),
            ),
            rx.fragment(),
        ),
    ]
    box = rx.el.div(
        icon("circle-alert", 24),
        rx.el.div(*body, class_name="min-w-0 space-y-2"),
        role="group",
        tab_index=-1,
        aria_label="入力内容の確認のお願い",
        custom_attrs={"data-error-summary": ""},
        class_name="notice notice-error",
    )
    return rx.cond(wrong, box, rx.fragment())


def _control(name: str, *, errors: Errors, hint: Any, required: Required, kept: bool = True) -> dict[str, Any]:
    props: dict[str, Any] = {
        "id": field_id(name),
        "name": name,
        "aria_invalid": rx.cond(_has(errors, name), "true", "false"),
        "aria_describedby": _described_by(name, errors, hint),
    }
    if required is not False:
        props["aria_required"] = "true" if required is True else rx.cond(required, "true", "false")
    if not kept:
        props["custom_attrs"] = {"data-unkept": ""}
    return props


def _field(name: str, label: str, control: rx.Component, *, errors: Errors, hint: Any, required: Required) -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.label(label, html_for=field_id(name)), _mark(required, name), class_name="label-row"),
        _hint(name, hint),
        _error(name, errors),
        control,
        class_name="field",
    )


def _mark(required: Required, name: str) -> rx.Component:
    """必須 beside the label: outside of it, so that the accessible name is the label's plain text (aria-required tells it)."""
    mark = rx.el.span("必須", id=f"{name}-mark", aria_hidden="true", class_name="required-mark")
    if isinstance(required, bool):
        return mark if required else rx.fragment()
    return rx.cond(required, mark, rx.fragment())


def _hint(name: str, hint: Any) -> rx.Component:
    return rx.fragment() if isinstance(hint, str) and not hint else rx.el.p(hint, id=f"{name}-hint", class_name="hint mb-2")


def _error(name: str, errors: Errors) -> rx.Component:
    text = rx.el.p(icon("circle-alert", 20, "mt-0.5"), rx.el.span(errors[name]), id=f"{name}-error", class_name="error-text mb-2 flex gap-1")
    return rx.cond(_has(errors, name), text, rx.fragment())


def _has(errors: Errors, name: str) -> Any:
    return errors.contains(name)


def _described_by(name: str, errors: Errors, hint: Any, extra: str = "") -> Any:
    has_hint = not (isinstance(hint, str) and not hint)
    known = " ".join(filter(None, [f"{name}-hint" if has_hint else "", extra]))
    return rx.cond(_has(errors, name), f"{name}-error {known}".strip(), known)
