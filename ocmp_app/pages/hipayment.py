"""HiPaymentサービスについて (R24–R28)."""

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.prose import static_prose
from ocmp_app.components.text_page import actor_badge, article, inquiry_card, lead, section, version_line, with_contents
from ocmp_app.components.ui import icon, page_title
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import hipayment as texts
from ocmp_app.presenters.content.model import Actor, Step
from ocmp_app.presenters.site import filled
from ocmp_app.settings import get_settings

_ICONS = ("credit-card", "mail", "file-pen-line", "search-check", "circle-check")
_TITLE = filled(texts.TITLE, get_settings())


@page(route="/hipayment", title=_TITLE)
def hipayment() -> rx.Component:
    settings = get_settings()
    sections = filled(texts.SECTIONS, settings)
    articles = filled(texts.TERMS, settings)
    terms_title = filled(texts.TERMS_TITLE, settings)
    steps = zip(filled(texts.STEPS, settings), _ICONS, strict=True)
    return shop_page(
        page_title(_TITLE),
        lead(filled(texts.LEAD, settings)),
        with_contents(
            [("steps", texts.STEPS_TITLE), *((one.id, one.title) for one in sections), ("terms", terms_title)],
            section("steps", texts.STEPS_TITLE, rx.el.ol(*[_step(step, name, settings.agency_name) for step, name in steps], class_name="flow")),
            *[section(one.id, one.title, static_prose(one.text)) for one in sections],
            section(
                "terms",
                terms_title,
                version_line(texts.TERMS_VERSION, texts.TERMS_EFFECTIVE_FROM),
                static_prose(filled(texts.TERMS_PREAMBLE, settings), "mt-4"),
                *[article(f"terms-{one.number}", one) for one in articles],
                class_name="terms-section",
            ),
        ),
        inquiry_card(),
        crumbs=[Crumb(_TITLE)],
    )


def _step(step: Step, name: str, agency: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon(name, 24), class_name="flow-mark", aria_hidden="true"),
        rx.el.div(
            rx.el.h3(f"{step.number}. {step.title}", class_name="h3"),
            actor_badge(step.actor, agency if step.actor is Actor.AGENCY else ""),
            static_prose(step.text, "mt-2"),
            class_name="min-w-0",
        ),
        class_name="flow-step",
    )
