"""let officials audit coverage."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_coverage"
down_revision = "2026_11_25_operators"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "people_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("url", sa.String(length=600), nullable=False),
        sa.Column("licence", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_source")),
    )
    with op.batch_alter_table("people_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_source_country"), ["country"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshot_quarter"), ["quarter"], unique=True)

    op.create_table(
        "travel_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("engine", sa.String(length=120), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("extract_date", sa.Date(), nullable=False),
        sa.Column("longest_min", sa.Double(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_table")),
        sa.UniqueConstraint("name", name=op.f("uq_travel_table_name")),
    )
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_scenario_author_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scenario_public_id")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("region_iso", sa.String(length=6), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum("quarterly", "yearly", name="rhythm", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("last_period", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_subscription_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_user_id"), ["user_id"], unique=False)

    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_iso", sa.String(length=6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user.id"], name=op.f("fk_target_set_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(
            "uq_target_present",
            ["region_iso", "year", "measure"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.create_table(
        "people_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region_iso", sa.String(length=6), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("people", sa.Double(), nullable=False),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_people_point_lat")),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name=op.f("ck_people_point_lon")),
        sa.CheckConstraint("people > 0", name=op.f("ck_people_point_people")),
        sa.ForeignKeyConstraint(
            ["region_iso"], ["region.iso"], name=op.f("fk_people_point_region_iso")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_people_point_settlement_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["people_source.id"],
            name=op.f("fk_people_point_source_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_point")),
    )
    with op.batch_alter_table("people_point", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_point_region_iso"), ["region_iso"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_point_settlement_id"), ["settlement_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_people_point_source_id"), ["source_id"], unique=False)

    op.create_table(
        "travel_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=True),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "(facility_id IS NULL) <> (candidate_id IS NULL)", name=op.f("ck_travel_time_one_end")
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_travel_time_minutes")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["settlement.id"], name=op.f("fk_travel_time_candidate_id")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_travel_time_facility_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_travel_time_settlement_id")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"],
            ["travel_table.id"],
            name=op.f("fk_travel_time_table_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_time")),
    )
    with op.batch_alter_table("travel_time", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_travel_time_table_id_candidate_id"),
            ["table_id", "candidate_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_travel_time_table_id_facility_id"),
            ["table_id", "facility_id"],
            unique=False,
        )


def downgrade() -> None:
    """Take the tables back."""
    with op.batch_alter_table("travel_time", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_travel_time_table_id_facility_id"))
        batch_op.drop_index(batch_op.f("ix_travel_time_table_id_candidate_id"))

    op.drop_table("travel_time")
    with op.batch_alter_table("people_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_point_source_id"))
        batch_op.drop_index(batch_op.f("ix_people_point_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_people_point_region_iso"))

    op.drop_table("people_point")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_target_present",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.drop_table("target")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_user_id"))

    op.drop_table("subscription")
    op.drop_table("scenario")
    op.drop_table("travel_table")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_quarter"))

    op.drop_table("snapshot")
    with op.batch_alter_table("people_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_source_country"))

    op.drop_table("people_source")
