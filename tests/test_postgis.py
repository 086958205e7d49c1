"""What programs that read maps find in PostgreSQL, and whether it agrees with what we compute."""

import secrets
from math import asin, degrees
from random import Random

import numpy as np
import psycopg
import pytest
from flask_migrate import upgrade
from pyroaring import BitMap
from sqlalchemy import insert, text

from registry.db import db
from registry.facilities.models import Facility, Location
from registry.facilities.vocabulary import Confidence, Kind, Status
from registry.geo import MILLIMETRE_KM, Point, Spots, distance_km, geodesics_km
from registry.search.queries.nearby import circle, nearest
from tests import factories
from tests.conftest import closing, unmade
from tests.factories import SEMEY
from tests.search.test_points import stored

TOWNS = (SEMEY, Point(43.25, 76.95))
EDGES = (Point(90, 0), Point(-90, 30), Point(0, 180), Point(51, -180), Point(-51, 179.9999999))
"""Poles and the date line."""


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


@pytest.fixture
def pins(app):
    """Facilities all over the Earth, most of them in two towns, as the index and PostGIS have them.

    The index counts them from 1, as the database does.
    """
    random = Random(7)  # noqa: S311
    held, places = stored(_drawn(random, at) for at in [*TOWNS * 150, *[None] * 300, *EDGES])
    rows = [
        {
            "id": number,
            "public_id": f"p{number:07d}",
            "slug": "pin",
            "names": {},
            "descriptions": {},
            "kind": Kind.FAB_LAB,
            "status": Status.ACTIVE,
            "confidence": Confidence.HIGH,
            "version": 1,
        }
        for number in range(1, len(places) + 1)
    ]
    db.session.execute(insert(Facility), rows)
    locations = [
        {"facility_id": row["id"], "address": {}, "lat": place.lat, "lon": place.lon}
        for row, place in zip(rows, places, strict=True)
    ]
    db.session.execute(insert(Location), locations)
    db.session.commit()
    db.session.execute(text("ANALYZE location"))
    return held, places


def _drawn(random, at):
    if at is None:
        return Point(degrees(asin(random.uniform(-1, 1))), random.uniform(-180, 180))
    if at in EDGES:
        return at
    return Point(at.lat + random.gauss(0, 0.2), at.lon + random.gauss(0, 0.3))


def centres(places):
    random = Random(8)  # noqa: S311
    return [*TOWNS, *EDGES, *random.sample(places, 5), *(_drawn(random, None) for _ in range(5))]


def ask(question, centre, **values):
    """Return rows of PostGIS; `:here` is the centre."""
    here = "ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)::geography"
    asked = text(question.replace(":here", here))
    return db.session.execute(asked, {"lat": centre.lat, "lon": centre.lon, **values}).all()


@pytest.mark.only_on("postgresql")
def test_distances_are_those_of_postgis_to_the_micrometre(pins):
    _held, places = pins

    for centre in centres(places):
        rows = ask("SELECT facility_id, ST_Distance(geog, :here) FROM location", centre)

        theirs = np.array([metres for _number, metres in sorted(rows)]) / 1000
        spots = Spots(np.arange(len(places)), *np.array(places).T)
        ours = [distance_km(centre, place) for place in places]
        assert np.abs(np.array(ours) - theirs).max() < 1e-9
        # What orders neighbours is right to the millimetre.
        assert np.abs(geodesics_km(centre, spots) - theirs).max() < MILLIMETRE_KM


@pytest.mark.only_on("postgresql")
def test_a_circle_holds_what_postgis_says_its_rim_included(pins):
    held, places = pins

    for i, centre in enumerate(centres(places)):
        rim = sorted((distance_km(centre, place), n) for n, place in enumerate(places, 1))[i * 20]
        for radius_km in (0.5, 30.0, 700.0, 9000.0, rim[0]):
            within = "SELECT facility_id FROM location WHERE ST_DWithin(geog, :here, :metres)"
            # Their last digits differ from ours by less than a micrometre.
            widely = {n for (n,) in ask(within, centre, metres=radius_km * 1000 + 1e-6)}
            strictly = {n for (n,) in ask(within, centre, metres=radius_km * 1000 - 1e-6)}

            ours = set(circle(held, centre, radius_km))

            assert strictly <= ours <= widely
            assert radius_km != rim[0] or rim[1] in ours


@pytest.mark.only_on("postgresql")
def test_the_nearest_are_those_of_postgis(pins):
    held, places = pins
    everybody = BitMap(range(1, len(places) + 1))
    # Their <-> is by a sphere: it draws more than are asked for, and the distance orders them.
    question = """
        SELECT facility_id, ST_Distance(geog, :here) AS metres
        FROM (SELECT facility_id, geog FROM location ORDER BY geog <-> :here LIMIT 200) AS drawn
        ORDER BY metres, facility_id LIMIT 60
    """

    for centre in centres(places):
        theirs = ask(question, centre)

        ours = nearest(held, centre, everybody, 60)

        pairs = zip(ours, theirs, strict=True)
        assert max(abs(own.km - metres / 1000) for own, (_n, metres) in pairs) < MILLIMETRE_KM
        # One may stand in the place of another that is as far, to the millimetre.
        others = {n for n, _metres in theirs} ^ {own.id for own in ours}
        distances = [distance_km(centre, places[n - 1]) for n in others]
        assert all(abs(km - ours[-1].km) < MILLIMETRE_KM for km in distances)


@pytest.mark.only_on("postgresql")
def test_what_is_near_is_found_by_the_index(pins):
    explained = ask("EXPLAIN SELECT id FROM location ORDER BY geog <-> :here LIMIT 5", SEMEY)

    assert "ix_location_geog" in str(explained)
