"""Consumption tax. Money is integer yen, and there is one rounding: down, once for each rate of a bill (billing.md)."""

from __future__ import annotations


def tax_on(taxable: int, percent: int) -> int:
    """Tax in yen on `taxable` yen (tax-exclusive, the sum of all lines of one rate) at `percent` %."""
    return taxable * percent // 100
