"""The jobs: what the shop does by the clock, once a due time, whichever process gets to it first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ocmp_app.domain.clock import Clock
from ocmp_app.domain.ports import MailSender
from ocmp_app.services.storage import Transactions
from ocmp_app.settings import Settings


class JobShop(Protocol):
    """What jobs need of the shop (wiring.Shop has it)."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Transactions: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def mail_sender(self) -> MailSender: ...


@dataclass(frozen=True, slots=True)
class JobResult:
    """One run: of which job, for which due time, how it went (`text` is for operators)."""

    name: str
    due_at: datetime
    ok: bool
    text: str


async def run_due(shop: JobShop) -> list[JobResult]:
    """Run whatever is due by the shop's clock, earliest due time first, until nothing is due."""
    raise NotImplementedError


async def loop(shop: JobShop, *, tick_seconds: float = 1.0) -> None:
    """Run what becomes due, each second and at once after a commit that put a mail. Ends when cancelled."""
    raise NotImplementedError
