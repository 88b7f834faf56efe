"""Searching the questions of よくあるご質問 (R3)."""

from __future__ import annotations

from typing import Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ocmp_app.presenters.faq import search_faq
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState

_PAYLOAD_LETTERS = 2_000


class _Typed(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str = Field(max_length=_PAYLOAD_LETTERS)
    composing: bool = False


@access(Access.PUBLIC)
class FaqState(ShopState, rx.State):
    """The search field's word and the questions that it leaves."""

    searched: str = ""  # as it is named on screen; empty: all questions are shown
    anchors: list[str] = []
    status: str = ""  # empty: as the page was built
    no_hit: str = ""
    field: str = ""  # what the field starts with
    field_key: int = 0  # a new one makes the field anew
    _query: str = ""

    @rx.event
    def load(self) -> None:
        """A word in the address is searched; without one the last search stands as it was left."""
        asked = str(self.router.url.query_parameters.get("q", ""))
        if asked:
            self._search(asked[:_PAYLOAD_LETTERS])
        if self._query or self.field:
            self._refill()

    @rx.event(supersedes=True)
    def typed(self, text: Any = "", composing: Any = False) -> None:
        """Search as one types; nothing is searched while an IME composes."""
        self._on_text(text, composing)

    @rx.event
    def submit(self, form: Any = None) -> None:
        """Enter searches the same."""
        self._on_text(form.get("q") if isinstance(form, dict) else None, False)

    @rx.event
    def clear(self) -> rx.event.EventSpec:
        """Show all questions again."""
        self._search("")
        self._refill()
        return rx.set_focus("faq-query")

    def _on_text(self, text: Any, composing: Any) -> None:
        try:
            typed = _Typed(text=text, composing=composing)
        except ValidationError:
            return
        if not typed.composing:
            self._search(typed.text)

    def _search(self, query: str) -> None:
        found = search_faq(query, self._shop.settings)
        self._query = query
        self.searched, self.anchors, self.status, self.no_hit = found.searched, list(found.anchors), found.status, found.no_hit

    def _refill(self) -> None:
        self.field = self._query
        self.field_key += 1
