"""What stands around Reflex on the one port, from the inside out: plain routes, pages, socket guard."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Router
from starlette.types import ASGIApp

from ocmp_app.routes.dev import dev_routes
from ocmp_app.routes.guard import SocketGuard
from ocmp_app.routes.health import health_routes
from ocmp_app.routes.heads import head_of
from ocmp_app.routes.html import PageServer
from ocmp_app.settings import ROOT, get_settings

BUILD = ROOT / ".web" / "build" / "client"


def plain_routes() -> list[BaseRoute]:
    """Health, sitemap, images, documents, and the testers' routes in demo mode only."""
    routes = [*health_routes()]
    if get_settings().is_demo:
        routes += dev_routes()
    return routes


def around(reflex_app: ASGIApp) -> ASGIApp:
    """Wrap Reflex' app; without a build (while compiling) there is nothing to serve."""
    if not BUILD.exists():
        return reflex_app
    settings = get_settings()
    routed = Router([*plain_routes(), Mount("/", app=reflex_app)])
    return SocketGuard(PageServer(routed, BUILD, settings, head_of), settings)
