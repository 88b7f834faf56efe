"""Plain links that the browser itself follows; Reflex would make a link of its router of them."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class NativeLink(BaseHTML):
    """A link within the page: the keyboard goes on from where it leads."""

    tag = "a"
    href: rx.Var[str]
    download: rx.Var[str]
    rel: rx.Var[str]


def file_link(children: Any, href: Any, file_name: Any, class_name: str = "link", **props: Any) -> rx.Component:
    """A link to a file that the browser saves as `file_name`."""
    return NativeLink.create(*children, href=href, download=file_name, class_name=class_name, **props)


def outside_link(children: Any, href: Any, class_name: str = "link", **props: Any) -> rx.Component:
    """A link out of the shop; the other site does not learn from which page, and gets no recommendation."""
    return NativeLink.create(*children, href=href, rel="noopener noreferrer nofollow", class_name=class_name, **props)


def jump(label: Any, anchor: str, class_name: str = "link", **props: Any) -> rx.Component:
    """A link to a place in the same page."""
    return NativeLink.create(label, href=f"#{anchor}", class_name=class_name, **props)
