"""The example of 利用開始までの流れ for an application today (R4)."""

from __future__ import annotations

import reflex as rx

from ocmp_app.domain.clock import business_date
from ocmp_app.presenters.guide import ExampleEvent, worked_example
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState


@access(Access.PUBLIC)
class GuideState(ShopState, rx.State):
    """The days of the example; empty: as the page was built."""

    lead: str = ""
    events: dict[str, ExampleEvent] = {}

    @rx.event
    def load(self) -> None:
        """Reckon from today in Japan."""
        example = worked_example(business_date(self._now), self._shop.settings)
        self.lead = example.lead
        self.events = {event.code: event for event in example.events}
