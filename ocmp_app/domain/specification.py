"""The service specification sheet: typed questions in groups.

Modelled on the service questions of the UK Digital Marketplace (G-Cloud): every
provider answers the same questions, so answers can be compared side by side.
An answer is stored as text in the form its type defines; `parse` checks it and
`display` makes the Japanese sentence part for the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AnswerType(StrEnum):
    """What an answer may hold."""

    YES_NO = "yes_no"  # "yes" | "no"
    CHOICE = "choice"  # one code of `choices`
    CHOICES = "choices"  # codes of `choices`, "a,b"
    NUMBER = "number"  # decimal number as text, shown with `unit`
    TEXT = "text"  # free text, one paragraph


class BadAnswer(ValueError):
    """An answer does not fit its question; `reason` is a Japanese sentence."""

    def __init__(self, question: str, value: object, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question = question
        self.value = value
        self.reason = reason


@dataclass(frozen=True)
class Question:
    """One question. `choices` maps code → label for CHOICE and CHOICES."""

    code: str
    label: str
    type: AnswerType
    choices: Mapping[str, str] | None = None
    unit: str = ""
    max_length: int = 300


@dataclass(frozen=True)
class QuestionGroup:
    """Questions shown under one heading."""

    code: str
    label: str
    questions: tuple[Question, ...]


_Y, _C, _M, _N, _T = (
    AnswerType.YES_NO,
    AnswerType.CHOICE,
    AnswerType.CHOICES,
    AnswerType.NUMBER,
    AnswerType.TEXT,
)

QUESTION_GROUPS: tuple[QuestionGroup, ...] = (
    QuestionGroup("data", "データの保管", (
        Question("data_location", "データの保管場所", _M, {"japan": "日本国内", "asia": "アジア（日本以外）", "us": "米国", "eu": "欧州", "other": "その他"}),
        Question("data_center_tier", "データセンターの水準", _C, {"jdcc3": "JDCC ティア3相当", "jdcc4": "JDCC ティア4相当", "cloud": "大手クラウド基盤", "other": "その他"}),
        Question("encryption_at_rest", "保存データの暗号化", _Y),
        Question("encryption_in_transit", "通信の暗号化", _C, {"tls13": "TLS 1.3", "tls12": "TLS 1.2以上", "vpn": "閉域網・VPN"}),
        Question("tenant_isolation", "お客様ごとのデータの分離", _C, {"logical": "論理的に分離", "database": "データベース単位で分離", "dedicated": "専用環境"}),
    )),
    QuestionGroup("availability", "バックアップと可用性", (
        Question("backup_frequency", "バックアップの頻度", _C, {"continuous": "常時", "hourly": "1時間ごと", "daily": "毎日", "weekly": "毎週", "none": "なし（お客様が実施）"}),
        Question("backup_generations", "バックアップの保持世代", _N, unit="世代"),
        Question("uptime", "稼働率の目標", _N, unit="%"),
        Question("recovery_time", "障害時の目標復旧時間", _N, unit="時間"),
        Question("maintenance", "計画停止", _T),
    )),
    QuestionGroup("support", "サポート", (
        Question("support_hours", "受付時間", _C, {"business": "平日 9:00～17:30", "extended": "平日 9:00～21:00", "everyday": "毎日 9:00～18:00", "always": "24時間365日"}),
        Question("support_channels", "受付方法", _M, {"phone": "電話", "mail": "メール", "chat": "チャット", "form": "Webフォーム", "onsite": "訪問"}),
        Question("first_response", "一次回答の目安", _N, unit="時間以内"),
        Question("onboarding", "導入支援", _C, {"free": "無償で実施", "paid": "有償で実施", "none": "なし"}),
    )),
    QuestionGroup("access", "認証とアクセス管理", (
        Question("two_factor", "多要素認証", _Y),
        Question("sso", "シングルサインオン", _M, {"saml": "SAML 2.0", "oidc": "OpenID Connect", "ad": "Active Directory連携", "none": "なし"}),
        Question("ip_restriction", "接続元IPアドレスの制限", _Y),
        Question("audit_log", "操作ログの保存期間", _N, unit="か月"),
    )),
    QuestionGroup("standards", "標準と連携", (
        Question("api", "API", _C, {"rest": "REST APIを公開", "limited": "個別に提供", "none": "なし"}),
        Question("standards", "対応する標準・制度", _M, {
            "ebook": "電子帳簿保存法", "invoice": "適格請求書（インボイス）", "peppol": "Peppol（JP PINT）", "zengin": "全銀フォーマット",
            "egov": "e-Gov電子申請", "scim": "SCIM", "webdav": "WebDAV", "smime": "S/MIME", "dmarc": "DMARC", "jisx8341": "JIS X 8341-3", "none": "該当なし"}),
        Question("import_export", "データの取り込み・書き出し形式", _M, {"csv": "CSV", "excel": "Excel", "json": "JSON", "xml": "XML", "pdf": "PDF", "none": "なし"}),
    )),
    QuestionGroup("exit", "解約時の取り扱い", (
        Question("exit_export", "解約前のデータ書き出し", _C, {"self": "お客様の操作で書き出し", "request": "依頼により提供", "none": "提供なし"}),
        Question("exit_retention", "解約後のデータ保持期間", _N, unit="日"),
        Question("exit_deletion", "データの消去", _C, {"auto": "自動で消去", "certificate": "消去し証明書を発行", "request": "依頼により消去"}),
    )),
)

QUESTIONS: Mapping[str, Question] = {
    question.code: question for group in QUESTION_GROUPS for question in group.questions
}


def parse(code: str, value: object) -> str:
    """The answer in its stored form. Raises BadAnswer when it does not fit the question.

    Accepts what TOML, JSON and CSV give: bool, number, text, list of texts.
    """
    question = QUESTIONS.get(code)
    if question is None:
        raise BadAnswer(code, value, "この項目は仕様項目にありません")
    match question.type:
        case AnswerType.YES_NO:
            return _yes_no(code, value)
        case AnswerType.CHOICE:
            return _choice(question, value)
        case AnswerType.CHOICES:
            raw = value if isinstance(value, list) else str(value).split(",")
            picked = [_choice(question, str(item).strip()) for item in raw if str(item).strip()]
            if not picked:
                raise BadAnswer(code, value, "1つ以上選んでください")
            return ",".join(dict.fromkeys(picked))
        case AnswerType.NUMBER:
            return _number(code, value)
        case AnswerType.TEXT:
            text = str(value).strip()
            if not text or len(text) > question.max_length:
                raise BadAnswer(code, value, f"1～{question.max_length}文字で入力してください")
            return text


def display(code: str, stored: str) -> str:
    """A stored answer as it stands on screen: 「日本国内、米国」, 「99.9%」, 「対応」."""
    question = QUESTIONS[code]
    choices = question.choices or {}
    match question.type:
        case AnswerType.YES_NO:
            return "対応" if stored == "yes" else "非対応"
        case AnswerType.CHOICE:
            return choices.get(stored, stored)
        case AnswerType.CHOICES:
            return "、".join(choices.get(item, item) for item in stored.split(","))
        case AnswerType.NUMBER:
            return f"{stored}{question.unit}"
        case AnswerType.TEXT:
            return stored


def _yes_no(code: str, value: object) -> str:
    if value is True or str(value).lower() in ("yes", "true", "1", "対応", "あり", "○"):
        return "yes"
    if value is False or str(value).lower() in ("no", "false", "0", "非対応", "なし", "×"):
        return "no"
    raise BadAnswer(code, value, "yes または no で入力してください")


def _choice(question: Question, value: object) -> str:
    choices = question.choices or {}
    text = str(value).strip()
    if text in choices:
        return text
    by_label = {label: key for key, label in choices.items()}
    if text in by_label:
        return by_label[text]
    raise BadAnswer(question.code, value, f"「{'」「'.join(choices.values())}」のいずれかで入力してください")


def _number(code: str, value: object) -> str:
    text = str(value).strip()
    whole, _, fraction = text.partition(".")
    digits_only = whole.isascii() and whole.isdigit() and (not fraction or (fraction.isascii() and fraction.isdigit()))
    if isinstance(value, bool) or not digits_only or len(text) > 8:
        raise BadAnswer(code, value, "半角の数字で入力してください")
    return text
