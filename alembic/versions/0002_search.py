"""The search index: folded texts, postings of letter pairs, known words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "product_search",
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name_key", bytewise, nullable=False),
        sa.Column("sort_name", bytewise, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "kana", "provider", "summary", "features", "description", "tags")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_search")),
    )
    op.create_index("ix_product_search_name_key", "product_search", ["name_key"])
    op.create_index("ix_product_search_version", "product_search", ["version"])
    op.create_table(
        "search_posting",
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gram", bytewise, nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("block", "gram", name=op.f("pk_search_posting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_word",
        sa.Column("word", bytewise, nullable=False),
        sa.Column("reversed", bytewise, nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    op.create_index("ix_search_word_reversed", "search_word", ["reversed"])
    if op.get_bind().dialect.name == "postgresql":
        # Bitmaps do not compress further; and rows that change often leave room for their next version.
        op.execute("ALTER TABLE search_posting ALTER COLUMN keys SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE search_posting SET (fillfactor = 80)")


def downgrade() -> None:
    op.drop_table("search_word")
    op.drop_table("search_posting")
    op.drop_table("product_search")
