"""All pages; importing this module registers them."""

from ocmp_app.pages import inquiry, not_found, search, top

__all__ = ["inquiry", "not_found", "search", "top"]
