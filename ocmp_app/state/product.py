"""The product page: which product the address names, what is shown of it, and the terms' older versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

import reflex as rx
from sqlmodel import Session
from structlog import get_logger

from ocmp_app.domain.clock import business_date
from ocmp_app.domain.errors import NotFound, ShopError
from ocmp_app.domain.kept_products import is_slug
from ocmp_app.domain.ports import SearchIndex
from ocmp_app.presenters import product as presenter
from ocmp_app.presenters.content.errors import ENDED_SERVICE, NOT_FOUND
from ocmp_app.presenters.product import ProductPage, Terms, TermsRow
from ocmp_app.presenters.search import Tile, tile
from ocmp_app.presenters.top import card_tile
from ocmp_app.services import search
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.services.queries.catalogue import ProductEnded, ProductView
from ocmp_app.services.search import Hit
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState
from ocmp_app.state.estimate import EstimateState
from ocmp_app.state.recent import RecentState

log = get_logger(__name__)

SIMILAR = 4
"""Tiles in 「似ているサービス」."""


@access(Access.PUBLIC)
class ProductState(ShopState, rx.State):
    """`about` is the slug of what the rest shows: as long as the address names another, the page shows its loading face."""

    about: str = ""
    face: str = ""  # "full", "missing", "ended" or "error"
    heading: str = ""
    happened: str = ""
    remedy: str = ""
    view: ProductPage = ProductPage()
    terms: Terms = Terms()
    versions: tuple[TermsRow, ...] = ()
    similar: tuple[Tile, ...] = ()

    @rx.var
    def title(self) -> str:
        """The window's title without the shop's name; the same as the server gives (routes/heads_product.py)."""
        return presenter.ended_title(self.heading) if self.face == "ended" else self.heading

    @rx.event
    async def load(self) -> None:
        """Show the product of the address."""
        slug = _slug_of(str(self.router.url))
        today = business_date(self._now)
        try:
            product, similar = await self._ask(_product_with_similar, self._shop.search_index, slug, today)
        except ProductEnded as ended:
            others = await self._ask(queries.alternatives, ended.category.code, SIMILAR)
            self._show_error("ended", ended.name, ENDED_SERVICE.happened.format(product=ended.name), ENDED_SERVICE.remedy)
            self.similar = tuple(card_tile(card, self._now) for card in others)
        except NotFound:
            self._show_error("missing", NOT_FOUND.title, NOT_FOUND.happened, NOT_FOUND.remedy)
        except Exception:
            log.exception("product page failed", slug=slug)
            self._show_error("error", "ページを表示できませんでした", "こちら側の問題により、サービスの情報を読み込めませんでした。", "")
        else:
            await self._show(product, similar, today)
        self.about = slug

    @rx.event
    async def show_terms(self, version: Any = None) -> None:
        """Show the text of another version of the terms."""
        if self.face != "full" or not isinstance(version, str) or len(version) > 20:
            return
        try:
            found = await self._ask(queries.terms_version, self.about, version)
        except ShopError:
            return
        self.terms = presenter.terms(found)
        self.versions = tuple(replace(row, is_shown=row.version == found.version) for row in self.view.versions)

    async def _show(self, product: ProductView, similar: tuple[Hit, ...], today: date) -> None:
        self.view = presenter.product_page(product, today=today, tax_percent=self._shop.settings.tax_percent)
        self.face, self.heading = "full", product.name
        self.terms, self.versions = self.view.terms, self.view.versions
        self.similar = tuple(tile(hit, self._now) for hit in similar)
        (await self.get_state(EstimateState))._begin(product)
        await (await self.get_state(RecentState))._visit(product.slug, product.name)

    def _show_error(self, face: str, heading: str, happened: str, remedy: str) -> None:
        self.face, self.heading, self.happened, self.remedy = face, heading, happened, remedy
        self.view, self.terms, self.versions, self.similar = ProductPage(), Terms(), (), ()


def _slug_of(url: str) -> str:
    """The last part of the address; an address of another form gives a slug that no product has."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])[:200]


def _product_with_similar(session: Session, engine: SearchIndex[Session], slug: str, today: date) -> tuple[ProductView, tuple[Hit, ...]]:
    if not is_slug(slug):
        raise NotFound("product", slug)
    product = queries.product_page(session, slug, today=today)
    return product, search.similar(session, engine, product.id, SIMILAR)
