"""サービスを比較する: the address says which products and whether only differences are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

import reflex as rx
from structlog import get_logger

from ocmp_app.domain.clock import business_date
from ocmp_app.domain.kept_products import COMPARE_LIMIT, KeptProduct, read_kept, read_slugs, write_kept
from ocmp_app.presenters import compare as presenter
from ocmp_app.presenters.compare import Comparison
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState
from ocmp_app.state.compare_list import CompareListState

log = get_logger(__name__)


@access(Access.PUBLIC)
class CompareState(ShopState, rx.State):
    """What the address asks for."""

    face: str = ""  # "full", "empty" or "error"; empty while loading
    table: Comparison = Comparison()
    only_differences: bool = False
    notes: tuple[str, ...] = ()
    message: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the products of the address; without any in it, those of the browser's list."""
        query = _query(str(self.router.url.query))
        if "ids" not in query:
            kept = read_kept((await self.get_state(CompareListState)).stored, COMPARE_LIMIT)
            if kept:
                # Back to the same comparison leaves the switch as it stands.
                return rx.redirect(compare_href([item.slug for item in kept], only_differences=self.only_differences), replace=True)
        asked = query.get("ids", "")
        slugs = read_slugs(asked, COMPARE_LIMIT)
        self.only_differences = query.get("diff") == "1"
        try:
            products = await self._ask(queries.products_by_slugs, slugs, today=business_date(self._now)) if slugs else ()
        except Exception:
            log.exception("comparison failed", slugs=slugs)
            self.face = "error"
            return None
        table = presenter.comparison(products)
        self.table = presenter.only_differing(table) if self.only_differences and len(products) > 1 else table
        self.notes = presenter.notes(asked, slugs, [product.slug for product in products])
        self.face = "full" if products else "empty"
        return None

    @rx.event
    def show_only_differences(self, on: Any = None) -> Any:
        """Turn the switch; the address keeps it."""
        self.message = "違いのある項目だけを表示しました。" if on is True else "すべての項目を表示しました。"
        return rx.redirect(compare_href(self._slugs(), only_differences=on is True), replace=True)

    @rx.event
    async def remove(self, slug: Any = None) -> Any:
        """Take a column away, from the browser's list as well."""
        gone = next((column for column in self.table.columns if column.slug == slug), None)
        if gone is None:
            return None
        listed = await self.get_state(CompareListState)
        listed.stored = write_kept(item for item in read_kept(listed.stored, COMPARE_LIMIT) if item.slug != slug)
        rest = [other for other in self._slugs() if other != slug]
        self.message = f"「{gone.name}」を比較から外しました（残り{len(rest)}件）。"
        return [rx.redirect(compare_href(rest, only_differences=self.only_differences), replace=True), rx.set_focus("page-title")]

    @rx.event
    async def add_more(self) -> Any:
        """Go and look for more: the browser's list takes over what is compared here."""
        if self.table.columns:
            listed = await self.get_state(CompareListState)
            listed.stored = write_kept(KeptProduct(column.slug, column.name) for column in self.table.columns)
        return rx.redirect("/search")

    def _slugs(self) -> list[str]:
        return [column.slug for column in self.table.columns]


def compare_href(slugs: Sequence[str], *, only_differences: bool = False) -> str:
    """The address of a comparison; with an empty `ids` it stays empty, whatever the browser's list holds."""
    return f"/compare?ids={','.join(slugs)}" + ("&diff=1" if only_differences else "")


def _query(text: str) -> dict[str, str]:
    try:
        fields = parse_qs(text.removeprefix("?"), keep_blank_values=True, max_num_fields=20, errors="replace")
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}
