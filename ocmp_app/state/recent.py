"""「最近見たサービス」: slugs kept by the browser, shown as tiles with what the shop knows of them now."""

from __future__ import annotations

import reflex as rx

from ocmp_app.domain.kept_products import RECENT_LIMIT, KeptProduct, read_kept, write_kept
from ocmp_app.presenters.search import Tile
from ocmp_app.presenters.top import card_tile
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState


@access(Access.PUBLIC)
class RecentState(ShopState, rx.State):
    """The products seen last, latest first. `stored` is the browser's claim, read only through `read_kept`."""

    stored: str = rx.LocalStorage("", name="ocmp-recent")
    tiles: tuple[Tile, ...] = ()

    @rx.event
    def clear(self) -> None:
        """Forget what was seen."""
        self.stored, self.tiles = "", ()

    async def _visit(self, slug: str, name: str) -> None:
        """Put the product first, and show the others."""
        others = [item for item in read_kept(self.stored, RECENT_LIMIT) if item.slug != slug]
        self.stored = write_kept([KeptProduct(slug, name), *others][:RECENT_LIMIT])
        cards = await self._ask(queries.cards_by_slugs, [item.slug for item in others]) if others else ()
        now = self._now
        self.tiles = tuple(card_tile(card, now) for card in cards)
