"""The shop's texts keep to the facts, to the settings and to our own routes (R1–R41, pages.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass
from string import Formatter
from types import ModuleType

import pytest

from ocmp_app.domain.catalogue import PaymentMethod
from ocmp_app.presenters.content import (
    environment,
    errors,
    faq,
    faq_member,
    faq_paying,
    faq_using,
    guide,
    hipayment,
    inquiry,
    law,
    privacy,
    terms,
    top,
)
from ocmp_app.presenters.content.faq import FAQ_BY_ID, FAQ_GROUPS
from ocmp_app.presenters.content.model import SETTING_PLACEHOLDERS, Actor, Article, FaqItem, MailTemplate, text

MODULES = (
    environment,
    errors,
    faq,
    faq_member,
    faq_paying,
    faq_using,
    guide,
    hipayment,
    inquiry,
    law,
    privacy,
    terms,
    top,
)
OWN_PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    guide.__name__: guide.EXAMPLE_PLACEHOLDERS,
    inquiry.__name__: inquiry.MAIL_PLACEHOLDERS,
    law.__name__: law.EXTRA_PLACEHOLDERS,
    errors.__name__: errors.PLACEHOLDERS,
}

# Static routes of pages.md that a text may lead to.
ROUTES = frozenset(
    [
        "/",
        "/search",
        "/compare",
        "/inquiry",
        "/faq",
        "/guide",
        "/environment",
        "/terms",
        "/privacy",
        "/law",
        "/hipayment",
        "/register",
        "/login",
        "/recover/user-id",
        "/recover/password",
        "/mypage",
        "/mypage/contracts",
        "/mypage/invoices",
        "/mypage/usage",
        "/mypage/profile",
        "/mypage/payment",
        "/mypage/password",
        "/mypage/security",
        "/mypage/favorites",
        "/mypage/drafts",
        "/mypage/manual",
    ]
)

DEFAULTS = {
    "operator": "株式会社日立システムズ",
    "agency": "三菱HCキャピタル株式会社",
    "hipayment": "HiPayment",
    "statement_name_card": "オープンクラウド",
    "statement_name_transfer": "ミツビシHCキヤピタル(カ",
    "tax_percent": 10,
    "closing_day": 1,
    "publish_day": 10,
    "debit_day": 7,
    "invoice_day": 25,
    "lock_failures": 5,
    "lock_minutes": 10,
    "contact_mail": "support@ocmp.example.jp",
    "contact_phone": "0120-000-000",
}

MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


def strings(value: object) -> Iterator[str]:
    """Every string below a constant: what may come on screen."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)


