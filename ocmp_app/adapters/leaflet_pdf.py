"""The leaflet as a PDF of one or two pages, with the reader's own Japanese font (CID font HeiseiKakuGo-W5).

The same leaflet gives the same bytes: no time and no random number goes into the file.
"""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Table, TableStyle

from ocmp_app.domain.leaflet import Leaflet, LeafletPlan

_FONT = "HeiseiKakuGo-W5"
_INK, _GREY, _BLUE, _LINE, _PALE = (colors.HexColor(value) for value in ("#1a1a1a", "#595959", "#0946a5", "#b3b3b3", "#f0f4fb"))
_WIDTH = A4[0] - 36 * mm
_DESCRIPTION = 600
"""Characters of the description; a leaflet keeps to two pages."""

pdfmetrics.registerFont(UnicodeCIDFont(_FONT))


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=_FONT, fontSize=size, leading=leading, textColor=_INK, wordWrap="CJK", **more)


_BODY = _style("body", 9.5, 15)
_SMALL = _style("small", 8.5, 13)
_YEN = _style("yen", 9, 13, alignment=TA_RIGHT)
_TITLE = _style("title", 20, 27, spaceAfter=2 * mm)
_LEAD = _style("lead", 11, 17, spaceBefore=1 * mm, spaceAfter=2 * mm)
_HEADING = ParagraphStyle("heading", parent=_style("h", 12, 17), textColor=_BLUE, spaceBefore=5 * mm, spaceAfter=1.5 * mm)
_PROVIDER = ParagraphStyle("provider", parent=_SMALL, textColor=_GREY)


def print_leaflet(leaflet: Leaflet) -> bytes:
    """The PDF of a leaflet (domain/leaflet.py, PrintLeaflet)."""
    story: list[Flowable] = [
        Paragraph(f"{_plain(leaflet.category)}　／　提供：{_plain(leaflet.provider)}", _PROVIDER),
        Paragraph(_plain(leaflet.name), _TITLE),
    ]
    if leaflet.summary:
        story.append(Paragraph(_plain(leaflet.summary), _LEAD))
    story += [Paragraph(_plain(text), _BODY) for text in _paragraphs(leaflet.description)]
    if leaflet.features:
        story.append(KeepTogether([Paragraph("機能", _HEADING), *(_feature(*feature) for feature in leaflet.features[:1])]))
        story += [_feature(*feature) for feature in leaflet.features[1:]]
    story.append(KeepTogether([Paragraph("料金（税抜）", _HEADING), *_prices(leaflet.plans)]))
    if leaflet.facts:
        story.append(KeepTogether([Paragraph("ご利用条件", _HEADING), _facts(leaflet.facts)]))
    story.append(KeepTogether([Paragraph("お問い合わせ", _HEADING), Paragraph(_CONTACT, _BODY)]))
    target = BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=f"{leaflet.name} サービス資料",
        author=leaflet.provider,
        lang="ja",
        invariant=1,
    )
    frame = _frame(f"{leaflet.as_of.year}年{leaflet.as_of.month}月{leaflet.as_of.day}日現在の内容です。")
    document.build(story, onFirstPage=frame, onLaterPages=frame)
    return target.getvalue()


_CONTACT = (
    "本サービスのお申し込み、資料請求、お問い合わせは、オープンクラウドマーケットプレースのサービス詳細ページから承ります。"
    "料金や提供条件は変更されることがあります。最新の内容は同じページでご確認ください。"
)


def _frame(note: str) -> Any:
    def draw(canvas: Canvas, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(_FONT, 8)
        canvas.setFillColor(_GREY)
        canvas.drawString(18 * mm, A4[1] - 12 * mm, "オープンクラウドマーケットプレース　サービス資料")
        canvas.drawString(18 * mm, 10 * mm, note)
        canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, f"{document.page}")
        canvas.setStrokeColor(_BLUE)
        canvas.setLineWidth(1.2)
        canvas.line(18 * mm, A4[1] - 14.5 * mm, A4[0] - 18 * mm, A4[1] - 14.5 * mm)
        canvas.restoreState()

    return draw


def _feature(title: str, text: str) -> Paragraph:
    style = ParagraphStyle("feature", parent=_BODY, leftIndent=4 * mm, bulletIndent=0, spaceAfter=1 * mm)
    rest = f"　{_plain(text)}" if text else ""
    return Paragraph(f'<font color="#0946a5">{_plain(title)}</font>{rest}', style, bulletText="■")


def _prices(plans: tuple[LeafletPlan, ...]) -> list[Flowable]:
    if not plans:
        return [Paragraph("料金は個別にお見積りします。", _BODY)]
    titles = (("プラン", _SMALL), ("月額", _YEN), ("初期費用", _YEN), ("数量", _SMALL))
    rows: list[list[Paragraph]] = [[Paragraph(text, style) for text, style in titles]]
    for plan in plans:
        about = f'<br/><font size="8" color="#595959">{_plain(plan.description)}</font>' if plan.description else ""
        rows.append(
            [
                Paragraph(_plain(plan.name) + about, _SMALL),
                Paragraph(f"{plan.monthly_fee:,}円／{_plain(plan.unit)}", _YEN),
                Paragraph(f"{plan.initial_fee:,}円" if plan.initial_fee else "なし", _YEN),
                Paragraph(_plain(plan.quantity), _SMALL),
            ]
        )
    table = Table(rows, colWidths=[_WIDTH * part for part in (0.44, 0.2, 0.15, 0.21)], repeatRows=1)
    table.setStyle(_grid(("BACKGROUND", (0, 0), (-1, 0), _PALE)))
    return [table]


def _facts(facts: tuple[tuple[str, str], ...]) -> Table:
    rows = [[Paragraph(_plain(label), _SMALL), Paragraph(_plain(value).replace("\n", "<br/>"), _SMALL)] for label, value in facts]
    table = Table(rows, colWidths=[_WIDTH * 0.22, _WIDTH * 0.78])
    table.setStyle(_grid(("BACKGROUND", (0, 0), (0, -1), _PALE)))
    return table


def _grid(*more: Any) -> TableStyle:
    return TableStyle(
        [
            ("LINEABOVE", (0, 0), (-1, -1), 0.4, _LINE),
            ("LINEBELOW", (0, -1), (-1, -1), 0.4, _LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            *more,
        ]
    )


def _paragraphs(description: str) -> list[str]:
    """The description without its Markdown marks, cut at the end of a paragraph where it is long."""
    paragraphs, length = [], 0
    for line in description.split("\n"):
        text = re.sub(r"^(#{1,6}|[-*])\s+", lambda mark: "・" if mark[1] in "-*" else "", line.strip()).replace("**", "")
        if not text:
            continue
        if length + len(text) > _DESCRIPTION:
            return paragraphs or [text[: _DESCRIPTION - 1] + "…"]
        paragraphs.append(text)
        length += len(text)
    return paragraphs


def _plain(text: str) -> str:
    """Text for a Paragraph, which reads tags: everything is escaped, nothing is interpreted."""
    return html.escape(text, quote=False)
