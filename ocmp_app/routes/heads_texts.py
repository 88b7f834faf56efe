"""Heads of the pages that are mostly text. The build prerenders them, so they need no body of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocmp_app.domain.catalogue import CATEGORIES
from ocmp_app.presenters.content import environment, faq, guide, hipayment, law, privacy, terms
from ocmp_app.presenters.content.errors import NOT_FOUND
from ocmp_app.presenters.faq import faq_groups
from ocmp_app.presenters.markdown import plain
from ocmp_app.presenters.site import filled
from ocmp_app.routes.head import Head, escape
from ocmp_app.settings import Settings

_HIPAYMENT = (
    "口座振替と銀行振込のお支払いに必要な{hipayment}サービスについて。入会の手順、審査を待つあいだのご利用、お支払いの日、会員規約をご案内します。"
)


def text_heads(settings: Settings) -> dict[str, Head]:
    """The heads by path."""
    heads = (
        Head(faq.TITLE, "クラウドサービスの検索、お申し込み、ご請求、お支払い方法、会員、解約についてのご質問と回答を、検索や分類からお探しいただけます。", "/faq", json_ld=(_questions(settings),)),
        Head(guide.TITLE, "クラウドサービスを探して申し込み、使い始めるまでの手順を、行う人と必要なもの、お支払いの日付と金額の例とともにご案内します。", "/guide"),
        Head(environment.TITLE, "オープンクラウドマーケットプレースをお使いいただくためのブラウザー、通信、画面の大きさなどの環境をご案内します。", "/environment"),
        Head(filled(hipayment.TITLE, settings), filled(_HIPAYMENT, settings), "/hipayment"),
        Head(terms.TITLE, "オープンクラウドマーケットプレースの会員規約です。会員登録、お申し込み、料金、お支払い、解約、退会などの条件を定めています。", "/terms"),
        Head(privacy.TITLE, "オープンクラウドマーケットプレースでお預かりする個人情報の種類、利用の目的、提供先、ご請求の窓口についてご説明します。", "/privacy"),
        Head(law.TITLE, "特定商取引法に基づく表記です。販売業者、販売価格、お支払いの方法と時期、サービスの提供時期、解約などをご案内します。", "/law"),
    )
    return {head.path: head for head in heads}


def not_found_head() -> Head:
    """The head of every address that does not exist; its page is not prerendered, so it brings its body along."""
    links = "".join(f'<li><a href="{escape(link.href)}">{escape(link.label)}</a></li>' for link in NOT_FOUND.links)
    categories = "".join(f'<li><a href="/search?category={escape(one.code)}">{escape(one.name)}</a></li>' for one in CATEGORIES)
    body = (
        f"<main><h1>{escape(NOT_FOUND.title)}</h1><p>{escape(NOT_FOUND.happened)}</p><p>{escape(NOT_FOUND.remedy)}</p>"
        '<form action="/search" method="get" role="search"><label for="plain-q">キーワード</label> '
        '<input type="search" id="plain-q" name="q"/> <button type="submit">検索する</button></form>'
        f"<ul>{links}</ul><h2>カテゴリから探す</h2><ul>{categories}</ul></main>"
    )
    return Head(NOT_FOUND.title, status=404, index=False, body_html=body)


def _questions(settings: Settings) -> Mapping[str, Any]:
    items = [item for group in faq_groups(settings) for item in group.items]
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": item.question, "acceptedAnswer": {"@type": "Answer", "text": plain(item.answer)}} for item in items
        ],
    }
