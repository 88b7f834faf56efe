"""Words of the catalogue: kinds, states, categories and the values a filter can take.

The codes stand in URLs, imports and the database; the labels stand on screen.
Sources: R8, R12, R17, spec/search.md (facets).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SalesKind(StrEnum):
    """How a service is sold (R8)."""

    DIRECT = "direct"
    INQUIRY = "inquiry"

    @property
    def label(self) -> str:
        return _SALES_KIND_LABELS[self]


_SALES_KIND_LABELS = {
    SalesKind.DIRECT: "ネットで直接契約",
    SalesKind.INQUIRY: "問い合わせ",
}


class PaymentMethod(StrEnum):
    """How a contract is paid (R12). The order is the order on screen."""

    CARD = "card"
    ACCOUNT_TRANSFER = "account_transfer"
    BANK_TRANSFER = "bank_transfer"

    @property
    def label(self) -> str:
        return _PAYMENT_LABELS[self]


_PAYMENT_LABELS = {
    PaymentMethod.CARD: "クレジットカード",
    PaymentMethod.ACCOUNT_TRANSFER: "口座振替",
    PaymentMethod.BANK_TRANSFER: "銀行振込",
}


class ProductStatus(StrEnum):
    """Life of a product in the shop: 下書き → 公開 ⇄ 停止 → 終了."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    ProductStatus.DRAFT: "下書き",
    ProductStatus.PUBLISHED: "公開",
    ProductStatus.SUSPENDED: "停止",
    ProductStatus.ENDED: "終了",
}


class CompanySize(StrEnum):
    """The number of employees a service is meant for."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def label(self) -> str:
        return _SIZE_LABELS[self]


_SIZE_LABELS = {
    CompanySize.MICRO: "20名以下",
    CompanySize.SMALL: "21～100名",
    CompanySize.MEDIUM: "101～1,000名",
    CompanySize.LARGE: "1,001名以上",
}


class Certification(StrEnum):
    """Third-party certifications a shopper can ask for."""

    ISMAP = "ismap"
    ISMAP_LIU = "ismap-liu"
    ISO27001 = "iso27001"
    ISO27017 = "iso27017"
    ISO27018 = "iso27018"
    ISO20000 = "iso20000"
    PRIVACY_MARK = "pmark"
    SOC2 = "soc2"
    PCI_DSS = "pcidss"
    JIIMA = "jiima"

    @property
    def label(self) -> str:
        return _CERTIFICATION_LABELS[self]


_CERTIFICATION_LABELS = {
    Certification.ISMAP: "ISMAP",
    Certification.ISMAP_LIU: "ISMAP-LIU",
    Certification.ISO27001: "ISO/IEC 27001",
    Certification.ISO27017: "ISO/IEC 27017",
    Certification.ISO27018: "ISO/IEC 27018",
    Certification.ISO20000: "ISO/IEC 20000",
    Certification.PRIVACY_MARK: "プライバシーマーク",
    Certification.SOC2: "SOC 2 Type 2",
    Certification.PCI_DSS: "PCI DSS",
    Certification.JIIMA: "JIIMA認証",
}


@dataclass(frozen=True)
class Category:
    """One entry of the two-level category tree of the built-in catalogue.

    `code` is unique in the whole tree and stands in URLs; `hue` names the colour
    of the generated mark; `children` is empty on the second level.
    """

    code: str
    name: str
    hue: str = ""
    icon: str = ""
    children: tuple[Category, ...] = ()


def _top(code: str, name: str, hue: str, icon: str, **children: str) -> Category:
    subs = tuple(Category(child.replace("_", "-"), label) for child, label in children.items())
    return Category(code, name, hue, icon, subs)


CATEGORIES: tuple[Category, ...] = (
    _top("communication", "コミュニケーション", "blue", "messages-square",
         groupware="グループウェア", chat="ビジネスチャット", web_meeting="Web会議", mail="メール", file_sharing="ファイル共有"),
    _top("accounting", "会計・経理", "green", "calculator",
         bookkeeping="会計", expense="経費精算", invoicing="請求書発行", invoice_receipt="請求書受領・電子帳簿保存", treasury="資金・債権管理"),
    _top("hr", "人事・労務", "orange", "users",
         attendance="勤怠管理", payroll="人事給与", labor="労務手続き・年末調整", talent="人材管理・採用", elearning="eラーニング・健康管理"),
    _top("sales", "営業・マーケティング", "magenta", "trending-up",
         sfa="営業支援", crm="顧客管理・名刺管理", marketing="マーケティング支援", ec="ネットショップ・Webサイト"),
    _top("security", "セキュリティ", "red", "shield-check",
         endpoint="端末対策・資産管理", identity="ID管理・認証", mail_security="メール・Web対策", assessment="脆弱性診断・監視", training="標的型訓練・教育"),
    _top("infrastructure", "インフラ・バックアップ", "cyan", "server",
         backup="バックアップ", server="クラウドサーバ", network="ネットワーク・リモートアクセス", monitoring="監視・運用"),
    _top("document", "契約・文書", "purple", "signature",
         e_contract="電子契約", document_management="文書管理", workflow="ワークフロー"),
    _top("bcp", "安否確認・BCP", "yellow", "life-buoy",
         safety="安否確認", bcp_planning="BCP策定・危機管理", emergency_notice="一斉連絡・防災"),
    _top("support", "カスタマーサポート", "lime", "headphones",
         helpdesk="ヘルプデスク", faq_chatbot="FAQ・チャットボット", call_center="電話・コールセンター"),
    _top("data", "データ活用・業務改善", "light-blue", "bar-chart-3",
         bi="BI・データ分析", rpa="RPA・データ連携", no_code="ノーコード開発", ai="AI・文字認識", project="プロジェクト・タスク管理"),
    _top("industry", "業種・業務特化", "solid-gray", "factory",
         inventory="販売・在庫管理", manufacturing="製造・生産管理", construction="建設・不動産", healthcare="医療・介護", retail="店舗・予約", logistics="物流・車両管理"),
)

CATEGORY_PARENT: Mapping[str, str] = {
    child.code: top.code for top in CATEGORIES for child in top.children
}

MINIMUM_TERM_STEPS = (1, 3, 6, 12)
"""Months offered by the filter 「最低利用期間」."""

LEAD_TIME_STEPS = (1, 5, 10)
"""Business days offered by the filter 「利用開始までの日数」."""
