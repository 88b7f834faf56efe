"""Questions as disclosure buttons, of which a search shows some (R3)."""

from __future__ import annotations

from typing import Any

import reflex as rx

_LIBRARY = rx.asset("disclosure.jsx", shared=True).importable_path


class ShownOnly(rx.Component):
    """Shows, of the disclosures and parts within, those of `anchors`, or all, once `asked` is the `q` of the address."""

    library = _LIBRARY
    tag = "ShownOnly"
    asked: rx.Var[str]
    all: rx.Var[bool]
    anchors: rx.Var[list[str]]


class ShownPart(rx.Component):
    """An element (`element`, "div" if none) with the id `anchor` that is shown only while one of the anchors in `of` is."""

    library = _LIBRARY
    tag = "ShownPart"
    of: rx.Var[list[str]]
    element: rx.Var[str]
    anchor: rx.Var[str]


class Disclosure(rx.Component):
    """A heading of level 3 with a button that opens its children. `anchor` is its id: `#anchor` opens it."""

    library = _LIBRARY
    tag = "Disclosure"
    anchor: rx.Var[str]
    label: rx.Var[str]


def shown_only(*children: Any, asked: rx.Var[str], everything: rx.Var[bool], anchors: rx.Var[list[str]]) -> rx.Component:
    """All of `children`, or of their disclosures and parts only those of `anchors`: the answer to the words `asked`."""
    return ShownOnly.create(*children, asked=asked, all=everything, anchors=anchors)


def shown_part(*children: Any, of: list[str], element: str = "div", anchor: str = "", class_name: str = "", **props: Any) -> rx.Component:
    """Children that disappear with the last shown one of the anchors in `of`."""
    if anchor:
        props["anchor"] = anchor
    return ShownPart.create(*children, of=of, element=element, class_name=class_name, **props)


def disclosure(label: str, *children: Any, anchor: str) -> rx.Component:
    """One question with its answer."""
    return Disclosure.create(*children, label=label, anchor=anchor)
