"""What a bill comes to (R9, billing.md): the same functions make the preview on screen and, later, the bill."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.domain.pricing import Line, LineKind, TaxSum, bill_of, contract_lines, estimate, tax_of
from ocmp_app.domain.quantity import NotANumber, QuantityNotAllowed, QuantityRange, check_quantity, nearest, read_number

yen = st.integers(min_value=-(10**14), max_value=10**14)


def monthly(unit_price: int, quantity: int, tax_percent: int = 10) -> Line:
    return Line(LineKind.MONTHLY, unit_price, quantity, tax_percent)


PLAN = {"monthly_fee": 980, "initial_fee": 5500, "quantity": 7, "tax_percent": 10}


class TestBillOfOneContract:
    def test_first_closing(self) -> None:  # R9, billing.md E1
        bill = bill_of(contract_lines(**PLAN, first=True))
        assert [(line.kind, line.amount) for line in bill.lines] == [(LineKind.INITIAL, 5500), (LineKind.MONTHLY, 6860)]
        assert (bill.subtotal, bill.tax, bill.total) == (12360, 1236, 13596)

    def test_next_closing(self) -> None:  # R9, billing.md E2
        bill = bill_of(contract_lines(**PLAN, first=False))
        assert (bill.subtotal, bill.tax, bill.total) == (6860, 686, 7546)

    def test_estimate_is_the_sum_of_its_bills(self) -> None:  # R9, E1 + 11 × E2
        year = estimate(**PLAN, months=12)
        assert (year.first.total, year.monthly.total, year.total) == (13596, 7546, 13596 + 11 * 7546)
        assert estimate(**PLAN, months=1).total == 13596

    def test_without_an_initial_fee_there_is_no_line_of_zero(self) -> None:
        [line] = contract_lines(monthly_fee=333, initial_fee=0, quantity=1, tax_percent=10, first=True)
        assert line.kind is LineKind.MONTHLY


class TestTax:
    def test_is_rounded_down_once_a_rate_and_bill(self) -> None:  # billing.md E7: 99.9 → 99, not 33 + 66
        bill = bill_of([monthly(333, 1), monthly(333, 2)])
        assert (bill.subtotal, bill.tax, bill.total) == (999, 99, 1098)

    def test_two_bills_round_each_for_itself(self) -> None:  # billing.md E8, its arithmetic
        assert [bill_of([monthly(333, quantity)]).total for quantity in (1, 2)] == [366, 732]

    def test_rates_stand_apart(self) -> None:  # billing.md: per rate taxable amount and tax
        bill = bill_of([monthly(333, 1, 8), monthly(333, 1), monthly(333, 2, 8)])
        assert bill.taxes == (TaxSum(10, 333, 33), TaxSum(8, 999, 79))
        assert bill.total == 333 + 999 + 33 + 79

    def test_nothing_costs_nothing(self) -> None:
        assert (bill_of([]).total, bill_of([]).taxes) == (0, ())

    @given(yen, st.integers(min_value=0, max_value=100))
    def test_drops_less_than_a_yen(self, amount: int, percent: int) -> None:
        exact = Fraction(amount * percent, 100)
        assert abs(tax_of(amount, percent)) <= abs(exact) < abs(tax_of(amount, percent)) + 1

    @given(yen, st.integers(min_value=0, max_value=100))
    def test_a_correction_takes_back_what_was_taken(self, amount: int, percent: int) -> None:
        assert tax_of(-amount, percent) == -tax_of(amount, percent)


class TestQuantity:
    TENS = QuantityRange(10, 100, 10)

    @pytest.mark.parametrize("asked", [10, 20, 100])
    def test_steps_count_from_the_minimum(self, asked: int) -> None:  # R9
        assert check_quantity(asked, self.TENS) == asked
        assert check_quantity(asked + 5, QuantityRange(15, 105, 10)) == asked + 5

    @pytest.mark.parametrize("asked", [0, 9, 101, 110, 10**9])
    def test_outside_there_is_no_neighbour(self, asked: int) -> None:
        with pytest.raises(QuantityNotAllowed) as refused:
            check_quantity(asked, self.TENS)
        assert not refused.value.is_step

    def test_between_two_steps_both_neighbours_are_named(self) -> None:
        with pytest.raises(QuantityNotAllowed) as refused:
            check_quantity(25, self.TENS)
        assert (refused.value.is_step, refused.value.below, refused.value.above) == (True, 20, 30)


    @pytest.mark.parametrize(("asked", "near"), [(1, 10), (14, 10), (15, 10), (16, 20), (99, 100), (500, 100)])
    def test_nearest(self, asked: int, near: int) -> None:
        assert nearest(asked, self.TENS) == near


class TestReadNumber:
    @pytest.mark.parametrize("typed", ["1000", "１０００", "1,000", "１，０００", " 1 000 ", "１０００　"])
    def test_folds_what_a_keyboard_gives(self, typed: str) -> None:
        assert read_number(typed) == 1000

    @pytest.mark.parametrize("typed", ["", " ", "十", "1.5", "-1", "+1", "1e3", "7名", "1" * 10, "1" * 100, "٣", "𝟙x", "\x00"])
    def test_refuses_what_is_no_whole_number(self, typed: str) -> None:
        with pytest.raises(NotANumber):
            read_number(typed)

    @given(st.text())
    def test_gives_a_number_or_refuses(self, typed: str) -> None:
        with suppress(NotANumber):
            assert 0 <= read_number(typed) < 10**9
