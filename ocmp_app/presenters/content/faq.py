"""よくあるご質問 (R3): twelve groups of questions, each answer with its own link `/faq#<id>`.

The questions stand in three modules by the time of need: finding and applying, paying, being a member.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ocmp_app.presenters.content import faq_member, faq_paying, faq_using
from ocmp_app.presenters.content.model import FaqGroup, FaqItem

TITLE = "よくあるご質問"
LEAD = "キーワードで検索するか、分類からお探しください。回答にはそれぞれ専用のリンクがあり、社内での共有にもお使いいただけます。"

FAQ_GROUPS: tuple[FaqGroup, ...] = (*faq_using.GROUPS, *faq_paying.GROUPS, *faq_member.GROUPS)

FAQ_BY_ID: Mapping[str, FaqItem] = MappingProxyType({item.id: item for group in FAQ_GROUPS for item in group.items})
