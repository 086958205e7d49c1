import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap
from sqlalchemy import select

from registry.db import db
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Kind, Status
from registry.geo import Point
from registry.places.models import Revision
from registry.search.commands import index, reindex, remove, runs
from registry.search.models import (
    ORDERS,
    SearchEntry,
    SearchName,
    SearchRun,
    SearchSet,
    SearchText,
    SearchTile,
    SearchVariant,
    SearchWord,
)
from registry.search.queries import find
from registry.search.queries.pins import unpacked
from registry.search.queries.runs import NAMED
from registry.search.question import Question
from tests import factories
from tests.search import world
from tests.search.asking import many
from tests.search.world import found, listed

NAMES = ("Alatau Park", "Alatau", "Baikonur Hub", "Бастау")
PLACES = (None, factories.SEMEY, Point(50.4, 80.2), Point(-33.9, -70.6))


def content():
    """Return all that the index holds, in comparable values."""
    sets = select(SearchSet.facet, SearchSet.code, SearchSet.block, SearchSet.bits)
    words = select(SearchWord.word, SearchWord.block, SearchWord.named, SearchWord.bits)
    tiles = select(SearchTile.tile, SearchTile.pins)
    entries = select(*SearchEntry.__table__.columns).order_by(SearchEntry.facility_id)
    texts = select(*SearchText.__table__.columns).order_by(SearchText.facility_id)
    # An empty row tells those who hold a copy that nothing is left, and is none otherwise.
    return {
        "entries": db.session.execute(entries).all(),
        "sets": {
            row[:3]: members(row.bits) for row in db.session.execute(sets) if row.bits != NONE
        },
        "words": {
            row[:2]: (members(row.named), members(row.bits)) for row in db.session.execute(words)
        },
        "tiles": {tile: unpacked(pins) for tile, pins in db.session.execute(tiles) if pins},
        "names": set(db.session.execute(select(SearchName.folded, SearchName.facility_id))),
        "variants": set(db.session.execute(select(SearchVariant.variant, SearchVariant.word))),
        "texts": db.session.execute(texts).all(),
        "orders": {by: ordered(by) for by in (*ORDERS, NAMED)},
    }


NONE = BitMap().serialize()


def members(bits):
    return set(BitMap.deserialize(bits))


def ordered(by):
    """Return the facilities of an order; fail where a run holds others than it should."""
    key, id = (
        (SearchName.folded, SearchName.facility_id)
        if by == NAMED
        else (getattr(SearchEntry, by), SearchEntry.facility_id)
    )
    places = [tuple(row) for row in db.session.execute(select(key, id).order_by(key, id))]
    rows = select(SearchRun.key, SearchRun.id, SearchRun.bits).where(SearchRun.by == by)
    runs = db.session.execute(rows.order_by(SearchRun.key, SearchRun.id)).all()
    starts = [(run.key, run.id) for run in runs]
    for run, start, end in zip(runs, starts, [*starts[1:], None], strict=True):
        inside = {id for key, id in places if start <= (key, id) and (not end or (key, id) < end)}
        assert members(run.bits) == inside
    return places


change = st.fixed_dictionaries(
    {
        "which": st.integers(0, 3),
        "name": st.sampled_from(NAMES),
        "kind": st.sampled_from([Kind.FAB_LAB, Kind.IT_HUB]),
        "status": st.sampled_from([Status.ACTIVE, Status.CLOSED]),
        "at": st.sampled_from(PLACES),
        "act": st.sampled_from(["index", "index", "index all", "index twice", "remove"]),
    }
)


def act(facilities, which, name, kind, status, at, act):
    facility = facilities[which]
    if facility not in db.session:  # it was removed before
        return
    if act == "remove":
        db.session.delete(facility)
        db.session.flush()
        remove(facility.id)
        return
    facility.names = {"en": name}
    facility.kind, facility.status = kind, status
    facility.location.lat, facility.location.lon = at or (None, None)
    times = 2 if act == "index twice" else 1
    alive = [other for other in facilities if other in db.session]
    for _ in range(times):
        index(alive if act == "index all" else [facility])


@pytest.fixture
def cut(monkeypatch):
    """Runs of so few that all that happens to runs happens."""
    monkeypatch.setattr(runs, "RUN", 1)
    monkeypatch.setattr(runs, "PAGE", 2)


@many
@given(changes=st.lists(change, max_size=8))
def test_any_changes_in_any_order_leave_what_indexing_from_nothing_makes(app, cut, changes):
    if not db.session.scalars(select(Facility)).all():
        world.build(4)
    facilities = db.session.scalars(select(Facility).order_by(Facility.id)).all()

    for each in changes:
        act(facilities, **each)
    kept = content()
    reindex()

    assert kept == content()
    db.session.rollback()


def test_what_was_rolled_back_is_not_found(app):
    facility = factories.facility("Alatau")
    index([facility])

    db.session.rollback()

    assert find(Question()).total == 0
    assert found(text="alatau") == []


def test_a_facility_that_left_takes_its_words_along(app):
    listed("Alatau Park")
    gone = listed("Baikonur Park")

    remove(gone.id)
    db.session.commit()

    assert found(text="park") == ["Alatau Park"]
    assert found(text="baikonur") == found(text="baikonor") == []
    assert db.session.scalars(select(SearchVariant).filter_by(word="baikonur")).all() == []
    assert db.session.scalars(select(SearchVariant).filter_by(word="park")).first()


def test_a_name_that_changed_no_longer_finds(app):
    facility = listed("Alatau")
    facility.names = {"en": "Baikonur"}
    index([facility])
    db.session.commit()

    assert found(text="alatau") == []
    assert found(text="baikonur") == ["Baikonur"]


def test_removing_what_is_not_there_changes_nothing(app):
    listed("Alatau")
    before = content()

    remove(123_456)

    assert content() == before


def test_indexing_nothing_is_no_error_and_reindexing_counts(app):
    index([])
    assert reindex() == 0

    world.build(3)

    assert reindex() == 3
    assert find(Question()).total == 3


def test_every_change_is_counted_for_those_who_keep_copies(app):
    listed()
    before = db.session.get(Revision, "search").number

    listed()

    assert db.session.get(Revision, "search", populate_existing=True).number > before
