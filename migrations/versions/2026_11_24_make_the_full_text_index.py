"""make the full-text index."""

from alembic import op

revision = "2026_11_24_full_text_index"
down_revision = "2026_11_24_tables"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5("
    "names, others, tokenize = 'ascii', detail = 'column', columnsize = 0, prefix = '1 2 3')",
    "CREATE VIRTUAL TABLE search_text_words USING fts5vocab('search_text', 'row')",
)


def upgrade() -> None:
    """Bring the index in, in the words of the engine."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)


def downgrade() -> None:
    """Take the index out; it can be made anew from the records."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_text_words")
        op.execute("DROP TABLE search_text")
