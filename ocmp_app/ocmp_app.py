"""Puts the app together: pages, gate, and what stands around Reflex."""

# No postponed annotations here: Reflex evaluates the handler's own ones elsewhere.
import reflex as rx
from reflex.app import App
from reflex.state import FrontendEventExceptionState
from reflex_components_core.base.error_boundary import ErrorBoundary
from structlog import get_logger

import ocmp_app.pages
from ocmp_app.components.layout import error_boundary_fallback
from ocmp_app.pages.registry import PAGES, full_title
from ocmp_app.routes.around import around
from ocmp_app.routes.lifespan import open_shop
from ocmp_app.settings import get_settings
from ocmp_app.state.gate import Gate
from ocmp_app.wiring import set_up_logs

__all__ = ["app", "ocmp_app"]

set_up_logs(get_settings())
log = get_logger(__name__)

# Reflex would reload the page by a script that the Content-Security-Policy forbids.
FrontendEventExceptionState.auto_reload_on_errors = []


def on_backend_error(exception: Exception) -> rx.event.EventSpec | None:
    """Log what a handler did not expect; the page keeps what it shows."""
    log.error("event failed", exc_info=exception)
    return None


def on_frontend_error(exception: Exception) -> None:
    """Log what a browser says went wrong: its claim, shortened to one line."""
    claim = "".join(sign if sign.isprintable() else " " for sign in str(exception)[:300])
    log.warning("a browser reports an error", claim=claim)


app = App(
    html_lang="ja",
    toaster=None,
    reset_style=False,  # Tailwind brings its own
    stylesheets=["/shop.css"],
    head_components=[rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml")],
    app_wraps={(55, "ErrorBoundary"): lambda _stateful: ErrorBoundary.create(fallback_render=error_boundary_fallback())},
    frontend_exception_handler=on_frontend_error,
    backend_exception_handler=on_backend_error,
    api_transformer=around,
)
app.add_middleware(Gate())
app.register_lifespan_task(open_shop)
for _page in PAGES:
    app.add_page(_page.render, route=_page.route, title=full_title(_page.title), on_load=_page.on_load, meta=[])
