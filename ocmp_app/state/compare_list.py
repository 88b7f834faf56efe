"""The list of products to compare, kept by the browser (docs/adr/0006-kept-in-the-browser.md).

Used through components/compare_bar.py: `compare_toggle(slug)` beside a product, `compare_bar()` once a page.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.domain.kept_products import COMPARE_LIMIT, KeptProduct, is_slug, read_kept, write_kept
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState


@access(Access.PUBLIC)
class CompareListState(ShopState, rx.State):
    """What is to be compared. `stored` is the browser's claim; everything shown is read through `read_kept`."""

    stored: str = rx.LocalStorage("", name="ocmp-compare", sync=True)
    message: str = ""

    @rx.var
    def items(self) -> list[KeptProduct]:
        """The products of the list."""
        return list(read_kept(self.stored, COMPARE_LIMIT))

    @rx.var
    def slugs(self) -> list[str]:
        """Their slugs: `CompareListState.slugs.contains(slug)`."""
        return [item.slug for item in read_kept(self.stored, COMPARE_LIMIT)]

    @rx.var
    def href(self) -> str:
        """The comparison of the list."""
        return "/compare?ids=" + ",".join(item.slug for item in read_kept(self.stored, COMPARE_LIMIT))

    @rx.event
    async def toggle(self, slug: Any = None) -> None:
        """Put a product into the list, or take it out."""
        if not is_slug(slug):
            return
        kept = self._kept()
        there = next((item for item in kept if item.slug == slug), None)
        if there is not None:
            self._keep([item for item in kept if item.slug != slug], f"「{there.name}」を比較リストから外しました。")
            return
        if len(kept) >= COMPARE_LIMIT:
            self.message = f"一度に比較できるのは{COMPARE_LIMIT}件までです。ほかのサービスを外してから追加してください。"
            return
        name = (await self._ask(queries.names_of, [slug])).get(slug)
        if name is None:
            self.message = "このサービスは掲載が終わっているため、比較に追加できません。"
            return
        kept.append(KeptProduct(slug, name))
        self._keep(kept, f"「{name}」を比較リストに追加しました（{len(kept)}件）。")

    @rx.event
    def clear(self) -> None:
        """Empty the list."""
        self._keep([], "比較リストを空にしました。")

    def _kept(self) -> list[KeptProduct]:
        return list(read_kept(self.stored, COMPARE_LIMIT))

    def _keep(self, kept: list[KeptProduct], message: str) -> None:
        self.stored = write_kept(kept)
        self.message = message
