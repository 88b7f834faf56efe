"""The price simulation: plan, quantity and months as typed; the rule is domain/pricing.py."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.domain.pricing import estimate
from ocmp_app.domain.quantity import nearest, read_number
from ocmp_app.presenters import estimate as presenter
from ocmp_app.presenters.estimate import EstimateView
from ocmp_app.presenters.product import quantity_range, quantity_text
from ocmp_app.services.queries.catalogue import PlanView, ProductView
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState

_USUAL_MONTHS = 12
_LONGEST_INPUT = 100


@access(Access.PUBLIC)
class EstimateState(ShopState, rx.State):
    """What was typed, whether it fits, and what it costs. `fields` changes when the fields are to be filled anew."""

    fields: str = ""
    plan: str = ""
    quantity: str = ""
    months: str = ""
    allowed: str = ""
    quantity_error: str = ""
    months_error: str = ""
    note: str = ""
    result: EstimateView = EstimateView()
    _plans: tuple[PlanView, ...] = ()
    _minimum_months: int = 1

    @rx.event
    def choose_plan(self, code: Any = None) -> None:
        """Take another plan; a quantity that it does not offer is moved to the nearest that it does."""
        plan = next((plan for plan in self._plans if plan.code == code), None)
        if plan is None:
            return
        self.plan = plan.code
        self.note = ""
        _, error = presenter.read_quantity(self.quantity, plan)
        if error and not self.quantity_error:  # what is wrong already stays as it was typed
            self.quantity = str(nearest(read_number(self.quantity), quantity_range(plan)))
            self.note = f"数量を{self.quantity}{plan.unit}に変更しました。"
            self._fill()
        self._calculate()

    @rx.event
    def type_quantity(self, text: Any = None) -> None:
        """What stands in the field 「数量」."""
        self.quantity = _typed(text)
        self.note = ""
        self._calculate()

    @rx.event
    def type_months(self, text: Any = None) -> None:
        """What stands in the field 「利用期間」."""
        self.months = _typed(text)
        self._calculate()

    def _begin(self, product: ProductView) -> None:
        """Start with the first plan; what was typed for the same product stays."""
        if self.fields.startswith(f"{product.slug}/") and self._plans == product.plans:
            return
        self._plans, self._minimum_months = product.plans, product.minimum_term_months or 1
        first = product.plans[0] if product.plans else None
        self.plan = first.code if first else ""
        self.quantity = str(first.min_quantity) if first else ""
        self.months = str(max(_USUAL_MONTHS, self._minimum_months))
        self.note = ""
        self.fields = f"{product.slug}/0"
        self._calculate()

    def _fill(self) -> None:
        slug, _, count = self.fields.partition("/")
        self.fields = f"{slug}/{int(count) + 1}"

    def _calculate(self) -> None:
        plan = next((plan for plan in self._plans if plan.code == self.plan), None)
        self.result, self.quantity_error, self.months_error, self.allowed = EstimateView(), "", "", ""
        if plan is None:
            return
        self.allowed = quantity_text(plan)
        quantity, self.quantity_error = presenter.read_quantity(self.quantity, plan)
        months, self.months_error = presenter.read_months(self.months, self._minimum_months)
        if self.quantity_error or self.months_error:
            return
        costs = estimate(
            monthly_fee=plan.monthly_fee,
            initial_fee=plan.initial_fee,
            quantity=quantity,
            months=months,
            tax_percent=self._shop.settings.tax_percent,
        )
        self.result = presenter.view(costs, plan)


def _typed(text: Any) -> str:
    return text[:_LONGEST_INPUT] if isinstance(text, str) else ""
