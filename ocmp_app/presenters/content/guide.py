"""利用開始までの流れ (R4) and the sentences of a worked example whose dates and amounts the page computes.

The example's amounts and dates arrive formatted (date with weekday, yen with its mark); the sentences bring
税込 and 税抜 themselves. `EXAMPLE_PLACEHOLDERS` names what the page has to supply beside the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ocmp_app.domain.catalogue import PaymentMethod
from ocmp_app.presenters.content.model import Actor, ExampleLine, GuideStep, text

TITLE = "利用開始までの流れ"

LEAD = text("""
    「ネットで直接契約」のサービスについて、探すところから使い始めるまでの手順をご案内します。
    この表示のないサービスは、商品ページの「資料請求・お問い合わせ」からご相談ください。
""")

STEPS: tuple[GuideStep, ...] = (
    GuideStep(
        number=1,
        title="サービスを探して比べる",
        text=text("""
            [サービスを探す](/search)で、キーワードや条件から候補を絞り込みます。
            気になるサービスは、最大4件まで[並べて比べる](/compare)ことができます。
        """),
        actor=Actor.CUSTOMER,
        needs=("必要な機能", "利用する人数や台数", "予算と使い始めたい時期"),
        duration="ご検討の進み方によります",
    ),
    GuideStep(
        number=2,
        title="商品ページで内容を確かめる",
        text=text("""
            料金と初期費用、最低利用期間、利用できる支払い方法、利用開始までの日数、利用環境、利用規約をご確認ください。
            トライアルのあるサービスは、契約の前にお試しいただけます。
            ご不明な点は、そのページの「資料請求・お問い合わせ」でお尋ねください。
        """),
        actor=Actor.CUSTOMER,
        needs=("お使いの端末とブラウザーの情報", "社内で確認したい仕様や認証の一覧"),
        duration="ご検討の進み方によります",
    ),
    GuideStep(
        number=3,
        title="会員登録をする",
        text=text("""
            お申し込みには会員登録が必要です。[会員登録](/register)の画面で入力し、届いたメールでメールアドレスを確認すると完了します。
            お申し込みの途中で登録しても、それまでに入力した内容は失われません。登録済みの方は[ログイン](/login)へお進みください。
        """),
        actor=Actor.CUSTOMER,
        needs=("受信できるメールアドレス", "会社名・住所・電話番号", "使いたいユーザIDとパスワード"),
        duration="入力は数分ほど",
    ),
    GuideStep(
        number=4,
        title="利用を申し込む",
        text=text("""
            商品ページの「利用申し込みを行う」から、プランと数量、利用開始希望日、お客様情報、お支払い方法を入力し、規約に同意します。
            確認画面で内容を確かめて「申し込む」を押すと、申込番号が表示されます。
        """),
        actor=Actor.CUSTOMER,
        needs=(
            "プランと数量、利用開始希望日",
            "クレジットカード払いの場合は、カードとセキュリティコード",
            "利用規約に同意できる権限、または社内の承認",
        ),
        duration="入力は数分ほど",
    ),
    GuideStep(
        number=5,
        title="お申し込みを受け付ける",
        text=text("""
            受付メールをお送りし、お申し込みの内容を提供事業者へ伝えます。状態はマイページの[契約一覧](/mypage/contracts)で確認できます。

            口座振替・銀行振込をお選びの場合は、「{hipayment}サービス入会申込書」を郵送します。ご記入のうえご返送ください。
            審査の結果を待たずに、サービスの準備は進みます。詳しくは[{hipayment}サービスについて](/hipayment)をご覧ください。
        """),
        actor=Actor.MARKETPLACE,
        needs=("口座振替・銀行振込の場合は、届いた申込書へのご記入とご返送",),
        duration="受付メールは、お申し込みのあと自動でお送りします",
    ),
    GuideStep(
        number=6,
        title="サービスを準備する",
        text=text("""
            提供事業者が、お客様の利用環境を準備します。準備が始まると、状態が「準備中」に変わります。
            利用開始日を変更したいときは、商品ページの「資料請求・お問い合わせ」から、種別「利用開始日の変更」でご連絡ください。
        """),
        actor=Actor.PROVIDER,
        needs=("提供事業者から確認の連絡があった場合は、そのご返答",),
        duration="サービスにより異なります（商品ページに営業日で掲載）",
    ),
    GuideStep(
        number=7,
        title="利用開始をお知らせする",
        text=text("""
            準備が整うと、提供事業者からお客様へ直接、利用を始められることをご連絡します。
            ログイン方法や最初の設定も、この連絡でご案内します。
        """),
        actor=Actor.PROVIDER,
        needs=(),
        duration="準備が整いしだい",
    ),
    GuideStep(
        number=8,
        title="使い始める・お支払いを確認する",
        text=text("""
            サービスをご利用ください。利用開始日以後の最初の締め日（毎月{closing_day}日）から、ご請求が始まります。
            請求額は、毎月{publish_day}日ごろにマイページの[請求一覧](/mypage/invoices)でご確認いただけます。
            数量の変更や解約も、マイページで行えます。
        """),
        actor=Actor.CUSTOMER,
        needs=("提供事業者からの利用開始の連絡", "マイページのユーザIDとパスワード"),
        duration="利用開始日から",
    ),
)

STEP_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "actor": "行う人",
        "needs": "お手元にご用意いただくもの",
        "duration": "かかる時間",
        "nothing_needed": "特にありません",
    }
)

EXAMPLE_PLACEHOLDERS = frozenset(
    {
        "service",
        "plan",
        "unit",
        "unit_price",
        "quantity",
        "initial_fee",
        "apply_date",
        "start_date",
        "first_closing",
        "publish_date",
        "debit_date",
        "invoice_date",
        "due_date",
        "subtotal",
        "tax",
        "total",
    }
)

EXAMPLE_TITLE = "日付と金額の例"
EXAMPLE_LEAD = (
    "{apply_date}に「{service}」のプラン「{plan}」を{quantity}{unit}分お申し込みになった場合の、最初のお支払いまでの流れです。"
)

EXAMPLE_LINES: tuple[ExampleLine, ...] = (
    ExampleLine(code="apply", label="お申し込み", text="{apply_date}に、画面からお申し込みになります。"),
    ExampleLine(code="start", label="利用開始", text="{start_date}に、提供事業者からの連絡を受けて使い始めます。"),
    ExampleLine(
        code="closing",
        label="最初の締め日",
        text="{first_closing}が最初の締め日です。この日に利用中のため、この月の1か月分の料金（初期費用のあるプランでは初期費用も）が請求の対象になります。",
    ),
    ExampleLine(
        code="amount",
        label="請求額",
        text=(
            "初期費用{initial_fee}と、月額{unit_price}×{quantity}{unit}の合計は{subtotal}（税抜）です。"
            "消費税{tax}を加え、請求額は{total}（税込）になります。"
        ),
    ),
    ExampleLine(
        code="publish", label="請求額の公開", text="{publish_date}ごろから、マイページの請求一覧で請求額と内訳を確認できます。"
    ),
    ExampleLine(
        code="pay-card",
        label="クレジットカードの場合",
        text="{publish_date}ごろに、{total}（税込）をカード会社へ請求します。口座からの引き落とし日は、カード会社によって異なります。",
        method=PaymentMethod.CARD,
    ),
    ExampleLine(
        code="pay-account-transfer",
        label="口座振替の場合",
        text="{debit_date}に、{total}（税込）を口座から引き落とします。通帳には「{statement_name_transfer}」と記帳されます。",
        method=PaymentMethod.ACCOUNT_TRANSFER,
    ),
    ExampleLine(
        code="pay-bank-transfer",
        label="銀行振込の場合",
        text="{invoice_date}ごろに請求書をお送りします。請求書に記載の口座へ、{due_date}までに{total}（税込）をお振り込みください。",
        method=PaymentMethod.BANK_TRANSFER,
    ),
)

EXAMPLE_NO_INITIAL_FEE = (
    "月額{unit_price}×{quantity}{unit}は{subtotal}（税抜）です。消費税{tax}を加え、請求額は{total}（税込）になります。"
)
"""Stands in for the line `amount` where the plan has no initial fee."""

EXAMPLE_NOTES: tuple[str, ...] = (
    "料金は日割りになりません。利用開始日から最初の締め日の前日までの料金を、別にいただくこともありません。",
    (
        "口座振替・銀行振込の例は、最初の締め日までに{hipayment}サービスへの入会が承認されている場合のものです。"
        "承認がそのあとになるときは、最初の請求は翌月分と合算されます。"
    ),
    "実際の日付と金額は、お申し込みの確認画面と、マイページの請求一覧でご確認ください。",
)
