"""All pages; importing this module registers them."""

from ocmp_app.pages import (
    environment,
    favorites,
    faq,
    guide,
    hipayment,
    inquiry,
    law,
    not_found,
    privacy,
    product,
    search,
    terms,
    top,
)

__all__ = [
    "environment",
    "favorites",
    "faq",
    "guide",
    "hipayment",
    "inquiry",
    "law",
    "not_found",
    "privacy",
    "product",
    "search",
    "terms",
    "top",
]
