"""資料請求・お問い合わせ: input, confirmation and receipt at one address (R2, R6, R15, R40)."""

from __future__ import annotations

import reflex as rx

from ocmp_app.components.brand import product_mark
from ocmp_app.components.forms import (
    error_summary,
    honeypot,
    kept_form,
    radio_group,
    send_button,
    text_area,
    text_field,
)
from ocmp_app.components.layout import Crumb, shop_page
from ocmp_app.components.native import NativeLink
from ocmp_app.components.route import query_parameter
from ocmp_app.components.stepper import step_panels, step_title, stepper
from ocmp_app.components.ui import SECONDARY, heading, icon, link, notice, page_title, skeleton
from ocmp_app.domain.inquiry import HONEYPOT, InquiryKind
from ocmp_app.pages.registry import page
from ocmp_app.presenters.content import inquiry as words
from ocmp_app.presenters.inquiry import LABELS, PATH, ReviewRow
from ocmp_app.settings import get_settings
from ocmp_app.state.inquiry import CONFIRM, DONE, INPUT, InquiryState

_STEPS = ((INPUT, "入力"), (CONFIRM, "確認"), (DONE, "完了"))
_HINTS = {hint.field: hint.hint for hint in words.FIELD_HINTS}


@page(route=PATH, title=words.TITLE, on_load=InquiryState.load)
def inquiry() -> rx.Component:
    return shop_page(
        page_title(words.TITLE),
        rx.el.div(
            rx.el.div(
                stepper(_STEPS, InquiryState.step),
                step_panels(
                    InquiryState.step,
                    _waiting(),
                    [(INPUT, _input()), (CONFIRM, _confirmation()), (DONE, _done())],
                    turn=InquiryState.turn,
                    here=query_parameter("product"),
                    class_name="mt-8",
                ),
                class_name="min-w-0",
            ),
            _aside(),
            class_name="mt-6 grid items-start gap-12 lg:grid-cols-[minmax(0,1fr)_17rem]",
        ),
        crumbs=[Crumb(words.TITLE)],
    )


def _input() -> rx.Component:
    state = InquiryState
    body_hint = rx.match(state.kind, *[(kind.code, kind.body_hint) for kind in words.KINDS], "")
    return rx.el.div(
        rx.el.p(words.LEAD, class_name="phrase mb-6"),
        rx.cond(
            state.product_missing,
            rx.el.div(
                notice("指定されたサービスが見つかりません", rx.el.p("サービスを指定しないお問い合わせとして承ります。"), tone="warning"),
                role="status",
                class_name="mb-8",
            ),
            rx.fragment(),
        ),
        _product_card(class_name="mb-8"),
        kept_form(
            error_summary(state.errors, list(LABELS.items()), alert=state.alert),
            rx.el.input(type="hidden", name="product", value=state.product.slug, read_only=True),
            rx.el.input(type="hidden", name="asked_kind", value=state.asked_kind, read_only=True),
            radio_group(
                "kind", LABELS["kind"], [(kind.code, kind.label, kind.description) for kind in words.KINDS],
                errors=state.errors, hint=_HINTS["kind"], required=True,
            ),
            rx.cond(
                (state.kind == InquiryKind.START_DATE.value) & (state.product.slug == ""),
                rx.el.div(notice("対象のサービスが必要です", rx.el.p(words.PRODUCT_NEEDED), _search_link()), role="status"),
                rx.fragment(),
            ),
            text_field("company", LABELS["company"], errors=state.errors, hint=_HINTS["company"], required=True, autocomplete="organization"),
            text_field("name", LABELS["name"], errors=state.errors, hint=_HINTS["name"], required=True, autocomplete="name"),
            text_field("mail", LABELS["mail"], errors=state.errors, hint=_HINTS["mail"], required=True, type="email", autocomplete="email", inputmode="email"),
            text_field("phone", LABELS["phone"], errors=state.errors, hint=_HINTS["phone"], type="tel", autocomplete="tel", inputmode="tel", width="max-w-72"),
            text_area(
                "body", LABELS["body"], errors=state.errors, required=state.kind != InquiryKind.MATERIAL.value,
                hint=rx.fragment(rx.cond(body_hint != "", rx.el.span(body_hint, class_name="block"), rx.fragment()), rx.el.span(_HINTS["body"], class_name="block"), rx.el.span("4,000文字まで入力できます。", class_name="block")),
            ),
            honeypot(HONEYPOT),
            rx.el.p(
                "ご入力いただいた内容は、",
                link("プライバシーポリシー", "/privacy"),
                "にもとづいて取り扱います。",
                class_name="small",
            ),
            send_button("確認画面へ", "確認しています…"),
            draft=state.draft, values=state.values, turn=state.turn, on_keep=state.keep, on_send=state.review,
        ),
    )  # fmt: skip


def _confirmation() -> rx.Component:
    state = InquiryState
    return rx.el.div(
        step_title("入力内容の確認"),
        rx.el.p(words.CONFIRM_LEAD, class_name="mt-3 mb-6"),
        _product_card(class_name="mb-6"),
        rx.el.dl(rx.foreach(state.rows, _review_row), class_name="review"),
        kept_form(
            error_summary(rx.Var.create({}), [], alert=state.alert),
            rx.el.div(
                link("入力画面に戻る", state.input_href, f"{SECONDARY} min-w-40"),
                send_button("送信する"),
                class_name="flex flex-col-reverse gap-4 sm:flex-row",
            ),
            draft=state.draft, values=rx.Var.create({}), turn=state.turn, on_send=state.send,
            class_name="form mt-8",
        ),
    )  # fmt: skip


