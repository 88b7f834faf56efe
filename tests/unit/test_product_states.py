"""Any browser can call the states' handlers with anything: nothing raises, and nothing of it is believed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import reflex as rx

from ocmp_app.presenters.estimate import EstimateView
from ocmp_app.state.compare import CompareState
from ocmp_app.state.compare_list import CompareListState
from ocmp_app.state.estimate import EstimateState
from ocmp_app.state.product import ProductState
from tests.unit.test_presenters_product import DISK, KINTAI, STANDARD

JUNK: list[Any] = [None, True, 7, 1.5, [], ["kintai-cloud"], {"slug": 1}, "", "x" * 10_000, "../etc/passwd", "\ud800", "a\x00b"]


def a_state(kind: type[Any]) -> Any:
    """A state in a tree of its own."""
    return asyncio.run(rx.State(_reflex_internal_init=True).get_state(kind))  # type: ignore[call-arg]


@pytest.fixture
def estimate() -> Any:
    state = a_state(EstimateState)
    state._begin(KINTAI)
    return state


class TestJunk:
    @pytest.mark.parametrize("junk", JUNK)
    def test_is_no_plan(self, estimate: Any, junk: Any) -> None:
        before = estimate.result
        estimate.choose_plan(junk)
        assert (estimate.plan, estimate.result) == ("standard", before)

    @pytest.mark.parametrize("junk", JUNK)
    def test_is_no_number(self, estimate: Any, junk: Any) -> None:
        estimate.type_quantity(junk)
        estimate.type_months(junk)
        assert estimate.quantity_error
        assert estimate.months_error
        assert estimate.result == EstimateView()
        assert len(estimate.quantity) <= 100

    @pytest.mark.parametrize("junk", JUNK)
    def test_is_no_product(self, junk: Any) -> None:
        kept = a_state(CompareListState)
        asyncio.run(kept.toggle(junk))
        assert (kept.stored, kept.message) == ("", "")
        assert asyncio.run(a_state(CompareState).remove(junk)) is None

    @pytest.mark.parametrize("junk", JUNK)
    def test_is_no_list(self, junk: Any) -> None:
        kept = a_state(CompareListState)
        kept.stored = junk if isinstance(junk, str) else ""
        assert (kept.items, kept.slugs) == ([], [])

    @pytest.mark.parametrize("junk", JUNK)
    def test_is_no_version(self, junk: Any) -> None:
        state = a_state(ProductState)
        asyncio.run(state.show_terms(junk))
        assert state.terms.version == ""


class TestEstimate:
    def test_begins_with_the_first_plan_and_at_least_the_minimum_term(self, estimate: Any) -> None:  # R9
        assert (estimate.plan, estimate.quantity, estimate.months) == ("standard", "1", "12")
        assert estimate.result.total == "12か月のお支払い合計 18,986円（税込）"

    def test_what_was_typed_stays_when_the_same_product_is_read_again(self, estimate: Any) -> None:
        estimate.type_quantity("7")
        estimate._begin(KINTAI)
        assert estimate.quantity == "7"

    def test_another_plan_moves_a_quantity_that_it_does_not_offer(self) -> None:  # R9
        state = a_state(EstimateState)
        state._begin(replace(KINTAI, plans=(STANDARD, DISK)))
        state.type_quantity("26")
        fields = state.fields
        state.choose_plan("disk")
        assert (state.quantity, state.note, state.quantity_error) == ("30", "数量を30GBに変更しました。", "")
        assert state.fields != fields
