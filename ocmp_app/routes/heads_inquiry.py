"""Head and readable body of 資料請求・お問い合わせ (R2, R6): without JavaScript it says how else to reach us."""

from __future__ import annotations

from re import Match

from ocmp_app.presenters.content import inquiry as words
from ocmp_app.presenters.inquiry import PATH
from ocmp_app.routes.head import Head, escape
from ocmp_app.settings import get_settings


async def inquiry_head(match: Match[str], query: dict[str, str]) -> Head:
    """One page for search engines, whatever product or step its address names."""
    return Head(
        title=words.TITLE,
        description=words.LEAD,
        path=PATH,
        index="step" not in query,
        body_html=_body(),
    )


def _body() -> str:
    settings = get_settings()
    kinds = "".join(f"<dt>{escape(kind.label)}</dt><dd>{escape(kind.description)}</dd>" for kind in words.KINDS)
    return (
        f"<main><h1>{escape(words.TITLE)}</h1><p>{escape(words.LEAD)}</p><dl>{kinds}</dl>"
        "<p>このフォームのご利用には、ブラウザーのJavaScriptを有効にしてください。"
        "有効にできないときは、次の窓口へご連絡ください。</p>"
        f'<p>メール：<a href="mailto:{escape(settings.operator_mail)}">{escape(settings.operator_mail)}</a><br>'
        f"電話：{escape(settings.operator_phone)}（{escape(settings.operator_phone_hours)}）</p>"
        '<p><a href="/faq">よくあるご質問</a>　<a href="/">トップページ</a></p></main>'
    )
