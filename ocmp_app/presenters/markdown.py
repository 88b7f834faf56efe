"""A small Markdown subset, for the shop's own texts and for foreign ones (descriptions and terms of products).

Paragraphs, `### ` headings, `- ` lists, `**bold**`, `[label](/own-route)`. Everything else is text: HTML is never
interpreted, a link that leads elsewhere is its label, and there is no input that raises.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"


@dataclass(frozen=True)
class Span:
    """A run of text in one style. `href` is an own route, or empty. Line breaks in `text` are meant."""

    text: str
    bold: bool = False
    href: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a list."""

    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph or heading (`spans`), or a list (`rows`)."""

    kind: Kind
    spans: tuple[Span, ...] = ()
    rows: tuple[Item, ...] = ()  # not `items`: a var of an object has a method of that name


_HEADING = "### "
_ITEM = "- "
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TOKEN = re.compile(r"(?<!\*)\*\*(?!\*)|\[([^\[\]\n]+)\]\(([^()\s]*)\)")
_OWN_ROUTE = re.compile(r"/|(?:/[A-Za-z0-9_~%-][A-Za-z0-9_~%.,=&?#-]*)+")
_STRONG = "**"


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of any text."""
    return tuple(_blocks(_UNWRITABLE.sub("", text)))


def plain(text: str) -> str:
    """The text without its marks, one line a block or list item: for descriptions and structured data."""
    lines = []
    for block in parse(text):
        for spans in (item.spans for item in block.rows) if block.kind is Kind.LIST else (block.spans,):
            lines.append("".join(span.text for span in spans))
    return "\n".join(lines)


def to_html(text: str, heading: str = "h3") -> str:
    """The text as HTML, everything in it escaped; its headings as the element `heading`."""
    return "".join(_block_html(block, heading) for block in parse(text))


def _blocks(text: str) -> Iterator[Block]:
    kind: Kind | None = None
    lines: list[str] = []
    for raw in (*text.splitlines(), ""):
        line = raw.strip()
        heading = line.startswith(_HEADING)
        item = line.startswith(_ITEM)
        if kind is not None and (not line or heading or (item and kind is not Kind.LIST)):
            yield _block(kind, lines)
            kind, lines = None, []
        if heading:
            yield _block(Kind.HEADING, [line.removeprefix(_HEADING).strip()])
        elif item:
            kind = Kind.LIST
            lines.append(line.removeprefix(_ITEM).strip())
        elif line and kind is Kind.LIST:
            lines[-1] += "\n" + line
        elif line:
            kind = Kind.PARAGRAPH
            lines.append(line)


def _block(kind: Kind, lines: list[str]) -> Block:
    if kind is Kind.LIST:
        return Block(kind, rows=tuple(Item(_spans(line)) for line in lines))
    return Block(kind, spans=_spans("\n".join(lines)))


def _spans(text: str) -> tuple[Span, ...]:
    """Bold and links of a line. A lone `**` is text, as are three stars and more."""
    tokens = list(_TOKEN.finditer(text))
    strong = _pairs(text, tokens)
    spans: list[Span] = []
    bold = False
    at = 0
    for token in tokens:
        if token[0] == _STRONG and token.start() not in strong:
            continue
        _add(spans, text[at : token.start()], bold)
        at = token.end()
        if token[0] == _STRONG:
            bold = not bold
        else:
            label = token[1].replace(_STRONG, "") or token[1]
            inside_bold = bold or label != token[1]
            _add(spans, label, inside_bold, token[2] if _OWN_ROUTE.fullmatch(token[2]) else "")
    _add(spans, text[at:], bold)
    return tuple(spans)


def _pairs(text: str, tokens: Iterable[re.Match[str]]) -> set[int]:
    """Where the `**` stand that open or close something: no white space on the inner side."""
    found: set[int] = set()
    opened: int | None = None
    for token in tokens:
        if token[0] != _STRONG:
            continue
        before, after = text[max(token.start() - 1, 0) : token.start()], text[token.end() : token.end() + 1]
        if opened is None:
            opened = token.start() if after.strip() else None
        elif before.strip():
            found |= {opened, token.start()}
            opened = None
    return found


def _add(spans: list[Span], text: str, bold: bool, href: str = "") -> None:
    if not text:
        return
    last = spans[-1] if spans else None
    if last and last.bold == bold and not last.href and not href:
        spans[-1] = Span(last.text + text, bold)
    else:
        spans.append(Span(text, bold, href))


def _block_html(block: Block, heading: str) -> str:
    if block.kind is Kind.LIST:
        return "<ul>" + "".join(f"<li>{_spans_html(item.spans)}</li>" for item in block.rows) + "</ul>"
    element = heading if block.kind is Kind.HEADING else "p"
    return f"<{element}>{_spans_html(block.spans)}</{element}>"


def _spans_html(spans: Iterable[Span]) -> str:
    return "".join(map(_span_html, spans))


def _span_html(span: Span) -> str:
    text = html.escape(span.text).replace("\n", "<br/>")
    if span.href:
        text = f'<a href="{html.escape(span.href)}">{text}</a>'
    return f"<strong>{text}</strong>" if span.bold else text
