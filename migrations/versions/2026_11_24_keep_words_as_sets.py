"""keep words as sets, and cut sets into blocks.

The search index is derived: its tables are made anew, empty, and `flask load` or `flask reindex`
fills them.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "2026_11_24_words_as_sets"
down_revision = "2026_11_24_full_text_index"
branch_labels = None
depends_on = None

ORDERS = ("standing", "name_kk", "name_ru", "name_en", "name_fr", "newest")


def number(name: str) -> sa.Column[int]:
    """Return a column of whole numbers that are given, not counted up."""
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def upgrade() -> None:
    """Put the new tables in the place of the old."""
    drop_full_text_index()
    for table in ("search_entry", "search_name", "search_set", "search_tile", "search_variant"):
        op.drop_table(table)
    create_entries()
    create_sets()
    create_names()
    op.execute("DELETE FROM revision WHERE part = 'search'")


def drop_full_text_index() -> None:
    """Drop what the migration before has made; other engines had none."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_text_words")
        op.execute("DROP TABLE search_text")


def create_entries() -> None:
    """Make the tables with a row for each facility, and their order."""
    op.create_table(
        "search_entry",
        number("facility_id"),
        sa.Column("standing", sa.String(340), nullable=False),
        *(sa.Column(name, sa.String(320), nullable=False) for name in ORDERS[1:5]),
        sa.Column("newest", sa.String(40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("facility_id", name=op.f("pk_search_entry")),
    )
    for order in ORDERS:
        name = op.f(f"ix_search_entry_{order}_facility_id")
        op.create_index(name, "search_entry", [order, "facility_id"])
    op.create_table(
        "search_text",
        number("facility_id"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("named", "others", "codes")),
        sa.PrimaryKeyConstraint("facility_id", name=op.f("pk_search_text")),
    )
    op.create_table(
        "search_run",
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("key", sa.String(340), nullable=False),
        number("id"),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("by", "key", "id", name=op.f("pk_search_run")),
    )


def create_sets() -> None:
    """Make the tables of sets by property, word and place."""
    op.create_table(
        "search_set",
        sa.Column("facet", sa.String(20), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        number("block"),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        number("changed"),
        sa.PrimaryKeyConstraint("facet", "code", "block", name=op.f("pk_search_set")),
    )
    op.create_index(op.f("ix_search_set_changed"), "search_set", ["changed"])
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(40), nullable=False),
        number("block"),
        sa.Column("named", sa.LargeBinary(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("word", "block", name=op.f("pk_search_word")),
    )
    op.create_table(
        "search_tile",
        number("tile"),
        sa.Column("pins", sa.LargeBinary(), nullable=False),
        number("changed"),
        sa.PrimaryKeyConstraint("tile", name=op.f("pk_search_tile")),
    )
    op.create_index(op.f("ix_search_tile_changed"), "search_tile", ["changed"])


def create_names() -> None:
    """Make the tables of names, and of words with letters left out."""
    op.create_table(
        "search_name",
        sa.Column("folded", sa.String(320), nullable=False),
        number("facility_id"),
        sa.PrimaryKeyConstraint("folded", "facility_id", name=op.f("pk_search_name")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_search_name_facility_id"), "search_name", ["facility_id"])
    op.create_table(
        "search_variant",
        sa.Column("variant", sa.String(40), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("variant", "word", name=op.f("pk_search_variant")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Refuse: the release before cannot fill the tables that it had."""
    raise CommandError("Go back by restoring a backup made before this migration.")
