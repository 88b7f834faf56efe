"""Running text: from a var that holds blocks (presenters/markdown.py), or from a text that is known when the page is built."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.components.ui import link
from ocmp_app.presenters.markdown import Block, Item, Kind, Span, parse

_CLASS = "prose"


def prose(blocks: rx.Var[Any], class_name: str = "") -> rx.Component:
    """A var of `tuple[Block, ...]`, such as the description of a product."""
    return rx.el.div(rx.foreach(blocks, _var_block), class_name=f"{_CLASS} {class_name}".strip())


def static_prose(text: str, class_name: str = "") -> rx.Component:
    """A text of the shop, its placeholders already filled (presenters/site.py)."""
    return rx.el.div(*[_block(block) for block in parse(text)], class_name=f"{_CLASS} {class_name}".strip())


def _var_block(block: rx.Var[Block]) -> rx.Component:
    return rx.match(
        block.kind,
        (Kind.LIST.value, rx.el.ul(rx.foreach(block.rows, _var_item))),
        (Kind.HEADING.value, rx.el.h3(rx.foreach(block.spans, _var_span))),
        rx.el.p(rx.foreach(block.spans, _var_span)),
    )


def _var_item(item: rx.Var[Item]) -> rx.Component:
    return rx.el.li(rx.foreach(item.spans, _var_span))


def _var_span(span: rx.Var[Span]) -> rx.Component:
    text = rx.cond(span.href != "", link(span.text, span.href), rx.fragment(span.text))
    return rx.cond(span.bold, rx.el.strong(text), text)


def _block(block: Block) -> rx.Component:
    if block.kind is Kind.LIST:
        return rx.el.ul(*[rx.el.li(*map(_span, item.spans)) for item in block.rows])
    element = rx.el.h3 if block.kind is Kind.HEADING else rx.el.p
    return element(*map(_span, block.spans))


def _span(span: Span) -> Any:
    text: Any = link(span.text, span.href, "") if span.href else span.text
    return rx.el.strong(text) if span.bold else text
