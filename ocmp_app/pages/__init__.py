"""All pages; importing this module registers them."""

from ocmp_app.pages import (
    compare,
    environment,
    faq,
    favorites,
    guide,
    hipayment,
    inquiry,
    law,
    not_found,
    opening_soon,
    privacy,
    product,
    search,
    terms,
    top,
)

__all__ = [
    "compare",
    "environment",
    "faq",
    "favorites",
    "guide",
    "hipayment",
    "inquiry",
    "law",
    "not_found",
    "opening_soon",
    "privacy",
    "product",
    "search",
    "terms",
    "top",
]
