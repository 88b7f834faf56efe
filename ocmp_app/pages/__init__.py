"""All pages; importing this module registers them."""

from ocmp_app.pages import not_found, search, top

__all__ = ["not_found", "search", "top"]
