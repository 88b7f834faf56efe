"""Small parts that look alike everywhere: links, buttons, headings, badges. No state, no data of their own.

Their classes stand in assets/shop.css, so that a page's script does not repeat long lists of utilities.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A as PlainAnchor
from reflex_components_core.react_router.dom import ReactRouterLink

PRIMARY = "button button-primary"
SECONDARY = "button button-secondary"
QUIET = "button button-quiet"


def icon(name: str, size: int = 20, class_name: str = "") -> rx.Component:
    """A decorative lucide icon, hidden from readers."""
    return rx.icon(tag=name, size=size, aria_hidden="true", class_name=f"shrink-0 {class_name}".strip())


def link(text: Any, href: Any, class_name: Any = "link", **props: Any) -> rx.Component:
    """A link inside the shop: changes the page without loading it anew. `text` may be a list of children."""
    children = text if isinstance(text, list | tuple) else [text]
    return ReactRouterLink.create(*children, to=href, class_name=class_name, **props)


def anchor(text: Any, target: str, class_name: str = "link", **props: Any) -> rx.Component:
    """A link to `#id` on the same page. Not rx.el.a: that is the router's link, which takes the query out of the address."""
    children = text if isinstance(text, list | tuple) else [text]
    return PlainAnchor.create(*children, href=target, class_name=class_name, **props)


def page_title(text: Any, **props: Any) -> rx.Component:
    """The h1. It takes the focus when the page changes (components/behaviour.py)."""
    return rx.el.h1(text, id="page-title", tab_index=-1, class_name="h1", **props)


def heading(text: Any, level: int = 2, class_name: str = "", **props: Any) -> rx.Component:
    """A heading of a section, level 2 or 3."""
    element = {2: rx.el.h2, 3: rx.el.h3}[level]
    return element(text, class_name=f"h{level} {class_name}".strip(), **props)


def badge(text: Any, tone: str = "gray") -> rx.Component:
    """A short label; its tone (gray, blue, green, orange) repeats what the text says and is never the only sign."""
    return rx.el.span(text, class_name=f"badge badge-{tone}")


def skeleton(class_name: str) -> rx.Component:
    """A grey block of the final size while something is loading."""
    return rx.el.div(class_name=f"skeleton {class_name}", aria_hidden="true")


_NOTICE_ICONS = {"info": "info", "success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}


def notice(title: Any, *children: Any, tone: str = "info", **props: Any) -> rx.Component:
    """A boxed message: info, success, warning or error."""
    return rx.el.div(
        icon(_NOTICE_ICONS[tone], 24),
        rx.el.div(rx.el.p(title, class_name="font-bold"), *children, class_name="min-w-0 space-y-1"),
        class_name=f"notice notice-{tone}",
        **props,
    )
