"""What search engines, link previews and readers without JavaScript get of a product page (R9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from re import Match
from typing import Any

from ocmp_app.domain.catalogue import SalesKind
from ocmp_app.domain.clock import business_date
from ocmp_app.domain.errors import NotFound
from ocmp_app.domain.kept_products import is_slug
from ocmp_app.domain.pricing import tax_of
from ocmp_app.presenters import markdown
from ocmp_app.presenters.content.errors import ENDED_SERVICE, NOT_FOUND
from ocmp_app.presenters.product import Fact, ProductPage, ended_title, product_page
from ocmp_app.routes.head import SITE_NAME, Head, escape
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.services.queries.catalogue import PlanView, ProductCard, ProductEnded, ProductView
from ocmp_app.state.base import in_thread
from ocmp_app.wiring import Shop, get_shop

_DESCRIPTION = 160
"""Characters of the description: what a result page of a search engine shows."""
_ALTERNATIVES = 4
_UNKNOWN = Head(NOT_FOUND.title, status=404, index=False)


async def product_head(match: Match[str], query: dict[str, str]) -> Head:
    """/products/<slug>: 200, 410 with others of the category for one that has ended, 404 for the rest."""
    shop, slug = get_shop(), match[1]
    return await in_thread(lambda: head_of_product(shop, slug))


def head_of_product(shop: Shop, slug: str) -> Head:
    """The head of the product `slug` as the shop stands now."""
    today = business_date(shop.clock.now())
    if not is_slug(slug):  # PostgreSQL does not even take every text as a question
        return _UNKNOWN
    with shop.database.read() as session:
        try:
            product = queries.product_page(session, slug, today=today)
        except NotFound:
            return _UNKNOWN
        except ProductEnded as ended:
            return _ended(ended, queries.alternatives(session, ended.category.code, _ALTERNATIVES))
    return _full(product, shop, today)


def _full(product: ProductView, shop: Shop, today: date) -> Head:
    tax_percent, base_url = shop.settings.tax_percent, shop.settings.base_url
    path = f"/products/{product.slug}"
    return Head(
        title=product.name,
        description=_description(product),
        path=path,
        image_path=f"/og/{product.slug}.png",
        json_ld=(_product_json(product, base_url, path, tax_percent), _crumbs_json(product, base_url, path)),
        body_html=_body(product, product_page(product, today=today, tax_percent=tax_percent)),
    )


def _ended(ended: ProductEnded, others: Iterable[ProductCard]) -> Head:
    rows = "".join(f'<li><a href="/products/{escape(card.slug)}">{escape(card.name)}</a> {escape(card.summary)}</li>' for card in others)
    body = (
        f"<main><h1>{escape(ended.name)}</h1><p>{ENDED_SERVICE.title}</p><p>{escape(ENDED_SERVICE.happened.format(product=ended.name))}</p>"
        f'<h2>同じカテゴリのサービス</h2><ul>{rows}</ul><p><a href="/search">サービスを探す</a></p></main>'
    )
    return Head(ended_title(ended.name), status=410, index=False, body_html=body)


def _description(product: ProductView) -> str:
    text = product.summary or " ".join(markdown.plain(product.description).split()) or f"{product.provider.name}が提供するクラウドサービスです。"
    return text if len(text) <= _DESCRIPTION else text[: _DESCRIPTION - 1] + "…"


def _product_json(product: ProductView, base_url: str, path: str, tax_percent: int) -> dict[str, Any]:
    """schema.org Product. Prices include tax (総額表示), as search engines in Japan show them, and say so."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "description": _description(product),
        "category": " > ".join(filter(None, (product.category.parent_name, product.category.name))),
        "image": f"{base_url}/og/{product.slug}.png",
        "url": base_url + path,
        "brand": {"@type": "Brand", "name": product.provider.name},
    }
    if product.plans:
        found["offers"] = [_offer(product, plan, base_url + path, tax_percent) for plan in product.plans]
    return found


