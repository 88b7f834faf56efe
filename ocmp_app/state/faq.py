"""Searching the questions of よくあるご質問 (R3). The address holds the word (components/url_form.py)."""

from __future__ import annotations

import reflex as rx

from ocmp_app.presenters.faq import search_faq
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState


@access(Access.PUBLIC)
class FaqState(ShopState, rx.State):
    """The questions that the word in the address leaves."""

    asked: str = ""  # the word as the address has it
    searched: str = ""  # the word as it is named on screen; empty: all questions are shown
    anchors: list[str] = []
    status: str = ""  # empty: as the page was built
    no_hit: str = ""

    @rx.event(supersedes=True)
    def load(self) -> None:
        """Search what the address asks for."""
        self.asked = str(self.router.url.query_parameters.get("q", ""))
        found = search_faq(self.asked, self._shop.settings)
        self.searched, self.anchors, self.status, self.no_hit = found.searched, list(found.anchors), found.status, found.no_hit
