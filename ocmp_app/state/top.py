"""What the top page shows of the catalogue."""

from __future__ import annotations

import reflex as rx
from sqlmodel import Session

from ocmp_app.presenters.search import Tile
from ocmp_app.presenters.top import MoreCategory, card_tile, counts, more_categories
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.services.queries.catalogue import CategoryCount, ProductCard
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState

_TILES = 4


@access(Access.PUBLIC)
class TopState(ShopState, rx.State):
    """Counts and two short lists."""

    ready: bool = False
    counts: dict[str, str] = {}
    more: list[MoreCategory] = []
    newest: list[Tile] = []
    popular: list[Tile] = []

    @rx.event
    async def load(self) -> None:
        """Read the catalogue's counts, newest and most popular services."""
        now = self._now
        categories, newest, popular = await self._ask(_everything)
        self.counts = counts(categories)
        self.more = more_categories(categories)
        self.newest = [card_tile(card, now) for card in newest]
        self.popular = [card_tile(card, now) for card in popular]
        self.ready = True


def _everything(session: Session) -> tuple[tuple[CategoryCount, ...], tuple[ProductCard, ...], tuple[ProductCard, ...]]:
    return (
        tuple(queries.categories_with_counts(session)),
        tuple(queries.newest(session, _TILES)),
        tuple(queries.popular(session, _TILES)),
    )
