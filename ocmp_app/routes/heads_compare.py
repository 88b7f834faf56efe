"""The comparison for readers without JavaScript. It is made for one visitor: no index entry."""

from __future__ import annotations

from re import Match

from ocmp_app.domain.clock import business_date
from ocmp_app.domain.kept_products import COMPARE_LIMIT, read_slugs
from ocmp_app.presenters.compare import Comparison, comparison
from ocmp_app.routes.head import Head, escape
from ocmp_app.services.queries import catalogue as queries
from ocmp_app.state.base import in_thread
from ocmp_app.wiring import get_shop

TITLE = "サービスを比較する"
DESCRIPTION = "クラウドサービスの料金、契約の条件、仕様を、4件まで並べて見比べられます。"


async def compare_head(match: Match[str], query: dict[str, str]) -> Head:
    """/compare?ids=a,b."""
    shop = get_shop()
    slugs = read_slugs(query.get("ids", ""), COMPARE_LIMIT)

    def work() -> Comparison:
        with shop.database.read() as session:
            return comparison(queries.products_by_slugs(session, slugs, today=business_date(shop.clock.now())))

    table = await in_thread(work) if slugs else Comparison()
    return Head(TITLE, DESCRIPTION, "/compare", index=False, body_html=_body(table))


def _body(table: Comparison) -> str:
    if not table.columns:
        return f'<main><h1>{TITLE}</h1><p>比較するサービスがまだ選ばれていません。<a href="/search">サービスを探す</a></p></main>'
    heads = "".join(f'<th scope="col"><a href="{escape(column.href)}">{escape(column.name)}</a></th>' for column in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}{"（違いあり）" if row.differs else ""}</th>'
        + "".join(f"<td>{escape(cell).replace(chr(10), '<br/>')}</td>" for cell in row.cells)
        + "</tr>"
        for group in table.groups
        for row in group.rows
    )
    return f'<main><h1>{TITLE}</h1><table><tr><th scope="col">項目</th>{heads}</tr>{rows}</table><p><a href="/search">サービスを探す</a></p></main>'
