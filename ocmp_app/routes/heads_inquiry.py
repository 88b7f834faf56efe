"""Head of 資料請求・お問い合わせ (R2, R6). The build prerenders what there is to read without JavaScript."""

from __future__ import annotations

from re import Match

from ocmp_app.presenters.content import inquiry as words
from ocmp_app.presenters.inquiry import PATH
from ocmp_app.routes.head import Head


async def inquiry_head(match: Match[str], query: dict[str, str]) -> Head:
    """One page for search engines, whatever product its address names; a visitor's own steps are none of their business."""
    return Head(title=words.TITLE, description=words.LEAD, path=PATH, index="step" not in query)
