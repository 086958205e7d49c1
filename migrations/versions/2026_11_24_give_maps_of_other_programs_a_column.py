"""give maps of other programs a column.

QGIS, tipg and whatever else reads PostGIS find the pins of the facilities in `location.geog`, made
by the database itself from latitude and longitude. The registry needs it for nothing: it computes
distances itself, the same on both engines. SQLite has no such column.
"""

from alembic import op
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

revision = "2026_11_24_geography"
down_revision = "2026_11_24_rate_limit"
branch_labels = None
depends_on = None

EXTENSIONS = ("postgis", "pg_trgm")

MISSING = (
    "The database lacks the extension {name} and may not make it: install Debian's package"
    " postgresql-15-postgis-3 beside PostgreSQL (or what your version calls it), and let a"
    " superuser run CREATE EXTENSION {name} in this database."
)

COLUMN = """
ALTER TABLE location ADD COLUMN geog geography(Point, 4326)
GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED
"""


def upgrade() -> None:
    """Bring the column in, with the index that finds what is near."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in EXTENSIONS:
        try:
            op.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        except DBAPIError as error:
            raise CommandError(MISSING.format(name=name)) from error
    op.execute(COLUMN)
    op.create_index(op.f("ix_location_geog"), "location", ["geog"], postgresql_using="gist")


def downgrade() -> None:
    """Take the column out; extensions stay, for others may use them."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("location", "geog")
