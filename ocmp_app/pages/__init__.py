"""All pages; importing this module registers them."""

from ocmp_app.pages import favorites, inquiry, not_found, search, top

__all__ = ["favorites", "inquiry", "not_found", "search", "top"]
