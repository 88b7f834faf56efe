"""Heads and readable bodies of the top page and the search: they can be used without JavaScript."""

from __future__ import annotations

from re import Match

from sqlmodel import Session

from ocmp_app.domain.search_criteria import SearchCriteria
from ocmp_app.presenters.search import Tile, present
from ocmp_app.presenters.top import card_tile
from ocmp_app.routes.head import SITE_NAME, Head, escape
from ocmp_app.services import search
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.base import in_thread
from ocmp_app.wiring import get_shop

TOP_DESCRIPTION = "法人向けクラウドサービスの検索・比較・申し込み・お支払い・解約を、ひとつの窓口で。料金、契約の条件、仕様をそろえた形で見比べられます。"
SEARCH_DESCRIPTION = "法人向けクラウドサービスを、カテゴリ・料金・お支払い方法・認証などの条件で探せます。"


async def top_head(match: Match[str], query: dict[str, str]) -> Head:
    """/ with categories, new and popular services."""
    shop = get_shop()

    def work() -> str:
        with shop.database.read() as session:
            return _top_body(session)

    organisation = {"@context": "https://schema.org", "@type": "WebSite", "name": SITE_NAME, "url": shop.settings.base_url + "/"}
    search_action = {
        "@type": "SearchAction",
        "target": f"{shop.settings.base_url}/search?q={{search_term_string}}",
        "query-input": "required name=search_term_string",
    }
    return Head(SITE_NAME, TOP_DESCRIPTION, "/", json_ld=[{**organisation, "potentialAction": search_action}], body_html=await in_thread(work))


async def search_head(match: Match[str], query: dict[str, str]) -> Head:
    """/search with the hits of the address; only plain category pages are worth an index entry."""
    shop = get_shop()
    criteria = SearchCriteria.from_params(query)

    def work() -> str:
        with shop.database.read() as session:
            screen = present(search.find(session, shop.search_index, criteria), shop.clock.now())
        pager = "".join(
            f'<p><a href="{escape(href)}">{label}</a></p>' for label, href in (("前のページ", screen.previous_href), ("次のページ", screen.next_href)) if href
        )
        return f"<h1>サービスを探す</h1>{_search_form(criteria.q)}<p>{escape(screen.status)}</p>{_list(screen.tiles)}{pager}"

    canonical = criteria.to_query()
    plain = not criteria.q and len(criteria.active()) <= 1
    path = f"/search?{canonical}" if canonical else "/search"
    return Head("サービスを探す", SEARCH_DESCRIPTION, path, index=plain, body_html=await in_thread(work))


def _top_body(session: Session) -> str:
    now = get_shop().clock.now()
    categories = "".join(
        f'<li><a href="/search?category={escape(category.code)}">{escape(category.name)}</a>（{category.count:,}件）</li>'
        for category in queries.categories_with_counts(session)
    )
    newest = _list([card_tile(card, now) for card in queries.newest(session, 8)])
    popular = _list([card_tile(card, now) for card in queries.popular(session, 8)])
    return (
        f"<h1>{SITE_NAME}</h1><p>{TOP_DESCRIPTION}</p>{_search_form('')}<h2>カテゴリから探す</h2><ul>{categories}</ul>"
        f"<h2>新着のサービス</h2>{newest}<h2>人気のサービス</h2>{popular}{_SITE_LINKS}"
    )


def _search_form(q: str) -> str:
    return (
        f'<form action="/search" method="get" role="search"><label>キーワード <input type="search" name="q" value="{escape(q)}"/></label> '
        '<button type="submit">検索する</button></form>'
    )


def _list(tiles: list[Tile]) -> str:
    rows = "".join(
        f'<li><a href="{escape(tile.href)}">{escape(tile.name)}</a>（{escape(tile.provider)}）<br/>{escape(tile.summary)}<br/>'
        f"{escape(f'月額 {tile.price}{tile.price_unit}' if tile.price else '料金は個別見積もり')}</li>"
        for tile in tiles
    )
    return f"<ul>{rows}</ul>"


_SITE_LINKS = (
    '<p><a href="/guide">利用開始までの流れ</a> <a href="/faq">よくあるご質問</a> <a href="/inquiry">資料請求・お問い合わせ</a> '
    '<a href="/terms">会員規約</a> <a href="/privacy">プライバシーポリシー</a> <a href="/law">特定商取引法に基づく表記</a></p>'
)
