"""お気に入り and saved searches, kept by the browser until membership keeps them with the member.

The seam: pages use `slugs`, `toggle`, `rows`; where the list is kept is known here alone.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from sqlmodel import Session

from ocmp_app.domain.errors import InvalidForm
from ocmp_app.domain.kept_products import KeptProduct, is_slug, read_kept, write_kept
from ocmp_app.domain.ports import SearchIndex
from ocmp_app.domain.saved_searches import SavedSearch, add_search, looked_at, read_searches, write_searches
from ocmp_app.presenters.favorites import SavedRow, saved_rows, suggested_name
from ocmp_app.presenters.search import Tile
from ocmp_app.presenters.top import card_tile
from ocmp_app.services import search
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState
from ocmp_app.state.search import criteria_of

FAVORITES_LIMIT = 50


@access(Access.PUBLIC)
class FavoritesState(ShopState, rx.State):
    """`stored` is the browser's claim; everything shown is read through `read_kept`."""

    stored: str = rx.LocalStorage("", name="ocmp-favorites", sync=True)
    message: str = ""
    ready: bool = False
    tiles: list[Tile] = []

    @rx.var
    def slugs(self) -> list[str]:
        """`FavoritesState.slugs.contains(slug)`."""
        return [item.slug for item in read_kept(self.stored, FAVORITES_LIMIT)]

    @rx.event
    async def toggle(self, slug: Any = None) -> None:
        """Put a product among the favourites, or take it out."""
        if not is_slug(slug):
            return
        kept = list(read_kept(self.stored, FAVORITES_LIMIT))
        there = next((item for item in kept if item.slug == slug), None)
        if there is not None:
            self.stored = write_kept([item for item in kept if item.slug != slug])
            self.message = f"「{there.name}」をお気に入りから外しました。"
        elif len(kept) >= FAVORITES_LIMIT:
            self.message = f"お気に入りは{FAVORITES_LIMIT}件までです。"
        elif (name := (await self._ask(queries.names_of, [slug])).get(slug)) is not None:
            self.stored = write_kept([*kept, KeptProduct(slug, name)])
            self.message = f"「{name}」をお気に入りに追加しました。"

    @rx.event
    async def load(self) -> None:
        """Show the favourites, latest first."""
        now = self._now
        cards = await self._ask(queries.cards_by_slugs, list(reversed(self.slugs)))
        self.tiles = [card_tile(card, now) for card in cards]
        self.ready = True


@access(Access.PUBLIC)
class SavedSearchState(ShopState, rx.State):
    """Searches kept by name, with the number of new hits since they were last looked at."""

    stored: str = rx.LocalStorage("", name="ocmp-searches", sync=True)
    rows: list[SavedRow] = []
    ready: bool = False
    error: str = ""
    message: str = ""
    suggestion: str = ""

    @rx.event
    def suggest(self) -> None:
        """Offer a name for the search of the address."""
        self.suggestion = suggested_name(criteria_of(self.router.url.query))
        self.error = self.message = ""

    @rx.event
    def save(self, form: dict[str, Any]) -> None:
        """Keep the search of the address under the form's name."""
        criteria = criteria_of(self.router.url.query)
        try:
            searches = add_search(read_searches(self.stored), form if isinstance(form, dict) else {}, criteria, self._now)
        except InvalidForm as error:
            self.error, self.message = error.errors["name"], ""
            return
        self.stored = write_searches(searches)
        self.error, self.message = "", f"「{searches[-1].name}」を保存しました。"

    @rx.event
    async def remove(self, name: Any = None) -> None:
        """Forget a saved search."""
        self.stored = write_searches(item for item in read_searches(self.stored) if item.name != name)
        await self._fill()

    @rx.event
    async def load(self) -> None:
        """Show the saved searches with their new hits."""
        await self._fill()
        self.ready = True

    @rx.event
    async def seen(self) -> None:
        """The hits of the address have been shown: they are not new any more."""
        searches = read_searches(self.stored)
        if searches:
            self.stored = write_searches(looked_at(searches, criteria_of(self.router.url.query), self._now))

    async def _fill(self) -> None:
        searches = read_searches(self.stored)
        fresh = await self._ask(_new_hits, self._shop.search_index, searches) if searches else []
        self.rows = saved_rows(searches, fresh)


def _new_hits(session: Session, engine: SearchIndex[Session], searches: tuple[SavedSearch, ...]) -> list[int]:
    return [search.count_published_since(session, engine, item.criteria, item.seen_at) for item in searches]