def constants(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in vars(module).items():
        if name.isupper() and not isinstance(value, frozenset):
            yield name, value


def texts_of(module: ModuleType) -> list[str]:
    return [found for _, value in constants(module) for found in strings(value)]


def mails() -> list[str]:
    return [part for mail in (inquiry.RECEIPT_MAIL, inquiry.NOTICE_MAIL) for part in strings(mail)]


def placeholders(source: str) -> set[str]:
    found = set()
    for _, name, spec, conversion in Formatter().parse(source):
        if name is not None:
            assert not spec, source
            assert not conversion, source
            found.add(name)
    return found


def rendered(item: FaqItem) -> str:
    return item.answer.format_map(DEFAULTS)


ITEMS = tuple(item for group in FAQ_GROUPS for item in group.items)
by_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
by_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


class TestText:
    def test_joins_the_lines_of_a_paragraph_and_of_a_list_item(self) -> None:
        source = """
            一つ目の
            段落です。

            - 項目の
              続き
            - 次の項目

            ### 見出し
            後の段落
        """
        assert text(source) == "一つ目の段落です。\n\n- 項目の続き\n- 次の項目\n\n### 見出し\n\n後の段落"

    def test_a_list_right_below_a_paragraph_stays_part_of_no_paragraph(self) -> None:
        assert text("段落\n- 項目") == "段落\n\n- 項目"


class TestEveryText:
    @by_module
    def test_names_only_known_placeholders(self, module: ModuleType) -> None:
        allowed = SETTING_PLACEHOLDERS | OWN_PLACEHOLDERS.get(module.__name__, frozenset())
        for source in texts_of(module):
            assert placeholders(source) <= allowed, source

    def test_the_defaults_cover_every_setting(self) -> None:
        assert set(DEFAULTS) == SETTING_PLACEHOLDERS

    @by_module
    def test_carries_no_name_and_no_number_that_is_a_setting(self, module: ModuleType) -> None:
        forbidden = re.compile(
            r"日立|三菱|ミツビシ|HiPayment|「オープンクラウド」|(?<!\d)(?:1|7|10|25)日|(?<!\d)10分|(?<!\d)5回|\d+ ?[%％]|3か月先"
        )
        for source in texts_of(module):
            assert not forbidden.search(source), source

    @by_module
    def test_links_only_to_routes_of_the_shop(self, module: ModuleType) -> None:
        for source in texts_of(module):
            assert source.count("](") == len(MARKDOWN_LINK.findall(source)), source
            for label, target in MARKDOWN_LINK.findall(source):
                route, _, anchor = target.partition("#")
                assert label, source
                assert route in ROUTES, target
                if anchor:
                    assert route == "/faq", target
                    assert anchor in FAQ_BY_ID, target

    def test_links_of_errors_lead_to_routes_of_the_shop(self) -> None:
        found = [value for _, value in constants(errors) if isinstance(value, errors.ErrorText)]
        assert len(found) == 8
        for error in found:
            for link in error.links:
                assert link.href in ROUTES

    @by_module
    def test_keeps_to_the_markdown_subset(self, module: ModuleType) -> None:
        plain = set(mails())
        for source in texts_of(module):
            if source in plain:
                continue
            assert source == source.strip(), source
            assert source.count("**") % 2 == 0, source
            assert not re.search(r"[`<>|]|\*{3}|^[ \t]|[ \t]$|^#{1,2} |^#{4,}|^\d+\. |^\* ", source, re.MULTILINE), source
            for block in source.split("\n\n"):
                lines = block.split("\n")
                assert len(lines) == 1 or all(line.startswith("- ") for line in lines), block

    @by_module
    def test_breaks_no_line_between_two_latin_words(self, module: ModuleType) -> None:
        """Joining lines drops the break, so two words would run together: no lower-upper seam but brand names."""
        for source in texts_of(module):
            for word in re.findall(r"[A-Za-z]+", source):
                if re.search(r"[a-z][A-Z]", word):
                    assert word in {"JavaScript", "iPhone", "SaaS"}, word

    def test_cannot_be_changed(self) -> None:
        with pytest.raises(FrozenInstanceError):
            ITEMS[0].question = "?"  # type: ignore[misc]


class TestFaq:
    # R3
    def test_has_the_twelve_groups(self) -> None:
        assert [group.id for group in FAQ_GROUPS] == [
            "marketplace",
            "provision",
            "environment",
            "application",
            "billing",
            "card",
            "account-transfer",
            "bank-transfer",
            "hipayment",
            "membership",
            "trouble",
            "cancellation",
        ]
        assert all(len(group.items) >= 5 for group in FAQ_GROUPS)
        assert len(ITEMS) >= 60

    # R3
    def test_ids_are_stable_links(self) -> None:
        ids = [item.id for item in ITEMS] + [group.id for group in FAQ_GROUPS]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", one) for one in ids)
        assert set(FAQ_BY_ID) == {item.id for item in ITEMS}

    def test_no_question_stands_twice(self) -> None:
        questions = [item.question for item in ITEMS]
        assert len(questions) == len(set(questions))

    @by_item
    def test_each_is_a_sentence_with_sources_and_words(self, item: FaqItem) -> None:
        assert item.question.endswith(("。", "か。"))
        assert item.rules
        assert len(item.rules) == len(set(item.rules))
        assert all(re.fullmatch(r"R([1-9]|[1-3]\d|4[01])", rule) for rule in item.rules)
        assert len(item.words) >= 3
        assert len(item.words) == len(set(item.words))
        assert rendered(item)

    # R1–R41: each fact a customer meets is answered somewhere.
    @pytest.mark.parametrize("rule", [f"R{number}" for number in range(1, 42)])
    def test_every_fact_is_answered(self, rule: str) -> None:
        assert any(rule in item.rules for item in ITEMS)

    @pytest.mark.parametrize(
        ("rule", "id", "needles"),
        [
            ("R1", "env-keyboard", ("キーボード", "本文へ", "TOP")),
            ("R2", "market-inquiry", ("どのページから", "サービスの名前が入った")),
            ("R3", "market-share-answer", ("専用のリンク", "質問を検索")),
            ("R4", "apply-flow", ("/guide", "ネットで直接契約")),
            ("R5", "env-screen", ("1024×768",)),
            ("R5", "env-tls", ("TLS 1.2以上",)),
            ("R6", "market-receipt", ("受付番号", "受付メール")),
            ("R7", "market-search", ("キーワード", "絞り込み")),
            ("R8", "market-kinds", ("ネットで直接契約", "資料請求・お問い合わせ")),
            ("R9", "market-product-page", ("初期費用", "最低利用期間", "利用規約", "提供事業者")),
            ("R10", "provision-start-notice", ("提供事業者からお客様へ直接",)),
            ("R11", "apply-membership", ("会員登録が必要", "失われません")),
            ("R12", "apply-payment-methods", ("クレジットカード", "口座振替", "銀行振込", "サービスごとに異なり")),
            ("R13", "card-several", ("1枚", "会員登録")),
            ("R13", "debit-several", ("1つ", "会員登録")),
            ("R14", "apply-add", ("同じ手順",)),
            ("R15", "apply-start-change", ("商品ページ", "お客様ご自身が変更することはできません")),
            ("R16", "apply-change-method", ("解約し、新しい支払い方法であらためてお申し込み",)),
            ("R17", "apply-trial", ("トライアル申請中", "トライアル利用中")),
            ("R18", "card-brands", ("JCB", "Diners", "American Express", "VISA", "Mastercard", "提携")),
            ("R19", "card-number", ("ハイフンを入れずに",)),
            ("R20", "card-code", ("必須", "American Express：カードの**表面**にある**4桁**", "**裏面**にある**3桁**")),
            ("R20", "card-no-code", ("お使いいただけません",)),
            ("R21", "card-statement", ("「**オープンクラウド**」",)),
            ("R22", "card-debit-day", ("カード会社によって異なります",)),
            ("R22", "card-change", ("/mypage/payment", "カードを変更する")),
            ("R23", "card-safety", ("保存しません", "下4桁", "有効期限", "ブランド")),
            ("R24", "hipay-join", ("カスタマーセンター", "「HiPaymentサービス入会申込書」", "ご返送", "審査")),
            ("R24", "hipay-refused", ("お断りすることがあります",)),
            ("R25", "debit-passbook", ("「**ミツビシHCキヤピタル(カ**」",)),
            ("R26", "hipay-first-bill", ("翌月分と合算", "翌月合算")),
            ("R27", "debit-account-change", ("三菱HCキャピタル株式会社がお送りする請求書に記載の連絡先",)),
            ("R27", "transfer-address-change", ("三菱HCキャピタル株式会社がお送りする請求書に記載の連絡先",)),
            ("R28", "hipay-already", ("あらためてHiPaymentサービスへの入会が必要",)),
            ("R28", "hipay-separate", ("別々",)),
            ("R29", "bill-closing", ("毎月1日", "ご利用中のサービス")),
            ("R30", "bill-payment-day", ("カード会社の定める日", "翌月7日", "翌営業日", "25日ごろ", "請求書に記載の口座")),
            ("R31", "bill-publish", ("10日ごろ", "支払い方法がどれであっても同じ")),
            ("R32", "bill-receipt", ("領収書は発行していません", "請求照会")),
            ("R33", "bill-details", ("/mypage/invoices", "明細")),
            (
                "R34",
                "member-mypage",
                ("契約一覧", "請求一覧", "利用情報一覧", "利用者情報", "パスワード変更", "カードの変更", "操作マニュアル"),
            ),
            ("R35", "member-user-id", ("いいえ、別のもの",)),
            ("R36", "member-profile", ("メールアドレス、申込者、会社名、住所など", "/mypage/profile")),
            ("R37", "leave-how", ("利用者情報", "退会する")),
            ("R37", "leave-refused", ("契約があるとき", "利用中・申請中", "どの契約やトライアルが残っているか")),
            ("R38", "trouble-lock", ("5回", "10分間", "自動的に")),
            ("R39", "trouble-forgot-id", ("ログインボタンの下", "ユーザIDを忘れた方")),
            ("R39", "trouble-forgot-password", ("ログインボタンの下", "パスワードを忘れた方")),
            ("R40", "trouble-no-mail", ("迷惑メール", "資料請求・お問い合わせ")),
            ("R41", "cancel-how", ("/mypage/usage", "解約する", "解約を確定する")),
            ("R41", "cancel-mail", ("完了をお知らせするメール",)),
        ],
    )
    def test_the_answer_says_it_exactly(self, rule: str, id: str, needles: tuple[str, ...]) -> None:
        item = FAQ_BY_ID[id]
        assert rule in item.rules
        for needle in needles:
            assert needle in rendered(item), needle

    # billing.md: the minimum term counts billed months; start 2026-11-16, n 3 → 2027-02-28
    def test_the_minimum_term_is_told_by_the_worked_example(self) -> None:
        answer = rendered(FAQ_BY_ID["cancel-minimum-term"])
        assert "3か月のサービスを11月16日に始めた場合、12月が1か月目となり、翌年2月の末日" in answer


class TestGuide:
    # R4
    def test_steps_are_numbered_and_every_party_acts(self) -> None:
        assert 6 <= len(guide.STEPS) <= 8
        assert [step.number for step in guide.STEPS] == list(range(1, len(guide.STEPS) + 1))
        assert {step.actor for step in guide.STEPS} == {Actor.CUSTOMER, Actor.MARKETPLACE, Actor.PROVIDER}
        assert all(step.duration for step in guide.STEPS)

    # R10: the provider itself tells the customer
    def test_the_provider_announces_the_start(self) -> None:
        step = next(step for step in guide.STEPS if "お知らせ" in step.title)
        assert step.actor is Actor.PROVIDER
        assert "直接" in step.text

    # R30
    def test_the_example_has_one_line_for_each_payment_method(self) -> None:
        methods = [line.method for line in guide.EXAMPLE_LINES if line.method]
        assert methods == list(PaymentMethod)
        assert len({line.code for line in guide.EXAMPLE_LINES}) == len(guide.EXAMPLE_LINES)

    def test_the_example_uses_every_placeholder_it_asks_for(self) -> None:
        used = set()
        for source in (guide.EXAMPLE_LEAD, *strings(guide.EXAMPLE_LINES)):
            used |= placeholders(source)
        assert used >= guide.EXAMPLE_PLACEHOLDERS

    def test_every_amount_says_whether_tax_is_in_it(self) -> None:
        for source in strings(guide.EXAMPLE_LINES):
            assert source.count("{total}") == source.count("{total}（税込）")
            assert source.count("{subtotal}") == source.count("{subtotal}（税抜）")


class TestEnvironment:
    # R5
    def test_names_the_requirements(self) -> None:
        whole = "".join(texts_of(environment))
        for needle in ("JavaScript", "TLS 1.2", "1024×768", "スマートフォン", "最新版", "商品ページの「利用環境」"):
            assert needle in whole


class TestLegalTexts:
    @pytest.mark.parametrize("articles", [terms.ARTICLES, hipayment.TERMS], ids=["terms", "hipayment"])
    def test_articles_are_numbered_without_a_gap(self, articles: tuple[Article, ...]) -> None:
        assert [article.number for article in articles] == list(range(1, len(articles) + 1))
        assert all(article.paragraphs for article in articles)
        assert articles[0].heading == "第1条（目的）"

    def test_the_membership_terms_have_fifteen_to_twenty_articles_and_a_version(self) -> None:
        assert 15 <= len(terms.ARTICLES) <= 20
        assert re.fullmatch(r"\d+\.\d+", terms.VERSION)
        assert terms.EFFECTIVE_FROM.year >= 2019

    # R13, R16, R32, R37
    @pytest.mark.parametrize(
        "needle", ["それぞれ1つとします", "あらためて申し込む", "領収書を発行せず", "退会することができません"]
    )
    def test_the_membership_terms_hold_the_rules_of_the_shop(self, needle: str) -> None:
        assert needle in "".join(strings(terms.ARTICLES))

    # R24–R28
    @pytest.mark.parametrize(
        "needle", ["入会申込書", "審査", "{statement_name_transfer}", "翌月合算", "請求書に記載の連絡先", "別に行います"]
    )
    def test_the_hipayment_terms_hold_its_rules(self, needle: str) -> None:
        assert needle in "".join(strings(hipayment.TERMS))

    # R23
    def test_privacy_says_that_card_numbers_are_not_kept(self) -> None:
        section = next(section for section in privacy.SECTIONS if section.id == "card-numbers")
        assert "保存も記録もしません" in section.text

    def test_the_disclosure_has_its_rows_once_each(self) -> None:
        found = [row.term for row in law.ROWS]
        assert len(found) == len(set(found))
        for term in ("販売業者", "所在地", "販売価格", "お支払い方法", "お支払いの時期", "サービスの提供時期", "解約"):
            assert term in found

    @pytest.mark.parametrize("module", [environment, hipayment, privacy], ids=["environment", "hipayment", "privacy"])
    def test_sections_have_anchors_of_their_own(self, module: ModuleType) -> None:
        ids = [section.id for section in module.SECTIONS]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[a-z][a-z-]*", one) for one in ids)


class TestTop:
    def test_features_six_questions_that_exist(self) -> None:
        assert len(top.FEATURED_FAQ_IDS) == len(set(top.FEATURED_FAQ_IDS)) == 6
        assert set(top.FEATURED_FAQ_IDS) <= set(FAQ_BY_ID)

    def test_works_in_four_steps(self) -> None:
        assert [step.number for step in top.STEPS] == [1, 2, 3, 4]


class TestInquiry:
    # R6, R15
    def test_has_the_three_kinds_with_the_labels_of_the_form(self) -> None:
        assert [(kind.code, kind.label) for kind in inquiry.KINDS] == [
            ("material", "資料請求"),
            ("question", "お問い合わせ"),
            ("start_date", "利用開始日の変更"),
        ]
        assert [kind.needs_product for kind in inquiry.KINDS] == [False, False, True]

    def test_hints_belong_to_the_fields_of_the_form(self) -> None:
        assert [hint.label for hint in inquiry.FIELD_HINTS] == [
            "種別",
            "会社名",
            "お名前",
            "メールアドレス",
            "電話番号",
            "お問い合わせ内容",
        ]

    # R6
    @pytest.mark.parametrize("mail", [inquiry.RECEIPT_MAIL, inquiry.NOTICE_MAIL], ids=["receipt", "notice"])
    def test_a_mail_carries_number_and_words_even_with_braces(self, mail: MailTemplate) -> None:
        values = {
            "number": "Q-000123",
            "name": "見本 花子",
            "company": "株式会社見本商事",
            "kind": "お問い合わせ",
            "product": inquiry.PRODUCT_NONE,
            "body": "設定は {operator} のままですか。",
            "mail": "hanako@example.co.jp",
            "phone": "",
        }
        assert set(values) == inquiry.MAIL_PLACEHOLDERS
        subject = mail.subject.format_map(DEFAULTS | values)
        body = mail.body.format_map(DEFAULTS | values)
        assert "Q-000123" in subject
        assert "\n" not in subject
        assert "Q-000123" in body
        assert "設定は {operator} のままですか。" in body


class TestErrors:
    def test_each_says_in_one_sentence_what_happened_and_in_one_what_to_do(self) -> None:
        for _, value in constants(errors):
            if isinstance(value, errors.ErrorText):
                assert value.happened.count("。") == 1
                assert value.remedy.count("。") == 1

    def test_a_page_past_the_end_has_its_own_title(self) -> None:
        assert errors.PAGE_PAST_END.title == "該当ページがありません"
