"""What programs that read maps find in PostgreSQL, and whether it agrees with what we compute."""

import secrets

import psycopg
import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from registry.db import db
from tests import factories
from tests.conftest import closing, unmade


@pytest.mark.only_on("postgresql")
def test_who_may_not_make_the_extension_is_told_what_to_do(engine, cluster, tmp_path, caplog):
    password = secrets.token_urlsafe()
    own = cluster.create("own")
    with psycopg.connect(own.replace("+psycopg", "")) as connection:
        connection.execute(f"CREATE ROLE clerk LOGIN PASSWORD '{password}'")
        connection.execute("GRANT ALL ON SCHEMA public TO clerk")
    as_clerk = own.replace(f"postgres:{cluster.password}@", f"clerk:{password}@")

    with closing(unmade(tmp_path, as_clerk)) as app, app.app_context(), pytest.raises(SystemExit):
        upgrade()

    assert "a superuser run CREATE EXTENSION postgis in this database" in caplog.text
    assert password not in caplog.text


@pytest.mark.only_on("postgresql")
def test_the_pin_is_a_geography_that_follows_latitude_and_longitude(app):
    facility = factories.facility("Degdar", factories.SEMEY)
    place = facility.location
    seen = text("SELECT ST_AsText(geog::geometry) FROM location WHERE id = :id").bindparams(
        id=place.id
    )

    assert db.session.scalar(seen) == "POINT(80.25025 50.42064)"
    place.lat, place.lon = 51.5, 71.25
    db.session.commit()
    assert db.session.scalar(seen) == "POINT(71.25 51.5)"
    place.lat = place.lon = None
    db.session.commit()
    assert db.session.scalar(seen) is None
