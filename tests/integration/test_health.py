"""Whether the shop lives and whether it can work."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from ocmp_app.adapters.database import Database
from ocmp_app.routes.health import health_routes
from ocmp_app.settings import Settings
from ocmp_app.wiring import Shop, build
from tests.asking import Asking


@pytest.fixture
def probe(shop: Shop) -> Asking:
    return Asking(health_routes(lambda: shop))


def test_a_shop_with_its_database_is_ready(probe: Asking) -> None:
    assert probe.get("/healthz").json() == {"status": "alive"}
    answer = probe.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    assert answer.headers["cache-control"] == "no-store"


def test_an_older_schema_is_not_ready(probe: Asking, shop: Shop) -> None:
    with shop.database.engine.begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        answer = probe.get("/readyz")
        assert (answer.status_code, answer.json()["reason"]) == (503, "schema")
        assert probe.get("/healthz").status_code == 200
    finally:
        with shop.database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": before})


def test_without_a_database_the_process_lives_and_is_not_ready() -> None:
    gone = "postgresql+psycopg://nobody:secret-word@127.0.0.1:1/none"
    shop = build(Settings(_env_file=None, database_url=gone))  # type: ignore[call-arg]
    probe = Asking(health_routes(lambda: shop))
    assert probe.get("/healthz").status_code == 200
    answer = probe.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "reason": "database"})
    shop.database.dispose()


def test_a_fresh_database_is_not_up_to_date_until_it_is_migrated(tmp_path: object) -> None:
    database = Database(f"sqlite:///{tmp_path}/fresh.db")
    assert not database.is_up_to_date()
    database.migrate()
    assert database.is_up_to_date()
    database.dispose()
