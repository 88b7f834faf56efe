"""Fixtures of all tests: a shop of its own on each database.

A test that takes `shop` runs on SQLite and, where a server answers, on PostgreSQL
(`OCMP_TEST_POSTGRES_URL`). Where none answers it is skipped aloud; under CI=true that is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from ocmp_app.adapters.clock import FixedClock
from ocmp_app.adapters.database import Database
from ocmp_app.domain.clock import JST
from ocmp_app.settings import Settings
from ocmp_app.wiring import Shop, build

hypothesis.settings.register_profile("shop", deadline=None)  # no test fails by the clock
hypothesis.settings.load_profile("shop")

START = datetime(2026, 11, 16, 10, 0, tzinfo=JST)
"""When every test begins: Monday, 2026-11-16 10:00 JST."""

POSTGRES_URL = os.environ.get("OCMP_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("OCMP_TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def missing(what: str, variable: str) -> None:
    """Skip aloud, or fail under CI, where every counterpart must be there."""
    message = f"{what} does not answer ({variable}); what depends on it was not tested"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str | None]:
    """A PostgreSQL database of this test process, migrated; None where no server answers."""
    url = make_url(POSTGRES_URL).set(drivername="postgresql+psycopg")
    name = f"ocmp_test_{os.getpid()}_{worker_id}"
    server = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except OperationalError:
        yield None
        return
    own = url.set(database=name).render_as_string(hide_password=False)
    database = Database(own, pool_size=2)
    database.migrate()
    database.dispose()
    yield own
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this process among those of pytest-xdist."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "shop.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    url = request.getfixturevalue("postgres_url")
    if url is None:
        missing("PostgreSQL", "OCMP_TEST_POSTGRES_URL")
    _empty(url)
    return str(url)


def _empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        ).scalars()
        connection.execute(text("TRUNCATE " + ", ".join(f'"{table}"' for table in tables) + " RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Demo settings on this test's database, untouched by the environment."""
    return Settings(_env_file=None, database_url=database_url, run_jobs=False)  # type: ignore[call-arg]


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at START until the test moves it."""
    return FixedClock(START)


@pytest.fixture
def shop(settings: Settings, clock: FixedClock) -> Iterator[Shop]:
    """An empty shop on this test's database."""
    shop = build(settings, clock=clock)
    yield shop
    shop.database.dispose()
