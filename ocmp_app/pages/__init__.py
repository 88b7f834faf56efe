"""All pages; importing this module registers them."""

from ocmp_app.pages import environment, faq, guide, hipayment, law, not_found, privacy, search, terms, top

__all__ = ["environment", "faq", "guide", "hipayment", "law", "not_found", "privacy", "search", "terms", "top"]
