"""What things cost: lines, tax and bills (billing.md). The preview on screen and the billing run use the same functions.

All amounts are integer yen. Fees are tax-exclusive; tax is rounded once a rate and bill, by `tax_of` and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """What a line of a bill is for."""

    INITIAL = "initial"  # 初期費用, once a contract
    MONTHLY = "monthly"  # 月額料金, one whole month, never pro rata

    @property
    def label(self) -> str:
        return {LineKind.INITIAL: "初期費用", LineKind.MONTHLY: "月額料金"}[self]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill: `unit_price` yen without tax × `quantity`, taxed at `tax_percent`."""

    kind: LineKind
    unit_price: int
    quantity: int
    tax_percent: int

    @property
    def amount(self) -> int:
        """Yen, tax excluded."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class TaxSum:
    """All lines of one rate: what is taxed, and the tax on it, in yen."""

    percent: int
    taxable: int
    tax: int


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines with their sums. `taxes` has one entry a rate, highest rate first."""

    lines: tuple[Line, ...]
    taxes: tuple[TaxSum, ...]

    @property
    def subtotal(self) -> int:
        """Yen, tax excluded (税抜)."""
        return sum(line.amount for line in self.lines)

    @property
    def tax(self) -> int:
        """消費税, yen."""
        return sum(tax.tax for tax in self.taxes)

    @property
    def total(self) -> int:
        """Yen, tax included (税込)."""
        return self.subtotal + self.tax


def tax_of(taxable_yen: int, percent: int) -> int:
    """The tax on `taxable_yen` at `percent`, its fraction of a yen dropped.

    The one rounding function of the shop (billing.md: 端数切り捨て). A negative amount, as of a
    correction, rounds towards zero as well, so that it takes back what was taken.
    """
    tax = abs(taxable_yen) * percent // 100
    return tax if taxable_yen >= 0 else -tax


def bill_of(lines: Iterable[Line]) -> Bill:
    """The bill of `lines`: tax per rate on the sum of its lines, rounded once (適格請求書)."""
    kept = tuple(lines)
    taxable: defaultdict[int, int] = defaultdict(int)
    for line in kept:
        taxable[line.tax_percent] += line.amount
    taxes = (TaxSum(percent, amount, tax_of(amount, percent)) for percent, amount in sorted(taxable.items(), reverse=True))
    return Bill(kept, tuple(taxes))


def contract_lines(*, monthly_fee: int, initial_fee: int, quantity: int, tax_percent: int, first: bool) -> tuple[Line, ...]:
    """What one contract puts on the bill of one closing day; the initial fee comes on its first bill only.

    Fees are yen without tax, `monthly_fee` a unit. An initial fee of 0 makes no line.
    """
    monthly = Line(LineKind.MONTHLY, monthly_fee, quantity, tax_percent)
    if first and initial_fee:
        return Line(LineKind.INITIAL, initial_fee, 1, tax_percent), monthly
    return (monthly,)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bills of one contract alone: the first, each further month's, and the sum of `months` bills in yen with tax."""

    months: int
    first: Bill
    monthly: Bill

    @property
    def total(self) -> int:
        """Yen, tax included: the sum of the bills, each with its own rounded tax."""
        return self.first.total + (self.months - 1) * self.monthly.total


def estimate(*, monthly_fee: int, initial_fee: int, quantity: int, months: int, tax_percent: int) -> Estimate:
    """What a contract of `quantity` costs over `months` (at least 1) billed months, if it is the only one on its bills."""

    def bill(first: bool) -> Bill:
        return bill_of(
            contract_lines(monthly_fee=monthly_fee, initial_fee=initial_fee, quantity=quantity, tax_percent=tax_percent, first=first)
        )

    return Estimate(months, bill(first=True), bill(first=False))
