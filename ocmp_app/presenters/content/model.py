"""Shapes of the shop's texts. No behaviour beyond joining lines; no framework.

Texts are written in a small Markdown subset. Blocks are separated by one blank line; a block is

- a paragraph (always one line),
- a heading (`### ` and one line), or
- a list (each line begins with `- `).

Inline there are only `**bold**` and `[label](/route)`, and links lead to our own routes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ocmp_app.domain.catalogue import PaymentMethod

SETTING_PLACEHOLDERS = frozenset(
    {
        "operator",
        "agency",
        "hipayment",
        "statement_name_card",
        "statement_name_transfer",
        "tax_percent",
        "closing_day",
        "publish_day",
        "debit_day",
        "invoice_day",
        "lock_failures",
        "lock_minutes",
        "contact_mail",
        "contact_phone",
    }
)
"""What any text may name. Numbers are rendered bare: the text brings 日, ％, 回 or 分 itself."""


def text(source: str) -> str:
    """Blocks from a triple-quoted string.

    A line break inside a paragraph or list item is dropped without a space, as Japanese needs none; so a
    source line must not break between two Latin words.
    """
    blocks: list[str] = []
    open_block = False
    for raw in source.strip().splitlines():
        line = raw.strip()
        if not line:
            open_block = False
        elif line.startswith("### "):
            blocks.append(line)
            open_block = False
        elif line.startswith("- ") and open_block and blocks[-1].startswith("- "):
            blocks[-1] += "\n" + line
        elif line.startswith("- ") or not open_block:
            blocks.append(line)
            open_block = True
        else:
            blocks[-1] += line
    return "\n\n".join(blocks)


class Actor(StrEnum):
    """Who acts in a step; the value is the label on screen."""

    CUSTOMER = "お客様"
    MARKETPLACE = "マーケットプレース"
    PROVIDER = "提供事業者"
    AGENCY = "収納代行会社"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to one of our own routes."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled piece of a page; `id` is its anchor."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FaqItem:
    """A question with its answer (R3). `rules` names the facts it rests on, `words` what people type for it."""

    id: str
    question: str
    answer: str
    rules: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FaqGroup:
    """Questions under one heading, in the order on screen."""

    id: str
    title: str
    items: tuple[FaqItem, ...]


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step from finding a service to using it (R4)."""

    number: int
    title: str
    text: str
    actor: Actor
    needs: tuple[str, ...]
    duration: str


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """A line of the dated example; `method` is None where it holds for every payment method."""

    code: str
    label: str
    text: str
    method: PaymentMethod | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A short numbered step with the one who acts."""

    number: int
    title: str
    text: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Reason:
    """A short reason to use the shop."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article of terms. Several paragraphs are numbered 1, 2, … on screen; a single one is not."""

    number: int
    title: str
    paragraphs: tuple[str, ...]

    @property
    def heading(self) -> str:
        return f"第{self.number}条（{self.title}）"


@dataclass(frozen=True, slots=True)
class LawRow:
    """A row of the disclosure by the Act on Specified Commercial Transactions."""

    term: str
    description: str


@dataclass(frozen=True, slots=True)
class FieldHint:
    """The hint below a form field; `label` is the field's accessible name."""

    field: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class InquiryKindText:
    """A kind of inquiry (R6, R15): its radio label, what it is for, and what to write in the body."""

    code: str
    label: str
    description: str
    body_hint: str
    next_step: str
    needs_product: bool


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A plain-text mail; line breaks are meant."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What happened and what to do, one sentence each, with the ways out."""

    title: str
    happened: str
    remedy: str
    links: tuple[Link, ...] = ()
