"""Providers' texts (presenters/markup.py) as elements. Nothing in them becomes HTML."""

from __future__ import annotations

from typing import Any

import reflex as rx

from ocmp_app.presenters.markup import Block, Line, Part


def rich_text(blocks: Any, class_name: str = "") -> rx.Component:
    """The blocks of a var `tuple[Block, ...]`."""
    return rx.el.div(rx.foreach(blocks, _block), class_name=f"prose {class_name}".strip())


def _block(block: rx.Var[Block]) -> rx.Component:
    return rx.match(
        block.kind,
        ("h", rx.el.h3(rx.foreach(block.lines, _line))),
        ("ul", rx.el.ul(rx.foreach(block.lines, lambda line: rx.el.li(_line(line))))),
        rx.el.p(rx.foreach(block.lines, _paragraph_line)),
    )


def _line(line: rx.Var[Line]) -> rx.Component:
    return rx.fragment(rx.foreach(line.parts, _part))


def _paragraph_line(line: rx.Var[Line], place: rx.Var[int]) -> rx.Component:
    return rx.fragment(rx.cond(place > 0, rx.el.br(), rx.fragment()), _line(line))


def _part(part: rx.Var[Part]) -> rx.Component:
    return rx.cond(part.bold, rx.el.strong(part.text), rx.fragment(part.text))
