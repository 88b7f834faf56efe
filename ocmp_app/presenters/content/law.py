"""特定商取引法に基づく表記: who sells, prices, when to pay, when it is provided, how to cancel.

Beside the settings common to all texts, the rows name the operator's particulars in EXTRA_PLACEHOLDERS; each
is the settings field of the same name.
"""

from __future__ import annotations

from ocmp_app.presenters.content.model import LawRow, text

TITLE = "特定商取引法に基づく表記"

EXTRA_PLACEHOLDERS = frozenset(
    {"operator_address", "operator_representative", "operator_phone_hours", "registration_number"},
)

LEAD = text("""
    本マーケットプレースは、法人などの事業者のお客様に向けたものです。お取引の条件を分かりやすくお伝えするため、次のとおり表示します。
""")

ROWS: tuple[LawRow, ...] = (
    LawRow(term="販売業者", description="{operator}"),
    LawRow(term="運営責任者", description="{operator_representative}"),
    LawRow(term="所在地", description="{operator_address}"),
    LawRow(
        term="お問い合わせ先",
        description=text("""
            - 電話：{contact_phone}（受付時間：{operator_phone_hours}）
            - メール：{contact_mail}
            - フォーム：[資料請求・お問い合わせ](/inquiry)
        """),
    ),
    LawRow(term="適格請求書発行事業者の登録番号", description="{registration_number}"),
    LawRow(
        term="サービスの提供者",
        description="サービスごとの提供事業者です。名称は、各サービスの商品ページに表示します。",
    ),
    LawRow(
        term="販売価格",
        description=text("""
            各サービスの商品ページに、プランごとの月額料金と初期費用を、税込・税抜の別が分かるように表示します。
            消費税を含むお支払いの金額は、お申し込みの確認画面に表示します。標準の税率は{tax_percent}％です。
        """),
    ),
    LawRow(
        term="料金のほかに必要な費用",
        description=text("""
            - インターネットへの接続にかかる通信料
            - 銀行振込の場合は、金融機関の定める振込手数料
        """),
    ),
    LawRow(
        term="お支払い方法",
        description=text("""
            クレジットカード（JCB、Diners、American Express、VISA、Mastercard）、口座振替、銀行振込のうち、
            サービスごとに定める方法です。口座振替と銀行振込には、[{hipayment}サービスへの入会](/hipayment)が必要です。
        """),
    ),
    LawRow(
        term="お支払いの時期",
        description=text("""
            毎月{closing_day}日を締め日とし、この日にご利用中のサービスの料金をご請求します。

            - **クレジットカード**：カード会社の定める日
            - **口座振替**：締め日の翌月{debit_day}日（金融機関の休業日にあたるときは翌営業日）
            - **銀行振込**：締め日と同じ月の{invoice_day}日ごろにお送りする請求書に記載の期日

            口座振替と銀行振込では、お申し込みの時期により、最初の月のご請求が翌月分と合算されることがあります。
        """),
    ),
    LawRow(
        term="サービスの提供時期",
        description=text("""
            お申し込みのあと、提供事業者が準備を行い、利用を始められることをお客様へ直接ご連絡します。
            利用開始までの日数の目安は、各サービスの商品ページに表示します。
        """),
    ),
    LawRow(
        term="お申し込みの方法",
        description=text("""
            「ネットで直接契約」のサービスは、会員登録のうえ、商品ページの「利用申し込みを行う」からお申し込みください。
            そのほかのサービスは、「資料請求・お問い合わせ」で承ります。
        """),
    ),
    LawRow(
        term="契約期間と最低利用期間",
        description=text("""
            契約は、解約のお手続きがあるまで継続します。最低利用期間は、各サービスの商品ページに表示します。
            利用開始日以後の最初の締め日の月を1か月目として数えます。
        """),
    ),
    LawRow(
        term="解約",
        description=text("""
            マイページの利用情報一覧からお手続きいただけます。利用終了日は月末で、最も早くてお手続きをした月の末日、
            最低利用期間が残っている場合は、その期間が終わる月の末日です。利用終了日までは、解約を取り消せます。
        """),
    ),
    LawRow(
        term="返品・返金",
        description=text("""
            サービスの性質上、お申し込み後の返品はお受けしていません。月額料金の日割りによる返金は行いません。
            当社または提供事業者の責任によりサービスを提供できない場合の取り扱いは、各サービスの利用規約によります。
        """),
    ),
    LawRow(
        term="領収書",
        description="領収書は発行していません。ご請求の内容は、マイページの請求照会でご確認いただけます。",
    ),
    LawRow(
        term="動作環境",
        description="本マーケットプレースの画面については[推奨環境](/environment)、各サービスについては商品ページの「利用環境」をご覧ください。",
    ),
)
