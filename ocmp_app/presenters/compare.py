"""The comparison: one column a product, rows in groups, and which rows differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ocmp_app.domain import specification
from ocmp_app.domain.kept_products import COMPARE_LIMIT, is_slug
from ocmp_app.presenters.formats import initial_of, yen
from ocmp_app.presenters.product import conditions, quantity_text
from ocmp_app.services.queries.catalogue import PlanView, ProductView

NOTHING = "—"
"""Stands where a provider has said nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a product's column."""

    slug: str
    name: str
    href: str
    initial: str
    hue: str
    provider: str
    can_apply: bool
    apply_href: str
    inquiry_href: str
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One compared thing; `cells` in the order of the columns, each a text that may have several lines."""

    label: str
    cells: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one heading. `differs`: at least one of them does."""

    label: str
    rows: tuple[Row, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole table."""

    columns: tuple[Column, ...] = ()
    groups: tuple[RowGroup, ...] = ()
    key: str = ""  # another one for other columns
    differing: str = ""  # 「31項目のうち、違いのあるもの18項目」


def comparison(products: Sequence[ProductView]) -> Comparison:
    """The table of `products`, in their order."""
    groups = tuple(group for group in _groups(products) if group.rows)
    rows = [row for group in groups for row in group.rows]
    count = sum(row.differs for row in rows)
    differing = f"{len(rows)}項目のうち、違いのあるもの{count}項目" if len(products) > 1 else ""
    return Comparison(tuple(map(_column, products)), groups, ",".join(product.slug for product in products), differing)


def only_differing(table: Comparison) -> Comparison:
    """The table without the rows that are alike in all columns."""
    groups = (replace(group, rows=tuple(row for row in group.rows if row.differs)) for group in table.groups if group.differs)
    return replace(table, groups=tuple(groups))


def _column(product: ProductView) -> Column:
    return Column(
        slug=product.slug,
        name=product.name,
        href=f"/products/{product.slug}",
        initial=initial_of(product.name),
        hue=product.category.hue,
        provider=product.provider.name,
        can_apply=product.can_apply,
        apply_href=f"/apply/{product.slug}",
        inquiry_href=f"/inquiry?product={product.slug}",
        is_suspended=product.is_suspended,
    )


def _groups(products: Sequence[ProductView]) -> Iterable[RowGroup]:
    yield _group("料金", [
        _row("月額料金", products, _monthly),
        _row("初期費用", products, _initial),
        _row("プラン", products, lambda product: "\n".join(_plan(plan) for plan in product.plans)),
        _row("数量", products, _quantity),
    ])  # fmt: skip
    facts = [conditions(product) for product in products]
    yield _group("契約条件", [_texts(first.label, [mine[place].value for mine in facts]) for place, first in enumerate(facts[0])] if facts else [])
    yield _group("サービスの概要", [
        _row("カテゴリ", products, lambda product: product.category.name),
        _row("機能", products, lambda product: "\n".join(f"・{feature.title}" for feature in product.features)),
        _row("対象の企業規模", products, lambda product: "、".join(size.label for size in product.company_sizes)),
        _row("認証・認定", products, lambda product: "\n".join(item.label for item in product.certifications)),
        _row("利用環境", products, lambda product: "\n".join(product.environment)),
    ])  # fmt: skip
    answers = [{answer.code: answer.answer for group in product.specification for answer in group.answers} for product in products]
    for group in specification.QUESTION_GROUPS:
        asked = [question for question in group.questions if any(question.code in mine for mine in answers)]
        yield _group(group.label, [_texts(question.label, [mine.get(question.code, "") for mine in answers]) for question in asked])


def _group(label: str, rows: Sequence[Row]) -> RowGroup:
    kept = tuple(row for row in rows if any(cell != NOTHING for cell in row.cells))
    return RowGroup(label, kept, any(row.differs for row in kept))


def _row(label: str, products: Sequence[ProductView], text: Callable[[ProductView], str]) -> Row:
    return _texts(label, [text(product) for product in products])


def _texts(label: str, texts: Sequence[str]) -> Row:
    return Row(label, tuple(text or NOTHING for text in texts), len(set(texts)) > 1)


def _monthly(product: ProductView) -> str:
    if product.monthly_fee_from is None:
        return "個別お見積り"
    more = "から" if len(product.plans) > 1 else ""
    return f"{yen(product.monthly_fee_from)}{more}（税抜）\n1{product.unit or '契約'}あたり"


def _initial(product: ProductView) -> str:
    fee = product.initial_fee_from
    return "" if fee is None else f"{yen(fee)}（税抜）" if fee else "なし"


def _plan(plan: PlanView) -> str:
    return f"{plan.name}：{yen(plan.monthly_fee)}（税抜）"


def _quantity(product: ProductView) -> str:
    texts = dict.fromkeys(quantity_text(plan) for plan in product.plans)
    if len(texts) == 1:
        return next(iter(texts))
    return "\n".join(f"{plan.name}：{quantity_text(plan)}" for plan in product.plans)


def notes(asked: str, slugs: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """What of the address `asked` is not shown: `slugs` were read from it, `shown` exist."""
    found = []
    parts = list(dict.fromkeys(part for raw in asked.split(",") if (part := raw.strip())))
    unknown = [part[:64] for part in parts if not is_slug(part) or (part in slugs and part not in shown)]
    if unknown:
        names = "、".join(f"「{part}」" for part in unknown[:COMPARE_LIMIT])
        found.append(f"{names}は、掲載がないか終了しているため表示していません。")
    if sum(is_slug(part) for part in parts) > COMPARE_LIMIT:
        found.append(f"一度に比較できるのは{COMPARE_LIMIT}件までです。先頭の{COMPARE_LIMIT}件を表示しています。")
    return tuple(found)
