"""What a process holds of the index is never older than what was committed."""

from threading import Thread

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from registry.db import db
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Kind
from registry.search.commands import index, reindex, remove
from registry.search.queries import counts, find, held
from registry.search.question import Question
from tests import factories
from tests.counting import counted_queries
from tests.search import world
from tests.search.asking import many
from tests.search.world import found, listed


def elsewhere(app, act):
    """Run something in a thread with a session of its own, as another process would."""
    raised = []

    def run():
        with app.app_context():
            try:
                act()
                db.session.commit()
            except BaseException as error:  # noqa: BLE001 - raised by whoever waits
                raised.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def content(one):
    """Return what is held, in comparable values."""
    sets = {(f, c): set(bits) for f, codes in one.sets.items() for c, bits in codes.items()}
    pins = sorted(zip(one.pins.codes, one.pins.ids, one.pins.lats, one.pins.lons, strict=True))
    return sets, pins


def test_what_another_committed_is_found_at_once(app):
    listed("Alatau Park", kind=Kind.FAB_LAB)
    assert found(kinds=("fab_lab",)) == ["Alatau Park"]
    db.session.commit()

    elsewhere(app, lambda: index([factories.facility("Baikonur Hub", kind=Kind.FAB_LAB)]))

    assert found(kinds=("fab_lab",)) == ["Alatau Park", "Baikonur Hub"]
    assert counts(Question())["kind"] == {"fab_lab": 2}


def test_what_is_not_committed_is_seen_by_whoever_wrote_it_alone(app):
    listed("Alatau Park")
    index([factories.facility("Baikonur Hub")])
    assert found() == ["Alatau Park", "Baikonur Hub"]

    elsewhere(app, lambda: found() == ["Alatau Park"] or 1 / 0)
    db.session.rollback()

    assert found() == ["Alatau Park"]
    listed("Chagan Lab")
    assert found() == ["Alatau Park", "Chagan Lab"]


def test_who_comes_late_goes_on_from_what_is_held(app, monkeypatch):
    listed("Alatau Park")
    db.session.commit()
    assert len(found()) == 1  # this request has seen the state of now

    elsewhere(app, lambda: listed("Baikonur Hub") and found())
    read = []
    renewed = held._renewed
    monkeypatch.setattr(held, "_renewed", lambda *asked: read.append(asked) or renewed(*asked))

    assert len(found()) == 2
    assert not read


def test_a_new_index_replaces_all_that_was_held(app):
    one, two = listed("Alatau Park"), listed("Baikonur Hub")
    assert len(found()) == 2
    db.session.commit()

    def lose():
        db.session.execute(text("DELETE FROM search_set"))
        reindex()

    elsewhere(app, lose)

    assert found() == [one.names["en"], two.names["en"]]


change = st.tuples(st.sampled_from(["index", "remove", "reindex"]), st.integers(0, 5))


@many
@given(changes=st.lists(change, max_size=6))
def test_renewing_by_what_changed_gives_what_reading_everything_gives(app, changes):
    facilities = world.build(6) if not find(Question()).total else None
    facilities = facilities or [db.session.get(Facility, id) for id in ids()]
    held.index(db.session())

    for act, which in changes:
        facility = facilities[which % len(facilities)]
        if act == "index":
            facility.kind = Kind.IT_HUB if facility.kind != Kind.IT_HUB else Kind.FAB_LAB
            place = facility.location
            place.lat, place.lon = (None, None) if place.lat else (50.5, 80.5)
            index([facility])
        elif act == "remove":
            remove(facility.id)
        else:
            reindex()
            facilities = [db.session.get(Facility, id) for id in ids()]
        db.session.commit()
        held.index(db.session())

    renewed = held.index(db.session())
    whole = held._renewed(db.session(), held.EMPTY, held.state(db.session()))
    assert content(renewed) == content(whole)


def ids():
    return db.session.scalars(db.select(Facility.id).order_by(Facility.id)).all()


def test_a_question_that_follows_another_reads_the_state_and_no_sets(app):
    world.build(20)
    counts(Question())
    db.session.commit()

    with counted_queries() as statements:
        counts(Question(kinds=("fab_lab",)))
        counts(Question(kinds=("it_hub",)))

    assert len(statements) == 1
    assert "revision" in statements[0]
