"""「検索条件を保存」: a small window of the browser (popover) with a name to give."""

from __future__ import annotations

import reflex as rx

from ocmp_app.components.ui import icon, link
from ocmp_app.domain.saved_searches import NAME_LENGTH
from ocmp_app.state.favorites import SavedSearchState

_POPOVER = "save-search"


def save_search_button() -> rx.Component:
    """Opens the window."""
    return rx.el.button(
        icon("bookmark", 18),
        "検索条件を保存",
        type="button",
        on_click=SavedSearchState.suggest,
        custom_attrs={"popovertarget": _POPOVER},
        class_name="button button-quiet button-small no-print",
    )


def save_search_window() -> rx.Component:
    """The window; stands outside the search form, because a form cannot stand in another."""
    failed = SavedSearchState.error != ""
    return rx.el.div(
        rx.el.form(
            rx.el.h2("検索条件を保存", class_name="h3"),
            rx.el.label("名前", html_for="search-name", class_name="label mt-3"),
            rx.el.p("あとで見分けがつく名前を付けてください。この端末のブラウザに保存されます。", id="search-name-hint", class_name="hint"),
            rx.cond(failed, rx.el.p(SavedSearchState.error, id="search-name-error", class_name="error-text"), rx.fragment()),
            rx.el.input(
                type="text",
                id="search-name",
                name="name",
                default_value=SavedSearchState.suggestion,
                key=SavedSearchState.suggestion,
                max_length=NAME_LENGTH * 2,
                auto_complete="off",
                aria_describedby=rx.cond(failed, "search-name-error search-name-hint", "search-name-hint"),
                aria_invalid=rx.cond(failed, "true", "false"),
                class_name="input mt-1",
            ),
            rx.el.p(
                SavedSearchState.message,
                rx.cond(SavedSearchState.message != "", link("保存した検索条件を見る", "/favorites", "link ml-2"), rx.fragment()),
                role="status",
                class_name="mt-3 min-h-7",
            ),
            rx.el.div(
                rx.el.button(
                    "閉じる",
                    type="button",
                    custom_attrs={"popovertarget": _POPOVER, "popovertargetaction": "hide"},
                    class_name="button button-secondary",
                ),
                rx.el.button("保存する", type="submit", disabled=~rx.State.is_hydrated, class_name="button button-primary"),
                class_name="mt-3 flex justify-end gap-3",
            ),
            method="post",
            on_submit=SavedSearchState.save,
        ),
        id=_POPOVER,
        custom_attrs={"popover": "auto"},
        class_name="popover",
    )
