"""The facets that a product can have several values of, as `product_facet.facet` names them (spec/search.md)."""

from __future__ import annotations

from enum import StrEnum


class Facet(StrEnum):
    """A many-valued facet; its values are the codes of the enumeration behind it (domain/catalogue.py)."""

    PAYMENT = "payment"
    SIZE = "size"
    CERTIFICATION = "certification"
