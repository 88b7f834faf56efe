"""The category tree in the database."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from ocmp_app.domain import catalogue
from ocmp_app.models import Category
from ocmp_app.services.tables import table_of

_FOREIGN_POSITION = 1000
"""Categories that come with an import stand behind the shop's own."""


def ensure_categories(session: Session) -> None:
    """Write the shop's own categories; what is there already is brought up to date, nothing is removed."""
    for position, top in enumerate(catalogue.CATEGORIES):
        _save_tree(session, top, position)


def add_categories(session: Session, tops: Iterable[catalogue.Category]) -> None:
    """Write categories that an import brings, behind the shop's own."""
    for top in tops:
        _save_tree(session, top, _FOREIGN_POSITION)


def category_ids(session: Session) -> dict[str, int]:
    """Code → row number of all categories of the second level, where products stand."""
    rows = session.exec(select(Category.code, Category.id).where(Category.parent_id != None))  # noqa: E711
    return {code: number for code, number in rows if number is not None}


def _save_tree(session: Session, top: catalogue.Category, position: int) -> None:
    [parent_id] = _save(session, [_values(top, None, position)])
    if top.children:
        _save(session, [_values(child, parent_id, place) for place, child in enumerate(top.children)])


def _values(category: catalogue.Category, parent_id: int | None, position: int) -> dict[str, object]:
    return {
        "code": category.code,
        "name": category.name,
        "parent_id": parent_id,
        "position": position,
        "hue": category.hue,
        "icon": category.icon,
    }


def _save(session: Session, rows: list[dict[str, object]]) -> list[int]:
    """Insert or update by code; two processes may do it at once."""
    table = table_of(Category)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(rows)
    changed = {name: statement.excluded[name] for name in ("name", "parent_id", "position", "hue", "icon")}
    written = statement.on_conflict_do_update(index_elements=["code"], set_=changed).returning(table.c.id)
    return [row.id for row in session.connection().execute(written)]
