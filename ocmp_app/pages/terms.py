"""会員規約."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.text_page import article, inquiry_card, lead, version_line, with_contents
from ocmp_app.components.ui import page_title
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import terms as texts
from ocmp_app.presenters.site import filled
from ocmp_app.settings import get_settings


@page(route="/terms", title=texts.TITLE)
def terms() -> rx.Component:
    articles = filled(texts.ARTICLES, get_settings())
    anchors = [f"article-{one.number}" for one in articles]
    return shop_page(
        page_title(texts.TITLE),
        version_line(texts.VERSION, texts.EFFECTIVE_FROM),
        lead(filled(texts.PREAMBLE, get_settings())),
        with_contents(
            [(anchor, one.heading) for anchor, one in zip(anchors, articles, strict=True)],
            *[article(anchor, one, level=2) for anchor, one in zip(anchors, articles, strict=True)],
        ),
        inquiry_card("この規約について、ご不明な点をお尋ねいただけます。"),
        crumbs=[Crumb(texts.TITLE)],
    )
