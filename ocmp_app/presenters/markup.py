"""The small Markdown of providers' texts (docs/domain/catalogue.md) as blocks that a page shows as text, never as HTML.

Paragraphs, `### ` headings, `- ` lists and `**bold**`; whatever else somebody writes stays as they wrote it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["p", "h", "ul"]
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, in bold or not."""

    text: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph, an item of a list, or a heading."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or a list."""

    kind: BlockKind
    lines: tuple[Line, ...]


def blocks(source: str) -> tuple[Block, ...]:
    """The blocks of a text; an empty text has none."""
    found: list[tuple[BlockKind, list[Line]]] = []
    open_kind: BlockKind | None = None
    for raw in source.splitlines():
        text = raw.strip()
        if not text:
            open_kind = None
        elif text.startswith("### "):
            found.append(("h", [_line(text[4:])]))
            open_kind = None
        else:
            kind: BlockKind = "ul" if text.startswith("- ") else "p"
            line = _line(text[2:] if kind == "ul" else text)
            if open_kind == kind:
                found[-1][1].append(line)
            else:
                found.append((kind, [line]))
            open_kind = kind
    return tuple(Block(kind, tuple(lines)) for kind, lines in found)


def plain(source: str) -> str:
    """The text alone on one line, for descriptions."""
    texts = ("".join(part.text for part in line.parts) for block in blocks(source) for line in block.lines)
    return " ".join(texts)


def as_html(source: str, heading: str = "h3") -> str:
    """The text as escaped HTML, for readers without JavaScript."""
    return "".join(_block_html(block, heading) for block in blocks(source))


def _line(text: str) -> Line:
    pieces = _BOLD.split(text)  # odd places are what stood between the asterisks
    return Line(tuple(Part(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece))


def _block_html(block: Block, heading: str) -> str:
    lines = [_line_html(line) for line in block.lines]
    match block.kind:
        case "h":
            return f"<{heading}>{lines[0]}</{heading}>"
        case "ul":
            return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
        case "p":
            return "<p>" + "<br/>".join(lines) + "</p>"


def _line_html(line: Line) -> str:
    return "".join(f"<strong>{html.escape(part.text)}</strong>" if part.bold else html.escape(part.text) for part in line.parts)
