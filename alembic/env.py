"""Runs migrations on the connection that `Database.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import ocmp_app.models  # noqa: F401 - the tables


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        from ocmp_app.adapters.database import Database
        from ocmp_app.settings import get_settings

        connection = Database(get_settings().database_url).engine.connect()
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=False)
    with context.begin_transaction():
        context.run_migrations()


run()
