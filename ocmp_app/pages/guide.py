"""利用開始までの流れ (R4): who does what in which order, and when money moves."""

from typing import Any

import reflex as rx

from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.native import jump
from ocmp_app.components.prose import static_prose
from ocmp_app.components.scenes import STEP_SCENES, scene
from ocmp_app.components.text_page import actor_badge, inquiry_card, lead
from ocmp_app.components.ui import PRIMARY, SECONDARY, heading, icon, link, page_title
from ocmp_app.domain.catalogue import PaymentMethod
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import guide as texts
from ocmp_app.presenters.content.model import Actor, GuideStep
from ocmp_app.presenters.guide import PRINTED_APPLY_DAY, ExampleEvent, GuideExample, worked_example
from ocmp_app.presenters.site import filled
from ocmp_app.settings import get_settings
from ocmp_app.state.guide import GuideState

_LANES = (Actor.CUSTOMER, Actor.MARKETPLACE, Actor.PROVIDER)
_METHOD_ICONS = {PaymentMethod.CARD: "credit-card", PaymentMethod.ACCOUNT_TRANSFER: "landmark", PaymentMethod.BANK_TRANSFER: "receipt-japanese-yen"}


@page(route="/guide", title=texts.TITLE, on_load=GuideState.load)
def guide() -> rx.Component:
    settings = get_settings()
    steps = filled(texts.STEPS, settings)
    return shop_page(
        page_title(texts.TITLE),
        lead(filled(texts.LEAD, settings)),
        _overview(steps),
        rx.el.ol(*[_step(step, name) for step, name in zip(steps, STEP_SCENES, strict=True)], class_name="guide-steps"),
        _example(worked_example(PRINTED_APPLY_DAY, settings)),
        rx.el.div(
            link([icon("search"), "サービスを探す"], "/search", PRIMARY),
            link("よくあるご質問", "/faq", SECONDARY),
            class_name="no-print mt-12 flex flex-wrap gap-3",
        ),
        inquiry_card("「ネットで直接契約」でないサービスや、ご不明な点は、こちらからご相談ください。"),
        crumbs=[Crumb(texts.TITLE)],
    )


def _overview(steps: tuple[GuideStep, ...]) -> rx.Component:
    """Lanes by actor on wide screens, a list on narrow ones; each step leads to its description."""
    lanes = [rx.el.span(actor.value, class_name=f"lane lane-{row}", aria_hidden="true") for row, actor in enumerate(_LANES, 1)]
    return rx.el.section(
        heading("全体の流れ"),
        rx.el.div(
            *lanes,
            _track(steps),
            rx.el.ol(
                *[
                    rx.el.li(
                        rx.el.span(str(step.number), class_name="step-number", aria_hidden="true"),
                        jump(step.title, f"step-{step.number}", "link small"),
                        rx.el.span(step.actor.value, class_name="lane-actor small muted"),
                        class_name=f"lane-step lane-{_LANES.index(step.actor) + 1}",
                    )
                    for step in steps
                ],
                class_name="lane-steps",
            ),
            class_name="lanes",
        ),
        class_name="mt-10",
    )


def _track(steps: tuple[GuideStep, ...]) -> rx.Component:
    """The line through the numbers, in units of half a step across and a quarter of a lane down.

    It goes down in the next step's column and up in its own, so that it crosses no title.
    """
    path, before = "", 0
    for step in steps:
        lane = _LANES.index(step.actor)
        across, down = f"H{2 * step.number - 1}", f"V{4 * lane + 1}"
        path += (down + across if lane < before else across + down) if path else f"M{2 * step.number - 1} {4 * lane + 1}"
        before = lane
    return rx.el.svg(
        rx.el.path(d=path), view_box=f"0 0 {2 * len(steps)} {4 * len(_LANES)}", preserve_aspect_ratio="none", class_name="lane-track", aria_hidden="true"
    )


