"""What the browser does by itself on a change of page (behaviour.jsx)."""

from __future__ import annotations

import reflex as rx

_MODULE = rx.asset("behaviour.jsx", shared=True)


class RouteFocus(rx.Component):
    """Moves the focus to the h1 `#page-title` when the page changes. Shows nothing."""

    library = _MODULE.importable_path
    tag = "RouteFocus"


route_focus = RouteFocus.create
