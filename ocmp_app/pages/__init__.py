"""All pages; importing this module registers them."""

from ocmp_app.pages import not_found, product, search, top

__all__ = ["not_found", "product", "search", "top"]
