"""What stands around Reflex on the one port, from the inside out: plain routes, pages, socket guard."""

from __future__ import annotations

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from ocmp_app.routes.dev import dev_routes
from ocmp_app.routes.documents import documents
from ocmp_app.routes.guard import SocketGuard
from ocmp_app.routes.heads import head_of
from ocmp_app.routes.health import health_routes
from ocmp_app.routes.html import PageServer
from ocmp_app.routes.og import pictures
from ocmp_app.routes.sitemap import sitemap
from ocmp_app.settings import ROOT, get_settings
from ocmp_app.state.access import may_come_from_a_browser

BUILD = ROOT / ".web" / "build" / "client"


def plain_routes() -> list[BaseRoute]:
    """Health, sitemap, images, documents, and the testers' routes in demo mode only."""
    return [
        *health_routes(),
        *pictures(),
        *documents(),
        *sitemap(),
        *(dev_routes() if get_settings().is_demo else ()),
    ]


def around(reflex_app: ASGIApp) -> ASGIApp:
    """Wrap Reflex' app. The guard stands there in any case; without a build there are no pages to serve."""
    settings = get_settings()
    pages = PageServer(reflex_app, plain_routes(), BUILD, settings, head_of) if BUILD.exists() else reflex_app
    return SocketGuard(pages, settings, may_come_from_a_browser)