def _step(step: GuideStep, drawing: str) -> rx.Component:
    labels = texts.STEP_LABELS
    needs: Any = rx.el.ul(*[rx.el.li(need) for need in step.needs], class_name="bullets") if step.needs else labels["nothing_needed"]
    return rx.el.li(
        rx.el.div(scene(drawing), class_name="guide-scene"),
        rx.el.div(
            rx.el.div(
                rx.el.span(str(step.number), class_name="step-number", aria_hidden="true"),
                rx.el.h2(step.title, class_name="h3"),
                class_name="flex items-center gap-3",
            ),
            rx.el.p(rx.el.span(f"{labels['actor']}：", class_name="visually-hidden"), actor_badge(step.actor), class_name="mt-2"),
            static_prose(step.text, "mt-3"),
            rx.el.dl(
                rx.el.div(rx.el.dt(labels["needs"]), rx.el.dd(needs)),
                rx.el.div(rx.el.dt(labels["duration"]), rx.el.dd(step.duration)),
                class_name="step-facts",
            ),
            class_name="min-w-0",
        ),
        custom_attrs={"id": f"step-{step.number}"},
        class_name="guide-step",
    )


def _example(printed: GuideExample) -> rx.Component:
    common = [event for event in printed.events if not event.method]
    notes = filled(texts.EXAMPLE_NOTES, get_settings())
    return rx.el.section(
        heading(texts.EXAMPLE_TITLE),
        rx.el.p(rx.cond(GuideState.lead != "", GuideState.lead, printed.lead), class_name="mt-3 max-w-[46rem] leading-[1.75]"),
        rx.el.div(
            rx.el.div(
                heading("お申し込みから請求額の公開まで", 3),
                rx.el.ol(*[_event(event) for event in common], class_name="timeline mt-4"),
            ),
            rx.el.div(heading("最初の請求額", 3), _amounts(printed), class_name="min-w-0"),
            class_name="mt-6 grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem]",
        ),
        heading("お支払い方法ごとの流れ", 3, "mt-10"),
        rx.el.ul(
            *[_payment(event) for event in printed.events if event.method],
            class_name="mt-4 grid gap-4 lg:grid-cols-3",
        ),
        rx.el.ul(*[rx.el.li(note) for note in notes], class_name="bullets small mt-6 max-w-[56rem] leading-[1.75]"),
        custom_attrs={"id": "example"},
        class_name="mt-14",
    )


def _event(event: ExampleEvent) -> rx.Component:
    day, text = _today(event)
    return rx.el.li(
        rx.el.p(event.label, class_name="small muted"),
        rx.el.p(day, class_name="font-bold text-solid-gray-900"),
        rx.el.p(text, class_name="mt-1 leading-[1.7]"),
    )


def _payment(event: ExampleEvent) -> rx.Component:
    day, text = _today(event)
    method = next(method for method in PaymentMethod if method.label == event.method)
    return rx.el.li(
        rx.el.p(icon(_METHOD_ICONS[method], 22, "text-blue-900"), method.label, class_name="flex items-center gap-2 font-bold"),
        rx.el.p("お支払いの日", class_name="small muted mt-3"),
        rx.el.p(day, class_name="font-bold text-solid-gray-900"),
        rx.el.p(text, class_name="mt-2 leading-[1.7]"),
        class_name="card p-5",
    )


def _today(printed: ExampleEvent) -> tuple[Any, Any]:
    """The day and the sentence reckoned from today, or as the page was built."""
    event = GuideState.events[printed.code]
    known = GuideState.lead != ""
    return rx.cond(known, event.day, printed.day), rx.cond(known, event.text, printed.text)


def _amounts(printed: GuideExample) -> rx.Component:
    return rx.el.table(
        rx.el.caption("料金は例です。実際の料金は、各サービスの商品ページに掲載しています。", class_name="small muted pb-2 text-left"),
        rx.el.tbody(
            *[
                rx.el.tr(
                    rx.el.th(line.label, scope="row"),
                    rx.el.td(line.amount, class_name="number"),
                    class_name="total" if line.total else "",
                )
                for line in printed.amounts
            ]
        ),
        class_name="table mt-4",
    )
