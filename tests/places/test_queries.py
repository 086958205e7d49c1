import pytest
from sqlalchemy import update

from registry.db import db, utcnow
from registry.errors import NotFound
from registry.geo import Point
from registry.places import queries
from registry.places.commands import load_places
from registry.places.models import Revision, Settlement
from tests import factories
from tests.conftest import PACK

SEMEY = Point(50.42064, 80.25025)


@pytest.fixture
def loaded(app):
    load_places(PACK)
    db.session.commit()


def test_regions_and_settlements_are_read_from_the_database(loaded):
    assert len(queries.regions()) == 20
    assert queries.region("KZ-10").names["en"] == "Abai Region"
    assert queries.settlement(1519422).names["ru"] == "Семей"
    assert queries.sources()


def test_an_unknown_region_is_not_found(app):
    with pytest.raises(NotFound):
        queries.region("KZ-99")


def test_the_gazetteer_knows_present_old_and_short_names(loaded):
    found = [queries.gazetteer().geocode(text) for text in ("Семей", "Кокчетав", "Мангистауская")]

    assert [place.raw["id"] for place in found] == ["1519422", "1522203", "KZ-47"]


def test_the_region_of_a_point_is_told(loaded):
    assert queries.region_at(SEMEY) == "KZ-10"
    assert queries.region_at(Point(0, 0)) is None


def test_large_things_are_made_once_and_again_after_a_change(loaded):
    before = [queries.gazetteer(), queries.outlines(), queries.boundaries()]

    again = [queries.gazetteer(), queries.outlines(), queries.boundaries()]
    db.session.get(Settlement, 1519422).names = {"ru": "Алаш"}
    db.session.execute(update(Revision).values(number=Revision.number + 1, changed_at=utcnow()))
    db.session.commit()

    assert all(one is other for one, other in zip(before, again, strict=True))
    assert queries.gazetteer().geocode("Алаш").raw["id"] == "1519422"


def test_places_that_no_pack_brought_are_seen_at_once(app):
    factories.settlement("Alpha", id=1)
    first = queries.gazetteer().geocode("Bravo")
    factories.settlement("Bravo", id=2)

    assert first is None
    assert queries.gazetteer().geocode("Bravo").raw["id"] == "2"