def _review_row(row: rx.Var[ReviewRow]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(row.label),
        rx.el.dd(row.value, class_name=rx.cond(row.empty, "muted", "")),
        rx.el.dd(link([rx.el.span(row.label, "を", class_name="visually-hidden"), "変更"], row.edit_href)),
    )


def _done() -> rx.Component:
    receipt = InquiryState.receipt
    facts = [
        ("受付番号", rx.el.span(receipt.number, class_name="text-[1.375rem] font-bold tracking-wide")),
        ("種別", receipt.kind),
        (words.PRODUCT_LABEL, rx.cond(InquiryState.product.name != "", InquiryState.product.name, words.PRODUCT_NONE)),
        ("受付日時", receipt.received_at),
        ("受付メールの送り先", receipt.mail),
    ]
    no_mail = words.NO_MAIL_HINT.format(contact_mail=get_settings().operator_mail)
    return rx.el.div(
        step_title(words.DONE_TITLE),
        rx.el.p(receipt.lead, class_name="mt-3 mb-6"),
        rx.el.dl(*[rx.el.div(rx.el.dt(label), rx.el.dd(value)) for label, value in facts], class_name="review"),
        heading(words.NEXT_TITLE, 2, "mt-10 mb-4"),
        rx.el.p(receipt.next_step, class_name="mb-4"),
        rx.el.ol(
            *[
                rx.el.li(
                    rx.el.span(str(step.number), aria_hidden="true", class_name="stepper-number"),
                    rx.el.div(rx.el.h3(step.title, class_name="font-bold"), rx.el.p(step.text), class_name="min-w-0"),
                    class_name="flex gap-3",
                )
                for step in words.NEXT_STEPS
            ],
            class_name="space-y-5",
        ),
        rx.el.div(notice("受付メールが届かないとき", rx.el.p(no_mail)), class_name="mt-10"),  # R40
        rx.el.div(
            rx.cond(
                InquiryState.product.href != "",
                link("サービスのページに戻る", InquiryState.product.href, SECONDARY),
                rx.fragment(),
            ),
            link("サービスを探す", "/search", SECONDARY),
            link("トップページへ", "/", "link self-center"),
            class_name="no-print mt-10 flex flex-wrap gap-4",
        ),
    )


def _product_card(class_name: str = "") -> rx.Component:
    """対象のサービス, carried here from its page (R2)."""
    product = InquiryState.product
    name = rx.cond(product.href != "", link(product.name, product.href, "link font-bold"), rx.el.span(product.name, class_name="font-bold"))
    return rx.cond(
        product.slug != "",
        rx.el.section(
            product_mark(product.initial, product.hue),
            rx.el.div(
                rx.el.p(words.PRODUCT_LABEL, class_name="small muted"),
                rx.el.p(name),
                rx.cond(product.provider != "", rx.el.p(product.provider, class_name="small muted"), rx.el.p("掲載は終了しています", class_name="small muted")),
                class_name="min-w-0",
            ),
            aria_label=words.PRODUCT_LABEL,
            class_name=f"card flex items-center gap-4 p-4 {class_name}".strip(),
        ),
        rx.fragment(),
    )


def _search_link() -> rx.Component:
    return rx.el.p(link("サービスを探す", "/search"))


def _aside() -> rx.Component:
    settings = get_settings()
    return rx.el.aside(
        rx.el.h2("お急ぎのときは", class_name="font-bold"),
        rx.el.p("よくあるご質問に、お申し込みやお支払いについての答えをまとめています。", class_name="small mt-2"),
        rx.el.p(link("よくあるご質問を見る", "/faq"), class_name="mt-2"),
        rx.el.h2("お電話でのお問い合わせ", class_name="mt-6 font-bold"),
        rx.el.p(icon("phone", 18), rx.el.span(settings.operator_phone, class_name="font-bold"), class_name="mt-2 flex items-center gap-2"),
        rx.el.p(settings.operator_phone_hours, class_name="small"),
        aria_label="お急ぎのとき",
        class_name="no-print rounded-12 bg-solid-gray-50 p-5",
    )


def _waiting() -> rx.Component:
    """Of the size of the form, until the draft is there. Without JavaScript it says how else to reach us."""
    settings = get_settings()
    return rx.el.div(
        rx.el.p(words.LEAD, class_name="phrase mb-6"),
        rx.el.noscript(
            notice(
                "このフォームには、ブラウザーのJavaScriptが必要です",
                rx.el.p("JavaScriptを有効にできないときは、メールまたは電話でご連絡ください。"),
                rx.el.p("メール：", NativeLink.create(settings.operator_mail, href=f"mailto:{settings.operator_mail}", class_name="link")),
                rx.el.p(f"電話：{settings.operator_phone}　{settings.operator_phone_hours}"),
                tone="warning",
            )
        ),
        rx.el.p("読み込んでいます…", role="status", class_name="visually-hidden needs-script"),
        skeleton("mb-8 h-60 w-full"),
        *[
            rx.el.div(skeleton("h-6 w-40"), skeleton("mt-2 h-4 w-72 max-w-full"), skeleton("mt-2 h-12 w-full"), class_name="mb-8")
            for _ in range(4)
        ],
        skeleton("h-72 w-full"),
    )
