"""Run by Alembic: connects, and migrates in one transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import make_url

from bot.store.tables import metadata
from bot.store.types import Document, Instant

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


def render_item(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    """Write our own column types by their names."""
    if kind == "type" and (item is Document or isinstance(item, Instant)):
        autogenerate.imports.add("from bot.store.types import Document, Instant")
        return "Document" if item is Document else "Instant()"
    return False


def migrate() -> None:
    url = make_url(context.config.attributes["database_url"])
    engine = create_engine(url.set(drivername=DRIVERS[url.get_backend_name()]), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            compare_type=True,
            render_item=render_item,
            render_as_batch=url.get_backend_name() == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
