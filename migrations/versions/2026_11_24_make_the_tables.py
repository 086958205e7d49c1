"""make the tables."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alias_name_target"), ["name", "target"], unique=True)

    op.create_table(
        "data_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("file", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("publisher", sa.String(length=300), nullable=False),
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=300), nullable=False),
        sa.Column("licence_url", sa.String(length=300), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_source")),
    )
    with op.batch_alter_table("data_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_source_country"), ["country"], unique=False)

    op.create_table(
        "geocoder_answer",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("found", sa.JSON(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "question", name=op.f("pk_geocoder_answer")),
    )
    op.create_table(
        "geocoder_state",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("next_call_at", sa.Float(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_geocoder_state")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("bin", sa.String(length=12), nullable=True),
        sa.Column("legal_form", sa.String(length=100), nullable=False),
        sa.Column("ownership", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("bin", name=op.f("uq_organisation_bin")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
    )
    op.create_table(
        "region",
        sa.Column("iso", sa.String(length=6), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("national_code", sa.String(length=20), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("short_names", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_date", sa.Date(), nullable=True),
        sa.Column("area_km2", sa.Double(), nullable=True),
        sa.Column("centre_names", sa.JSON(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("iso", name=op.f("pk_region")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_country"), ["country"], unique=False)

    op.create_table(
        "revision",
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_revision")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("permissions", sa.Text(), nullable=True),
        sa.Column(
            "update_datetime",
            sa.DateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "search_entry",
        sa.Column("facility_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("standing", sa.String(length=340), nullable=False),
        sa.Column("name_kk", sa.String(length=320), nullable=False),
        sa.Column("name_ru", sa.String(length=320), nullable=False),
        sa.Column("name_en", sa.String(length=320), nullable=False),
        sa.Column("name_fr", sa.String(length=320), nullable=False),
        sa.Column("newest", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("facility_id", name=op.f("pk_search_entry")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_entry_name_en_facility_id"),
            ["name_en", "facility_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_search_entry_name_fr_facility_id"),
            ["name_fr", "facility_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_search_entry_name_kk_facility_id"),
            ["name_kk", "facility_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_search_entry_name_ru_facility_id"),
            ["name_ru", "facility_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_search_entry_newest_facility_id"),
            ["newest", "facility_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_search_entry_standing_facility_id"),
            ["standing", "facility_id"],
            unique=False,
        )

    op.create_table(
        "search_name",
        sa.Column("folded", sa.String(length=320), nullable=False),
        sa.Column("facility_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("folded", "facility_id", name=op.f("pk_search_name")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("search_name", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_name_facility_id"), ["facility_id"], unique=False
        )

    op.create_table(
        "search_set",
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("facet", "code", name=op.f("pk_search_set")),
    )
    op.create_table(
        "search_tile",
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("col", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("spots", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("row", "col", name=op.f("pk_search_tile")),
    )
    op.create_table(
        "search_variant",
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("variant", "word", name=op.f("pk_search_variant")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "user",
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("mf_recovery_codes", sa.Text(), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("us_phone_number", sa.String(length=128), nullable=True),
        sa.Column("username", sa.String(length=255), nullable=True),
        sa.Column("us_totp_secrets", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_login_at", sa.DateTime(), nullable=True),
        sa.Column("current_login_at", sa.DateTime(), nullable=True),
        sa.Column("last_login_ip", sa.String(length=64), nullable=True),
        sa.Column("current_login_ip", sa.String(length=64), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=128), nullable=True),
        sa.Column(
            "create_datetime",
            sa.DateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.Column(
            "update_datetime",
            sa.DateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
        sa.UniqueConstraint(
            "fs_webauthn_user_handle", name=op.f("uq_user_fs_webauthn_user_handle")
        ),
        sa.UniqueConstraint("us_phone_number", name=op.f("uq_user_us_phone_number")),
        sa.UniqueConstraint("username", name=op.f("uq_user_username")),
    )
    op.create_table(
        "boundary",
        sa.Column("region_iso", sa.String(length=6), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_iso"], ["region.iso"], name=op.f("fk_boundary_region_iso")
        ),
        sa.PrimaryKeyConstraint("region_iso", name=op.f("pk_boundary")),
    )
    op.create_table(
        "facility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("legal_element", sa.String(length=40), nullable=True),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_date", sa.Date(), nullable=True),
        sa.Column("operator_id", sa.Integer(), nullable=True),
        sa.Column("operator_note", sa.String(length=300), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("opened_precision", sa.String(length=40), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_precision", sa.String(length=40), nullable=True),
        sa.Column("trl_from", sa.Integer(), nullable=True),
        sa.Column("trl_to", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.String(length=40), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("closed_on >= opened_on", name=op.f("ck_facility_life")),
        sa.CheckConstraint("trl_from BETWEEN 1 AND 9", name=op.f("ck_facility_trl_from")),
        sa.CheckConstraint(
            "trl_to BETWEEN 1 AND 9 AND trl_to >= trl_from", name=op.f("ck_facility_trl_to")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["organisation.id"], name=op.f("fk_facility_operator_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["facility.id"], name=op.f("fk_facility_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("public_id", name=op.f("uq_facility_public_id")),
    )
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_facility_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_facility_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=True),
        sa.Column("transports", sa.Text(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column(
            "create_datetime",
            sa.DateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.Column("lastuse_datetime", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_passkey_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_passkey_credential_id"), ["credential_id"], unique=True
        )

    op.create_table(
        "refresh_tracker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("refresh_family", sa.String(length=64), nullable=False),
        sa.Column("gen", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(), nullable=False),
        sa.Column(
            "create_datetime",
            sa.DateTime(),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_refresh_tracker_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tracker")),
        sa.UniqueConstraint("refresh_family", name=op.f("uq_refresh_tracker_refresh_family")),
    )
    op.create_table(
        "roles_users",
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_roles_users_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_roles_users_user_id")),
    )
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("other_names", sa.JSON(), nullable=False),
        sa.Column("region_iso", sa.String(length=6), nullable=False),
        sa.Column("national_code", sa.String(length=20), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.CheckConstraint("population > 0", name=op.f("ck_settlement_people")),
        sa.ForeignKeyConstraint(
            ["region_iso"], ["region.iso"], name=op.f("fk_settlement_region_iso")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
    )
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_region_iso"), ["region_iso"], unique=False)

    op.create_table(
        "capacity",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.CheckConstraint("value >= 0", name=op.f("ck_capacity_value")),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_capacity_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("facility_id", "indicator", name=op.f("pk_capacity")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_contact_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "facility_language",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_facility_language_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("facility_id", "language", name=op.f("pk_facility_language")),
    )
    op.create_table(
        "facility_sector",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_facility_sector_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("facility_id", "sector", name=op.f("pk_facility_sector")),
    )
    op.create_table(
        "facility_stage",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_facility_stage_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("facility_id", "stage", name=op.f("pk_facility_stage")),
    )
    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_former_name_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_former_name_facility_id"), ["facility_id"], unique=False
        )

    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.Column("settlement_text", sa.String(length=120), nullable=False),
        sa.Column("region_iso", sa.String(length=6), nullable=True),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("precision", sa.String(length=40), nullable=True),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("located_on", sa.Date(), nullable=True),
        sa.Column("is_pin_confirmed", sa.Boolean(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_location_pair")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_location_confidence")),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_location_lat")),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name=op.f("ck_location_lon")),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_location_facility_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["region_iso"], ["region.iso"], name=op.f("fk_location_region_iso")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_location_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_location_facility_id_is_current"),
            ["facility_id", "is_current"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_location_lat_lon"), ["lat", "lon"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_region_iso"), ["region_iso"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_location_settlement_id"), ["settlement_id"], unique=False
        )

    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("duration_weeks", sa.Integer(), nullable=True),
        sa.Column("application_deadline", sa.Date(), nullable=True),
        sa.Column("equity_percent", sa.Double(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_programme_dates")),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_programme_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_application_deadline"), ["application_deadline"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_programme_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "service_offer",
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("price_kzt", sa.Integer(), nullable=True),
        sa.Column("is_free", sa.Boolean(), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["facility.id"],
            name=op.f("fk_service_offer_facility_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("facility_id", "service", name=op.f("pk_service_offer")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=600), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_source_facility_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_facility_id"), ["facility_id"], unique=False)

    op.create_table(
        "geocoding_task",
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name=op.f("fk_geocoding_task_location_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("location_id", name=op.f("pk_geocoding_task")),
    )
    with op.batch_alter_table("geocoding_task", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_geocoding_task_next_try_at"), ["next_try_at"], unique=False
        )


def downgrade() -> None:
    """Take the tables back."""
    with op.batch_alter_table("geocoding_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_geocoding_task_next_try_at"))

    op.drop_table("geocoding_task")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_facility_id"))

    op.drop_table("source")
    op.drop_table("service_offer")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_facility_id"))
        batch_op.drop_index(batch_op.f("ix_programme_application_deadline"))

    op.drop_table("programme")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_settlement_id"))
        batch_op.drop_index(batch_op.f("ix_location_region_iso"))
        batch_op.drop_index(batch_op.f("ix_location_lat_lon"))
        batch_op.drop_index(batch_op.f("ix_location_facility_id_is_current"))

    op.drop_table("location")
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_name_facility_id"))

    op.drop_table("former_name")
    op.drop_table("facility_stage")
    op.drop_table("facility_sector")
    op.drop_table("facility_language")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_facility_id"))

    op.drop_table("contact")
    op.drop_table("capacity")
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_region_iso"))

    op.drop_table("settlement")
    op.drop_table("roles_users")
    op.drop_table("refresh_tracker")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_credential_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("facility", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_facility_parent_id"))
        batch_op.drop_index(batch_op.f("ix_facility_operator_id"))

    op.drop_table("facility")
    op.drop_table("boundary")
    op.drop_table("user")
    op.drop_table("search_variant")
    op.drop_table("search_tile")
    op.drop_table("search_set")
    with op.batch_alter_table("search_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_name_facility_id"))

    op.drop_table("search_name")
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_entry_standing_facility_id"))
        batch_op.drop_index(batch_op.f("ix_search_entry_newest_facility_id"))
        batch_op.drop_index(batch_op.f("ix_search_entry_name_ru_facility_id"))
        batch_op.drop_index(batch_op.f("ix_search_entry_name_kk_facility_id"))
        batch_op.drop_index(batch_op.f("ix_search_entry_name_fr_facility_id"))
        batch_op.drop_index(batch_op.f("ix_search_entry_name_en_facility_id"))

    op.drop_table("search_entry")
    op.drop_table("role")
    op.drop_table("revision")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_country"))

    op.drop_table("region")
    op.drop_table("organisation")
    op.drop_table("geocoder_state")
    op.drop_table("geocoder_answer")
    with op.batch_alter_table("data_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_source_country"))

    op.drop_table("data_source")
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alias_name_target"))

    op.drop_table("alias")
