"""What the server puts into a page's HTML for readers without JavaScript: search engines, link previews, text browsers."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SITE_NAME = "オープンクラウドマーケットプレース"


@dataclass(frozen=True)
class Head:
    """Head of one page. `path` is the canonical path with its query; `body_html` is trusted, already escaped HTML."""

    title: str
    description: str = ""
    path: str = ""
    status: int = 200
    index: bool = True
    image_path: str = "/og/shop.png"
    json_ld: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    body_html: str = ""

    @property
    def full_title(self) -> str:
        """The title with the shop's name behind it."""
        return self.title if self.title == SITE_NAME else f"{self.title} | {SITE_NAME}"


def escape(text: str) -> str:
    """Text for HTML, attribute values included."""
    return html.escape(text, quote=True)


def render_head(head: Head, base_url: str) -> str:
    """The tags for the end of `<head>`. Marked, so that a change of page in the browser can take them away."""
    title = escape(head.full_title)
    tags = []
    if head.description:
        tags += [
            f'<meta data-page name="description" content="{escape(head.description)}"/>',
            f'<meta data-page property="og:description" content="{escape(head.description)}"/>',
        ]
    if head.path and head.status == 200:
        url = escape(base_url + head.path)
        tags += [f'<link data-page rel="canonical" href="{url}"/>', f'<meta data-page property="og:url" content="{url}"/>']
    if not head.index:
        tags.append('<meta data-page name="robots" content="noindex"/>')
    tags += [
        f'<meta data-page property="og:title" content="{title}"/>',
        f'<meta data-page property="og:site_name" content="{SITE_NAME}"/>',
        '<meta data-page property="og:type" content="website"/>',
        '<meta data-page property="og:locale" content="ja_JP"/>',
        f'<meta data-page property="og:image" content="{escape(base_url + head.image_path)}"/>',
        '<meta data-page name="twitter:card" content="summary_large_image"/>',
    ]
    tags += [f'<script data-page type="application/ld+json">{_json_for_html(item)}</script>' for item in head.json_ld]
    return "".join(tags)


def _json_for_html(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
