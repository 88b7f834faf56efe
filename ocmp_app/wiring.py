"""The one place that picks adapters: from settings to a shop that works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from sqlmodel import Session

from ocmp_app.adapters import logs
from ocmp_app.adapters.clock import DemoClock, SystemClock
from ocmp_app.adapters.database import Database
from ocmp_app.adapters.leaflet_pdf import print_leaflet
from ocmp_app.adapters.mail_message import Sender
from ocmp_app.adapters.preview_picture import draw
from ocmp_app.adapters.rate_limits import Limit, RateLimits
from ocmp_app.adapters.search_index import MemorySearchIndex
from ocmp_app.adapters.smtp import DemoSender, SmtpSender, SmtpServer
from ocmp_app.domain.clock import Clock
from ocmp_app.domain.leaflet import PrintLeaflet
from ocmp_app.domain.ports import Limiter, MailSender, SearchIndex
from ocmp_app.domain.preview import DrawPreview
from ocmp_app.models import DemoClock as DemoClockRow
from ocmp_app.settings import Settings, get_settings


@dataclass(frozen=True)
class Shop:
    """What the edges (states, routes, commands, jobs) work with."""

    settings: Settings
    database: Database
    clock: Clock
    mail_sender: MailSender
    limiter: Limiter
    search_index: SearchIndex[Session]
    print_leaflet: PrintLeaflet
    draw_preview: DrawPreview


def build(settings: Settings, *, clock: Clock | None = None) -> Shop:
    """A shop on the database that `settings` name; the schema is expected to be up to date."""
    database = Database(settings.database_url, pool_size=settings.database_pool)
    return Shop(
        settings=settings,
        database=database,
        clock=clock or _clock(settings, database),
        mail_sender=_mail_sender(settings),
        limiter=RateLimits({"inquiry": Limit(settings.inquiries_per_ip_hour, 3600)}, redis_url=settings.redis_url),
        search_index=MemorySearchIndex(),
        print_leaflet=lru_cache(maxsize=64)(print_leaflet),
        draw_preview=lru_cache(maxsize=256)(draw),  # about 40 KB each
    )


@lru_cache(maxsize=1)
def get_shop() -> Shop:
    """The shop of this process."""
    return build(get_settings())


def set_up_logs(settings: Settings) -> None:
    """Send the logs of this process through the shop's masks; to be called before Reflex' app is made."""
    logs.setup(production=not settings.is_demo, level=settings.log_level)


def _clock(settings: Settings, database: Database) -> Clock:
    if not settings.is_demo:
        return SystemClock()

    def read_ahead() -> timedelta:
        with database.read() as session:
            row = session.get(DemoClockRow, 1)
            return timedelta(microseconds=row.ahead_microseconds if row else 0)

    return DemoClock(read_ahead)


def _mail_sender(settings: Settings) -> MailSender:
    url = settings.smtp_url.get_secret_value()
    if not url:
        return DemoSender()  # settings refuse production without a mail server
    sender = Sender("オープンクラウドマーケットプレース", settings.mail_from)
    return SmtpSender(SmtpServer.from_url(url), sender, timeout_seconds=settings.smtp_timeout_seconds)
