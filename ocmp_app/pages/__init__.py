"""All pages; importing this module registers them."""

from ocmp_app.pages import compare, favorites, not_found, product, search, top

__all__ = ["compare", "favorites", "not_found", "product", "search", "top"]
