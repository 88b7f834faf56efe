"""The top page: what the shop is in a breath, how it works, why to use it, and six questions to begin with."""

from __future__ import annotations

from ocmp_app.presenters.content.model import Actor, Reason, Step

LEAD: tuple[str, ...] = (
    "業務に合うクラウドサービスを、探すところから解約まで、ひとつの場所で。",
    "料金、契約の条件、仕様をそろえた形で見比べ、そのままお申し込みいただけます。",
)

STEPS_TITLE = "ご利用の流れ"

STEPS: tuple[Step, ...] = (
    Step(
        number=1,
        title="探す・比べる",
        text="キーワードと条件で候補を絞り込み、最大4件まで並べて比べられます。",
        actor=Actor.CUSTOMER,
    ),
    Step(
        number=2,
        title="申し込む",
        text="会員登録をして、商品ページからお申し込みください。登録は途中でもできます。",
        actor=Actor.CUSTOMER,
    ),
    Step(
        number=3,
        title="準備ができるのを待つ",
        text="提供事業者が準備をして、使い始められることをお客様へ直接ご連絡します。",
        actor=Actor.PROVIDER,
    ),
    Step(
        number=4,
        title="使う・管理する",
        text="契約、請求、数量の変更、解約まで、マイページでまとめて行えます。",
        actor=Actor.CUSTOMER,
    ),
)

REASONS_TITLE = "オープンクラウドマーケットプレースの特長"

REASONS: tuple[Reason, ...] = (
    Reason(
        title="条件をそろえて比べられる",
        text="料金、初期費用、最低利用期間、仕様を同じ並びで掲載。違いのある行が、ひと目で分かります。",
    ),
    Reason(
        title="請求がまとまる",
        text="提供事業者が違っても、支払い方法ごとに月に一つの請求になります。内訳はマイページで確認できます。",
    ),
    Reason(
        title="支払いの予定が先に見える",
        text="お申し込みでも解約でも、確定する前に、金額と支払いの時期をお見せします。",
    ),
    Reason(
        title="入力が無駄にならない",
        text="途中で会員登録をしても、通信が切れても、入力した内容は残ります。",
    ),
)

FAQ_TITLE = "よくあるご質問"

FEATURED_FAQ_IDS: tuple[str, ...] = (
    "market-kinds",
    "apply-membership",
    "apply-payment-methods",
    "provision-lead-time",
    "bill-payment-day",
    "cancel-date",
)
