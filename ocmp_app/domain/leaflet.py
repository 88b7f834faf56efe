"""The leaflet 「サービス資料」: what stands in it, and the port of what prints it (R6, R9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LeafletPlan:
    """One line of the price table. Yen, tax excluded; the monthly fee is per unit and month."""

    name: str
    monthly_fee: int
    initial_fee: int
    unit: str
    quantity: str
    description: str


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Everything a leaflet shows, as plain text. `facts` are label and value, `as_of` the day of its contents."""

    slug: str
    name: str
    provider: str
    category: str
    summary: str
    description: str
    features: tuple[tuple[str, str], ...]
    plans: tuple[LeafletPlan, ...]
    facts: tuple[tuple[str, str], ...]
    as_of: date


PrintLeaflet = Callable[[Leaflet], bytes]
"""Makes the PDF; the same leaflet gives the same bytes (adapters/leaflet_pdf.py)."""
