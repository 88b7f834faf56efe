"""資料請求・お問い合わせ (R2, R6, R15): hints, kinds, what happens next, and the two mails.

The kinds' codes are those of the table `inquiry`. A mail is rendered in one `format_map` with the settings and
MAIL_PLACEHOLDERS together, so that braces in what a sender wrote are never looked at.
"""

from __future__ import annotations

from ocmp_app.presenters.content.model import Actor, FieldHint, InquiryKindText, MailTemplate, Step

TITLE = "資料請求・お問い合わせ"
LEAD = "資料のご請求、ご質問、利用開始前のサービスの開始日変更を承ります。会員登録をしなくてもご利用いただけます。"

KINDS: tuple[InquiryKindText, ...] = (
    InquiryKindText(
        code="material",
        label="資料請求",
        description="サービスの紹介資料やリーフレットをお求めの方",
        body_hint="ご希望の資料、ご検討の時期、利用する人数などをお書きいただくと、合うものをお送りできます。",
        next_step="担当者から、ご希望の資料をメールなどでお送りします。",
        needs_product=False,
    ),
    InquiryKindText(
        code="question",
        label="お問い合わせ",
        description="サービス、お申し込み、ご請求などについてご質問のある方",
        body_hint="お尋ねになりたいことを具体的にお書きください。ご契約中の方は、申込番号を添えていただくと早く確認できます。",
        next_step="内容を確認し、担当者からメールまたは電話でお答えします。",
        needs_product=False,
    ),
    InquiryKindText(
        code="start_date",
        label="利用開始日の変更",
        description="お申し込み済みで、まだ利用の始まっていないサービスの開始日を変えたい方",
        body_hint="申込番号、いまの利用開始希望日、変更後の希望日をお書きください。",
        next_step="提供事業者に確認し、変更の可否と新しい利用開始日をご連絡します。ご連絡するまで、変更は確定しません。",
        needs_product=True,
    ),
)

FIELD_HINTS: tuple[FieldHint, ...] = (
    FieldHint(field="kind", label="種別", hint="ご用件にもっとも近いものをお選びください。"),
    FieldHint(field="company", label="会社名", hint="例：株式会社見本商事"),
    FieldHint(field="name", label="お名前", hint="ご担当の方のお名前をご入力ください。例：見本 花子"),
    FieldHint(field="mail", label="メールアドレス", hint="受付番号をこのアドレスへお送りします。例：hanako@example.co.jp"),
    FieldHint(
        field="phone",
        label="電話番号",
        hint="電話での回答をご希望の場合にご入力ください。ハイフンはあってもなくてもかまいません。",
    ),
    FieldHint(
        field="body",
        label="お問い合わせ内容",
        hint="パスワード、カード番号、セキュリティコードは書かないでください。",
    ),
)

PRODUCT_LABEL = "対象のサービス"
PRODUCT_NONE = "指定なし"
PRODUCT_NEEDED = "利用開始日の変更は、対象のサービスを選んでご連絡ください。そのサービスの商品ページから「資料請求・お問い合わせ」を開くと、サービス名が入ります。"

CONFIRM_LEAD = "まだ送信は済んでいません。内容をお確かめのうえ、「送信する」を押してください。"

NEXT_TITLE = "このあとの流れ"

NEXT_STEPS: tuple[Step, ...] = (
    Step(
        number=1,
        title="受付番号をお知らせします",
        text="画面に受付番号を表示し、同じ番号を記した受付メールをお送りします。お問い合わせの際の控えとしてご利用ください。",
        actor=Actor.MARKETPLACE,
    ),
    Step(
        number=2,
        title="内容を確認します",
        text="担当者が内容を確認します。サービスの詳しい内容については、提供事業者に確認することがあります。",
        actor=Actor.MARKETPLACE,
    ),
    Step(
        number=3,
        title="ご回答します",
        text="ご入力のメールアドレスまたは電話番号へご連絡します。内容によっては、お時間をいただくことがあります。",
        actor=Actor.MARKETPLACE,
    ),
)

DONE_TITLE = "送信が完了しました"
DONE_LEAD = "受付番号は {number} です。受付メールを {mail} へお送りしました。"
NO_MAIL_HINT = "受付メールが届かないときは、迷惑メールのフォルダーをご確認ください。見当たらない場合は、受付番号を添えて{contact_mail}へご連絡ください。"

MAIL_PLACEHOLDERS = frozenset({"number", "name", "company", "kind", "product", "body", "mail", "phone"})

RECEIPT_MAIL = MailTemplate(
    subject="【オープンクラウドマーケットプレース】ご連絡を受け付けました（受付番号 {number}）",
    body="""\
{company}
{name} 様

オープンクラウドマーケットプレースにご連絡いただき、ありがとうございます。
次の内容で受け付けました。

受付番号　　　：{number}
種別　　　　　：{kind}
対象のサービス：{product}

お問い合わせ内容：
{body}

担当者が内容を確認し、あらためてご連絡します。
内容によっては、お時間をいただくことがあります。
種別が「利用開始日の変更」の場合、変更は担当者からの連絡をもって確定します。

ご連絡の際は、上の受付番号をお知らせください。
このメールにお心当たりのない場合は、お手数ですが下記までお知らせください。

--
オープンクラウドマーケットプレース
運営：{operator}
メール：{contact_mail}
電話：{contact_phone}
""",
)

NOTICE_MAIL = MailTemplate(
    subject="［OCMP］{kind}を受信しました（受付番号 {number}）",
    body="""\
資料請求・お問い合わせのフォームから、新しい連絡が届きました。
運用画面の「お問い合わせ」で対応を記録してください。

受付番号　　　：{number}
種別　　　　　：{kind}
対象のサービス：{product}

会社名　　　　：{company}
お名前　　　　：{name}
メールアドレス：{mail}
電話番号　　　：{phone}

お問い合わせ内容：
{body}
""",
)
