"""What happens on the search page: the address is read, the catalogue asked, the screen replaced (R7)."""

from __future__ import annotations

from urllib.parse import parse_qsl

import reflex as rx
from structlog import get_logger

from ocmp_app.domain.search_criteria import SearchCriteria
from ocmp_app.presenters.search import CategoryChoice, Chip, Choice, PageLink, SearchScreen, Tile, present
from ocmp_app.services import search
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState

_MAX_PARAMETERS = 100

log = get_logger(__name__)


@access(Access.PUBLIC)
class SearchState(ShopState, rx.State):
    """One search at a time; the old list stays until the new one is there. `face`: loading, full, empty, past, error."""

    face: str = "loading"
    status: str = ""
    q: str = ""
    href: str = "/search"
    tiles: list[Tile] = []
    categories: list[CategoryChoice] = []
    providers: list[Choice] = []
    providers_omitted: str = ""
    counts: dict[str, str] = {}
    off: list[str] = []
    chips: list[Chip] = []
    pages: list[PageLink] = []
    previous_href: str = ""
    next_href: str = ""
    last_href: str = ""
    clear_href: str = "/search"
    drops: list[Chip] = []
    did_you_mean: Chip = Chip("", "")
    price_hint: str = ""
    notes: list[str] = []

    @rx.event
    async def run(self) -> None:
        """Search for what the address says. Takes nothing from the caller; the address itself is not trusted."""
        criteria = criteria_of(self.router.url.query)
        try:
            screen = await self._search(criteria)
        except Exception:
            log.exception("search failed")  # raised further, the page would not be told
            self.face = "error"
            return
        self.q = criteria.q
        query = criteria.to_query()
        self.href = f"/search?{query}" if query else "/search"
        self._show(screen)

    async def _search(self, criteria: SearchCriteria) -> SearchScreen:
        engine, now = self._shop.search_index, self._now
        result = await self._ask(search.find, engine, criteria)
        return present(result, now)

    def _show(self, screen: SearchScreen) -> None:
        # Only what differs is sent to the browser.
        for name in SearchScreen.__dataclass_fields__:
            value = getattr(screen, name)
            if getattr(self, name) != value:
                setattr(self, name, value)


def criteria_of(query: str) -> SearchCriteria:
    """The criteria of a query string from anywhere."""
    return SearchCriteria.from_params(dict(parse_qsl(query[:8000])[:_MAX_PARAMETERS]))
