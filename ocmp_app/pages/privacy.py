"""プライバシーポリシー."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.prose import static_prose
from ocmp_app.components.text_page import inquiry_card, lead, section, version_line, with_contents
from ocmp_app.components.ui import page_title
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import privacy as texts
from ocmp_app.presenters.site import filled
from ocmp_app.settings import get_settings


@page(route="/privacy", title=texts.TITLE)
def privacy() -> rx.Component:
    sections = filled(texts.SECTIONS, get_settings())
    return shop_page(
        page_title(texts.TITLE),
        version_line(texts.VERSION, texts.EFFECTIVE_FROM),
        lead(filled(texts.LEAD, get_settings())),
        with_contents(
            [(one.id, one.title) for one in sections],
            *[section(one.id, one.title, static_prose(one.text)) for one in sections],
        ),
        inquiry_card("個人情報の取り扱いについて、ご不明な点をお尋ねいただけます。"),
        crumbs=[Crumb(texts.TITLE)],
    )
