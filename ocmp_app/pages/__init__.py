"""All pages; importing this module registers them."""

from ocmp_app.pages import favorites, not_found, search, top

__all__ = ["favorites", "not_found", "search", "top"]
