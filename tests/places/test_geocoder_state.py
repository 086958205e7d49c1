"""What workers keep together about geocoders is the same thing in a database and in Redis."""

from inspect import getmembers, isfunction, signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import create_app
from registry.db import db
from registry.errors import Unavailable
from registry.places.geocoder import find
from registry.places.geocoder_state import (
    QUESTION_LENGTH,
    Answer,
    Standing,
    in_database,
    in_redis,
    shortened,
    store,
)
from registry.places.models import GeocoderAnswer
from registry.redis import PREFIX
from tests.conftest import closing
from tests.places.door import ADDRESS, DAY_S, NOW, only
from tests.redis_server import use_redis

ONE, OTHER = "nominatim", "photon"
PLACES = [{"lat": 50.4, "lon": 80.2, "precision": "building", "confidence": 0.9}]


@pytest.fixture
def kept(keeper):
    """The module that keeps it."""
    store().meet(ONE)
    return store()


def functions(module):
    return {
        name: [(one.kind, one.annotation) for one in signature(function).parameters.values()]
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def test_both_keepers_have_the_same_functions():
    assert functions(in_redis) == functions(in_database)


@given(text=st.text(max_size=2000))
def test_every_question_fits_the_database(text):
    assert len(shortened(text)) <= QUESTION_LENGTH


def test_a_geocoder_that_nobody_asked_is_free(kept):
    assert kept.standing(OTHER) == Standing(0.0, 0, 0.0)


def test_a_turn_is_taken_once(kept):
    assert kept.take_turn(ONE, NOW, NOW + 11)
    assert not kept.take_turn(ONE, NOW, NOW + 12)
    assert not kept.take_turn(ONE, NOW + 10.999, NOW + 22)
    assert kept.take_turn(ONE, NOW + 11, NOW + 22)


def test_geocoders_have_a_turn_each(kept):
    kept.meet(OTHER)
    kept.take_turn(ONE, NOW, NOW + 11)

    assert kept.take_turn(OTHER, NOW, NOW + 11)


def test_a_turn_given_back_is_free_at_the_moment_named(kept):
    kept.take_turn(ONE, NOW, NOW + 11)
    kept.give_back(ONE, NOW + 11, NOW + 0.25)

    assert kept.standing(ONE) == Standing(NOW + 0.25, 0, 0.0)


@pytest.mark.parametrize("end", ["give_back", "end_turn", "end_turn_failed"])
def test_a_turn_that_others_took_over_is_left_alone(kept, end):
    kept.take_turn(ONE, NOW, NOW + 11)
    kept.take_turn(ONE, NOW + 11, NOW + 22)

    more = (5, NOW + 300) if end == "end_turn_failed" else ()
    getattr(kept, end)(ONE, NOW + 11, NOW + 12, *more)

    assert kept.standing(ONE).next_call_at == NOW + 22


def fail(kept, limit=3):
    before = kept.standing(ONE)
    now = max(NOW, before.next_call_at, before.rests_until)
    assert kept.take_turn(ONE, now, now + 11)
    kept.end_turn_failed(ONE, now + 11, now + 2, limit, now + 300)
    return now


def test_a_geocoder_rests_from_so_many_failures_on(kept):
    fail(kept)
    fail(kept)
    assert (kept.standing(ONE).failures, kept.standing(ONE).rests_until) == (2, 0.0)

    last = fail(kept)

    assert kept.standing(ONE) == Standing(last + 2, 3, last + 300)
    assert not kept.take_turn(ONE, last + 299, last + 310)
    assert kept.take_turn(ONE, last + 300, last + 311)


def test_a_failure_after_a_rest_starts_another(kept):
    for _time in range(3):
        fail(kept)

    last = fail(kept)

    assert kept.standing(ONE).rests_until == last + 300


def test_an_answer_ends_the_failures(kept):
    for _time in range(3):
        fail(kept)
    now = kept.standing(ONE).rests_until
    kept.take_turn(ONE, now, now + 11)

    kept.end_turn(ONE, now + 11, now + 1)

    assert kept.standing(ONE) == Standing(now + 1, 0, 0.0)


def test_a_geocoder_that_asks_for_a_pause_gets_it(kept):
    kept.rest(ONE, NOW + 600.5)

    assert not kept.take_turn(ONE, NOW + 600, NOW + 700)
    assert kept.take_turn(ONE, NOW + 600.5, NOW + 700)


@pytest.mark.parametrize("places", [PLACES, []])
def test_an_answer_is_kept_until_it_expires(kept, places):
    assert kept.kept(ONE, "ru kz абая 1", NOW) is None

    kept.keep(ONE, "ru kz абая 1", Answer(places), NOW, NOW + DAY_S)

    assert kept.kept(ONE, "ru kz абая 1", NOW + DAY_S - 1) == Answer(places)
    assert kept.kept(ONE, "ru kz абая 1", NOW + DAY_S) is None
    assert kept.kept(ONE, "ru kz абая 2", NOW) is None
    assert kept.kept(OTHER, "ru kz абая 1", NOW) is None


def test_the_later_answer_counts(kept):
    kept.keep(ONE, "q", Answer([]), NOW, NOW + DAY_S)
    kept.keep(ONE, "q", Answer(PLACES), NOW, NOW + DAY_S)

    assert kept.kept(ONE, "q", NOW) == Answer(PLACES)


def test_the_database_throws_away_answers_that_expired(app):
    in_database.keep(ONE, "first", Answer(PLACES), NOW, NOW + DAY_S)
    in_database.keep(ONE, "second", Answer(PLACES), NOW + DAY_S, NOW + 2 * DAY_S)

    assert [row.question for row in db.session.query(GeocoderAnswer)] == ["second"]


def test_redis_throws_away_answers_that_expired(app, monkeypatch, redis_server):
    use_redis(app, monkeypatch, redis_server)
    client = app.extensions["redis"]

    in_redis.keep(ONE, "q", Answer(PLACES), NOW, NOW + DAY_S)

    (key,) = client.keys(f"{PREFIX}*")
    assert DAY_S - 10 < client.ttl(key) <= DAY_S


LOCKS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "LOCK TABLE geocoder_state"}


def test_a_locked_database_is_a_sentence(app, engine):
    settings = {"DATABASE_LOCK_TIMEOUT_S": 0.1, "SQLALCHEMY_ENGINE_OPTIONS": {}}
    other = create_app(**{**app.config, **settings})
    with closing(other), db.engine.connect() as holder:
        holder.exec_driver_sql(LOCKS[engine])
        with other.test_request_context("/en/"), pytest.raises(Unavailable, match="busy"):
            in_database.meet("new")
        holder.rollback()


def test_without_redis_a_geocoder_is_not_asked_and_says_why(
    door, monkeypatch, redis_server, server
):
    use_redis(door, monkeypatch, redis_server)
    only(door, monkeypatch, server)
    redis_server.stop()

    with pytest.raises(Unavailable, match="cannot reach what they share"):
        find(ADDRESS, "KZ-10", "Семей")

    assert server.calls == []


def test_a_redis_that_comes_back_is_used_again(door, monkeypatch, redis_server, server):
    use_redis(door, monkeypatch, redis_server)
    store().standing(ONE)
    redis_server.stop()
    redis_server.start()

    assert find(ADDRESS, "KZ-10", "Семей").precision == "building"


def test_pages_do_without_redis(app, client, monkeypatch, redis_server):
    use_redis(app, monkeypatch, redis_server)
    redis_server.stop()

    pages = ("/en/", "/en/regions", "/healthz")
    assert [client.get(page).status_code for page in pages] == [200] * 3