def _offer(product: ProductView, plan: PlanView, url: str, tax_percent: int) -> dict[str, Any]:
    price = str(plan.monthly_fee + tax_of(plan.monthly_fee, tax_percent))
    direct = product.sales_kind is SalesKind.DIRECT and not product.is_suspended
    return {
        "@type": "Offer",
        "name": plan.name,
        "url": url,
        "price": price,
        "priceCurrency": "JPY",
        "availability": "https://schema.org/" + ("OutOfStock" if product.is_suspended else "OnlineOnly" if direct else "InStock"),
        "seller": {"@type": "Organization", "name": SITE_NAME if direct else product.provider.name},
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": price,
            "priceCurrency": "JPY",
            "valueAddedTaxIncluded": True,
            "billingDuration": "P1M",
            "referenceQuantity": {"@type": "QuantitativeValue", "value": 1, "unitText": plan.unit},
        },
    }


def _crumbs_json(product: ProductView, base_url: str, path: str) -> dict[str, Any]:
    steps = (
        ("TOP", "/"),
        ("サービスを探す", "/search"),
        (product.category.name, f"/search?category={product.category.code}"),
        (product.name, path),
    )
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": base_url + href}
            for place, (name, href) in enumerate(steps, start=1)
        ],
    }


def _body(product: ProductView, page: ProductPage) -> str:
    """All sections as plain HTML, in the order of the page."""
    ways = [(page.can_apply, "利用申し込みを行う", page.apply_href), (page.can_try, "トライアルを申し込む", page.trial_href)]
    links = "".join(f'<li><a href="{escape(href)}">{text}</a></li>' for there, text, href in [*ways, (True, "資料請求・お問い合わせ", page.inquiry_href)] if there)
    stopped = "<p>ただいま新しいお申し込みの受付を停止しています。</p>" if page.is_suspended else ""
    plans = "".join(
        f"<tr><th>{escape(plan.name)}</th><td>{plan.monthly}（税抜）／{plan.monthly_taxed}（税込）{escape(plan.per)}</td>"
        f"<td>{plan.initial}{'（税抜）' if plan.initial_taxed else ''}</td><td>{escape(plan.quantity)}</td><td>{escape(plan.description)}</td></tr>"
        for plan in page.plans
    )
    table = f"<table><tr><th>プラン</th><th>月額料金</th><th>初期費用</th><th>数量</th><th>内容</th></tr>{plans}</table>" if plans else "<p>料金は個別にお見積りします。</p>"
    features = "".join(f"<dt>{escape(row.title)}</dt><dd>{escape(row.text)}</dd>" for row in page.features)
    groups = "".join(f"<h3>{escape(group.label)}</h3>{_facts(group.rows)}" for group in page.specification)
    environment = "".join(f"<li>{escape(row)}</li>" for row in page.environment)
    faq = "".join(f"<h3>{escape(item.question)}</h3>{markdown.to_html(item.answer, 'h4')}" for item in product.faq)
    versions = "".join(f"<li>{escape(row.version)}版（{row.since} 施行）{row.state}</li>" for row in page.versions)
    terms = f"<h3>{escape(product.terms.version)}版</h3>{markdown.to_html(product.terms.body, 'h4')}<ul>{versions}</ul>" if product.terms else ""
    documents = "".join(f'<li><a href="{escape(row.href)}">{escape(row.title)}</a>（{escape(row.detail)}）</li>' for row in page.documents)
    return (
        f'<header><a href="/">{SITE_NAME}</a> <a href="/search">サービスを探す</a></header>'
        f"<main><h1>{escape(page.name)}</h1><p>{escape(page.provider)}</p><p>{escape(page.summary)}</p>{stopped}<ul>{links}</ul>"
        f"<h2>サービスの概要</h2>{markdown.to_html(product.description)}"
        f"<h2>料金</h2>{table}{_facts(page.conditions)}"
        f"<h2>機能</h2><dl>{features}</dl><h2>サービス仕様</h2>{groups}<h2>利用環境</h2><ul>{environment}</ul>"
        f"<h2>利用規約</h2>{terms}<h2>よくある質問</h2>{faq}<h2>資料</h2><ul>{documents}</ul>"
        f"<h2>提供事業者</h2>{_facts(page.provider_facts)}<p>{escape(page.provider_text)}</p></main>"
    )


def _facts(rows: Iterable[Fact]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(row.label)}</dt><dd>{escape(row.value)} {escape(row.note)}</dd>" for row in rows) + "</dl>"


async def apply_head(match: Match[str], query: dict[str, str]) -> Head:
    """/apply/<slug>: never in an index; 404 or 410 as the product's own page."""
    head = await product_head(match, query)
    if head.status != 200:
        return head
    return Head("利用申し込み", path=f"/apply/{match[1]}", index=False)
