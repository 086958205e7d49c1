"""The door to geocoding, against a real HTTP server that speaks Nominatim's JSON."""

import json
import logging
import subprocess
import sys
from itertools import pairwise
from threading import Thread
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.db import db
from registry.errors import Invalid, Unavailable
from registry.geo import Point
from registry.places import geocoder, geocoder_state, geocoder_turns
from registry.places.geocoder import find
from registry.places.geocoder_turns import Watch
from registry.places.models import GeocoderAnswer, GeocoderState
from registry.places.pins import Outlines
from tests.places.nominatim_server import HOUSE, STREET, TOWN, Reply, serving

ADDRESS = "ул. Глинки, 20А"
HOUSE_POINT = Point(50.4118, 80.2497)
TOWN_POINT = Point(50.42064, 80.25025)
NOW = 1_800_000_000.0
DAY_S = 24 * 3600
NETWORK_ERRORS = [
    Reply(status=500),
    Reply(status=503),
    Reply("<html>busy</html>"),
    Reply("[{"),
    Reply([{"lat": "here", "lon": "there"}]),
    Reply([{"place_id": 7}]),
    Reply("7"),
    Reply([["no", "place"]]),
    Reply({"error": "Out of order"}),
]


class FakeTime:
    """A clock that only moves when somebody sleeps."""

    def __init__(self):
        self.moment, self.slept = NOW, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.moment += seconds

    @property
    def watch(self):
        return Watch(lambda: self.moment, self.sleep)


class FakeGazetteer:
    """Knows Semey."""

    def geocode(self, query, *, region=None):
        if "Семей" not in query or region not in (None, "KZ-10"):
            return None
        raw = {
            "id": "1519422",
            "names": {"ru": "Семей"},
            "level": "settlement",
            "region_iso": "KZ-10",
            "precision": "settlement",
            "confidence": 0.95,
        }
        return SimpleNamespace(latitude=TOWN_POINT.lat, longitude=TOWN_POINT.lon, raw=raw)


def rectangle(south, west, north, east):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


BOUNDARIES = (
    ("KZ-10", rectangle(49, 78, 52, 82)),
    ("KZ-61", rectangle(41, 67, 44, 71)),
)


@pytest.fixture
def server():
    with serving() as nominatim:
        yield nominatim


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def door(app, monkeypatch, server):
    """The application with our gazetteer and one outside geocoder."""
    monkeypatch.setattr(geocoder.queries, "gazetteer", FakeGazetteer)
    outlines = Outlines(BOUNDARIES)
    monkeypatch.setattr(geocoder.queries, "outlines", lambda: outlines)
    monkeypatch.setattr(geocoder.queries, "regions", lambda: [SimpleNamespace(country="KZ")])
    settings = {
        "GEOCODERS": [{"name": "gazetteer"}, server.source],
        "GEOCODER_TIMEOUT_S": 5.0,
        "GEOCODER_INTERVAL_S": 1.0,
        "GEOCODER_RETRIES": 2,
        "GEOCODER_CACHE_DAYS": 90.0,
        "GEOCODER_BREAKER_FAILURES": 5,
        "GEOCODER_BREAKER_REST_S": 300.0,
    }
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    return app


def only(door, monkeypatch, server):
    monkeypatch.setitem(door.config, "GEOCODERS", [server.source])


def state(server):
    return geocoder_state.standing(f"nominatim {server.domain}")


def test_the_most_precise_answer_wins(door, server, time):
    found = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert found.point == HOUSE_POINT
    assert (found.precision, found.provider, found.region_iso) == ("building", "nominatim", "KZ-10")
    assert found.settlement_id == 1519422
    assert found.unanswered == ""


def test_the_outside_geocoder_is_told_settlement_country_language_and_who_asks(door, server, time):
    find(ADDRESS, "KZ-10", "Семей", lang="kk", watch=time.watch)

    query = server.calls[0].query
    assert query["q"] == "ул. Глинки, 20А, Семей"
    assert (query["countrycodes"], query["accept-language"]) == ("kz", "kk")
    assert server.calls[0].user_agent == door.config["GEOCODER_USER_AGENT"]


def test_a_settlement_that_the_address_names_is_not_said_twice(door, server, time):
    find("г. Семей, ул. Глинки, 20А", "KZ-10", "Semey", watch=time.watch)

    assert server.texts == ["г. Семей, ул. Глинки, 20А"]


def test_a_street_named_like_the_settlement_is_not_taken_for_it(door, server, time):
    find("ул. Абая, 10", "KZ-10", "Абай", watch=time.watch)

    assert server.texts == ["ул. Абая, 10, Абай"]


def test_of_several_answers_the_most_precise_counts(door, server, time):
    server.will_say(Reply([TOWN, STREET, HOUSE]))

    assert find(ADDRESS, "KZ-10", "Семей", watch=time.watch).precision == "building"


def test_the_gazetteer_answers_when_the_outside_geocoder_knows_nothing(door, server, time):
    server.will_say(Reply([]))

    found = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert (found.precision, found.provider, found.point) == ("settlement", "gazetteer", TOWN_POINT)
    assert found.unanswered == ""


def test_the_gazetteer_answers_when_the_outside_geocoder_fails_and_says_who_was_silent(
    door, server, time
):
    server.will_say(Reply(status=500))

    found = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert found.provider == "gazetteer"
    assert "nominatim" in found.unanswered


def test_nothing_leaves_the_machine_for_a_settlement_that_the_gazetteer_knows(door, server, time):
    find("", "KZ-10", "Семей", watch=time.watch)
    find("Семей", "KZ-10", watch=time.watch)

    assert server.calls == []


def test_nothing_leaves_the_machine_unless_an_outside_geocoder_is_configured(
    door, server, monkeypatch, time
):
    monkeypatch.setitem(door.config, "GEOCODERS", [{"name": "gazetteer"}])

    assert find(ADDRESS, "KZ-10", "Семей", watch=time.watch).provider == "gazetteer"
    assert find("ул. Абая 10", watch=time.watch) is None
    assert server.calls == []


def test_nobody_is_asked_about_nothing(door, server, time):
    assert find(" ", "KZ-10", "", watch=time.watch) is None
    assert server.calls == []


@pytest.mark.parametrize(
    ("lat", "lon", "why"),
    [
        ("42.3417", "69.5901", "in another region"),
        ("55.7558", "37.6173", "abroad"),
        ("0", "0", "nowhere"),
        ("80.2497", "50.4118", "latitude and longitude swapped"),
        ("49.2", "80.2497", "in the region, far from the settlement"),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused(door, server, time, lat, lon, why):
    server.will_say(Reply([HOUSE | {"lat": lat, "lon": lon}]))

    assert find(ADDRESS, "KZ-10", "Семей", watch=time.watch).provider == "gazetteer"


def test_a_less_precise_answer_that_comes_later_does_not_count(door, server, monkeypatch, time):
    monkeypatch.setitem(door.config, "GEOCODERS", [server.source, {"name": "gazetteer"}])
    server.will_say(Reply([STREET]))

    assert find(ADDRESS, "KZ-10", "Семей", watch=time.watch).precision == "street"


def test_an_answer_in_another_region_is_refused_without_a_settlement_too(door, server, time):
    server.will_say(Reply([HOUSE | {"lat": "42.3417", "lon": "69.5901"}]))

    assert find(ADDRESS, "KZ-10", watch=time.watch) is None
    assert find(ADDRESS, "KZ-61", watch=time.watch).region_iso == "KZ-61"


def test_a_namesake_elsewhere_does_not_hide_the_right_answer(door, server, time):
    abroad = HOUSE | {"lat": "55.7558", "lon": "37.6173"}
    server.will_say(Reply([abroad, STREET]))

    assert find(ADDRESS, "KZ-10", "Семей", watch=time.watch).precision == "street"


def test_without_a_region_stated_the_region_of_the_answer_is_told(door, server, time):
    found = find(ADDRESS, watch=time.watch)

    assert (found.point, found.region_iso, found.settlement_id) == (HOUSE_POINT, "KZ-10", None)


def test_a_region_that_was_parted_still_finds_what_is_in_its_parts(door, server, monkeypatch, time):
    class Knows(FakeGazetteer):
        def geocode(self, query, *, region=None):
            return super().geocode(query)

    monkeypatch.setattr(geocoder.queries, "gazetteer", Knows)

    found = find(ADDRESS, "KZ-63", "Семей", watch=time.watch)

    assert (found.precision, found.region_iso) == ("building", "KZ-10")


def test_a_country_is_no_answer(door, server, monkeypatch, time):
    only(door, monkeypatch, server)
    server.will_say(Reply([TOWN | {"addresstype": "country", "place_rank": 4}]))

    assert find("Казахстан", watch=time.watch) is None


def test_a_slow_answer_is_given_up(door, server, monkeypatch, time):
    only(door, monkeypatch, server)
    monkeypatch.setitem(door.config, "GEOCODER_TIMEOUT_S", 0.1)
    monkeypatch.setitem(door.config, "GEOCODER_RETRIES", 0)
    server.will_say(Reply(is_slow=True))

    with pytest.raises(Unavailable, match="took too long"):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert len(server.calls) == 1


@pytest.mark.parametrize("reply", NETWORK_ERRORS, ids=str)
def test_a_broken_answer_is_no_answer(door, server, monkeypatch, time, reply):
    only(door, monkeypatch, server)
    server.will_say(reply)

    with pytest.raises(Unavailable, match="nominatim did not answer"):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert db.session.query(GeocoderAnswer).count() == 0


def test_a_failed_call_is_made_again_after_pauses_that_double(door, server, monkeypatch, time):
    only(door, monkeypatch, server)
    server.will_say(Reply(status=500), Reply("[{"), Reply([HOUSE]))

    found = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert found.precision == "building"
    assert len(server.calls) == 3
    assert sum(time.slept) == pytest.approx(1 + 2, abs=0.01)
    assert state(server).failures == 0


def test_no_more_calls_are_made_than_the_setting_says(door, server, monkeypatch, time):
    only(door, monkeypatch, server)
    server.will_say(Reply(status=500))

    with pytest.raises(Unavailable):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert len(server.calls) == 1 + 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_is_not_asked_for_again(door, server, monkeypatch, time, status):
    only(door, monkeypatch, server)
    server.will_say(Reply(status=status))

    with pytest.raises(Unavailable):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert len(server.calls) == 1


def test_a_geocoder_that_asks_for_a_pause_gets_it(door, server, time):
    server.will_say(Reply(status=429, headers={"Retry-After": "20"}), Reply([HOUSE]))

    found = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert found.precision == "building"
    assert sum(time.slept) == pytest.approx(20, abs=0.01)


def test_nobody_waits_out_a_long_pause_but_it_is_kept(door, server, monkeypatch, time):
    only(door, monkeypatch, server)
    server.will_say(Reply(status=429, headers={"Retry-After": "3600"}), Reply([HOUSE]))

    with pytest.raises(Unavailable, match="pause"):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    time.moment += 3599
    with pytest.raises(Unavailable, match="rests"):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    time.moment += 2
    found = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert found.precision == "building"
    assert len(server.calls) == 2


def test_an_address_is_asked_once(door, server, time):
    first = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    second = find("УЛ.  Глинки, 20а", "KZ-10", "Семей", watch=time.watch)

    assert first == second
    assert len(server.calls) == 1


def test_the_same_words_in_another_language_are_another_question(door, server, time):
    find(ADDRESS, "KZ-10", "Семей", lang="ru", watch=time.watch)
    find(ADDRESS, "KZ-10", "Семей", lang="kk", watch=time.watch)

    assert len(server.calls) == 2


def test_a_kept_answer_expires(door, server, time):
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    time.moment += 90 * DAY_S - 60
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    assert len(server.calls) == 1

    time.moment += 120
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    assert len(server.calls) == 2


def test_nothing_found_is_kept_a_tenth_as_long(door, server, time):
    server.will_say(Reply([]))
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    time.moment += 9 * DAY_S - 60
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    assert len(server.calls) == 1

    time.moment += 120
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    assert len(server.calls) == 2


def test_answers_that_expired_are_thrown_away(door, server, time):
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    time.moment += 91 * DAY_S

    find("ул. Абая, 1", "KZ-10", "Семей", watch=time.watch)

    assert db.session.query(GeocoderAnswer).count() == 1


def test_answers_and_turns_outlive_the_change_around_them(door, server, time):
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    db.session.rollback()

    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert len(server.calls) == 1
    assert db.session.query(GeocoderState).one().next_call_at == NOW + 1


def test_long_addresses_that_begin_alike_are_told_apart(door, server, time):
    long = "х" * 500

    find(f"{long} 1", "KZ-10", "Семей", watch=time.watch)
    find(f"{long} 2", "KZ-10", "Семей", watch=time.watch)

    assert len(server.calls) == 2


def test_calls_lie_an_interval_apart(door, server, time):
    find("ул. Абая, 1", "KZ-10", "Семей", watch=time.watch)
    find("ул. Абая, 2", "KZ-10", "Семей", watch=time.watch)

    assert sum(time.slept) == pytest.approx(1, abs=0.01)


def test_failures_in_a_row_open_the_breaker_and_an_answer_closes_it(
    door, server, monkeypatch, time
):
    only(door, monkeypatch, server)
    monkeypatch.setitem(door.config, "GEOCODER_RETRIES", 0)
    server.will_say(Reply(status=500))
    for number in range(5):
        with pytest.raises(Unavailable, match="did not answer"):
            find(f"ул. Абая, {number}", "KZ-10", watch=time.watch)

    with pytest.raises(Unavailable, match="rests"):
        find("ул. Абая, 6", "KZ-10", watch=time.watch)
    assert len(server.calls) == 5

    time.moment += 300
    server.will_say(Reply([HOUSE]))
    assert find("ул. Абая, 6", "KZ-10", watch=time.watch).precision == "building"
    assert state(server).failures == 0


def test_one_failure_after_the_rest_opens_the_breaker_again(door, server, monkeypatch, time):
    only(door, monkeypatch, server)
    monkeypatch.setitem(door.config, "GEOCODER_RETRIES", 0)
    server.will_say(Reply(status=500))
    for number in range(5):
        with pytest.raises(Unavailable):
            find(f"ул. Абая, {number}", "KZ-10", watch=time.watch)
    time.moment += 300

    with pytest.raises(Unavailable, match="did not answer"):
        find("ул. Абая, 6", "KZ-10", watch=time.watch)
    with pytest.raises(Unavailable, match="rests"):
        find("ул. Абая, 7", "KZ-10", watch=time.watch)

    assert len(server.calls) == 6


def test_an_open_breaker_leaves_the_gazetteer_to_answer(door, server, time):
    geocoder_state.meet(f"nominatim {server.domain}")
    geocoder_state.rest(f"nominatim {server.domain}", NOW + 300)

    found = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert found.provider == "gazetteer"
    assert "rests" in found.unanswered
    assert server.calls == []


def test_the_log_names_no_address(door, server, caplog, time):
    server.will_say(Reply(status=500))

    with caplog.at_level(logging.DEBUG, logger="registry"):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert "nominatim" in caplog.text
    assert "Глинки" not in caplog.text


@pytest.mark.parametrize(
    "source",
    [
        {"name": "nobody"},
        {"name": "nominatim", "settings": {"colour": "blue"}},
        {"name": "nominatim", "settings": {"scheme": "ftp"}},
        {"name": "yandex"},
    ],
    ids=str,
)
def test_a_setting_that_makes_no_sense_is_named(door, monkeypatch, time, source):
    monkeypatch.setitem(door.config, "GEOCODERS", [source])

    with pytest.raises(Invalid, match=source["name"]):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)


@pytest.mark.parametrize(
    "sources",
    [
        "nominatim",
        {"name": "nominatim"},
        ["nominatim"],
        [{"nam": "nominatim"}],
        [{"name": 7}],
        [{"name": "gazetteer", "settings": "fast"}],
        [{"name": "gazetteer", "colour": "blue"}],
    ],
    ids=str,
)
def test_a_setting_of_the_wrong_shape_is_a_sentence(door, monkeypatch, time, sources):
    monkeypatch.setitem(door.config, "GEOCODERS", sources)

    with pytest.raises(Invalid, match="GEOCODERS"):
        find(ADDRESS, "KZ-10", "Семей", watch=time.watch)


def lease(time, key="nominatim"):
    return geocoder_turns.take(key, time.watch)


def test_a_worker_that_died_in_its_turn_holds_up_the_others_for_its_lease_only(door, time):
    lease(time)

    lease(time)

    assert sum(time.slept) == pytest.approx(2 * 5 + 1, abs=0.5)


def test_who_ends_a_turn_that_others_have_taken_over_leaves_theirs_alone(door, time):
    first = lease(time)
    second = lease(time)

    geocoder_turns.end("nominatim", first, time.watch)

    assert geocoder_state.standing("nominatim").next_call_at == second


def test_a_turn_that_the_database_gave_too_late_is_not_used(door, monkeypatch, time):
    real, delays = geocoder_state.take_turn, [8.0, 0.0]

    def late(key, now, lease):
        time.moment += delays.pop(0)
        return real(key, now, lease)

    monkeypatch.setattr(geocoder_state, "take_turn", late)

    assert lease(time) - NOW == pytest.approx(8 + 2 * 5 + 1)


def test_nobody_waits_for_ever(door, time):
    geocoder_state.meet("nominatim")
    geocoder_state.give_back("nominatim", 0.0, NOW + DAY_S)

    with pytest.raises(Unavailable, match="Too many others"):
        lease(time)


def test_a_locked_database_is_a_sentence(door, monkeypatch):
    engine = db.engine
    with engine.connect() as other, pytest.raises(Unavailable, match="busy"):
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        geocoder_state.meet("new")


def assert_apart(calls, interval_s):
    for before, after in pairwise(sorted(calls, key=lambda call: call.start)):
        assert after.start - before.end >= interval_s


def test_threads_take_turns(door, server, monkeypatch):
    monkeypatch.setitem(door.config, "GEOCODER_INTERVAL_S", 0.05)
    monkeypatch.setattr(geocoder_turns, "POLL_S", 0.005)
    server.work_s = 0.02
    failures = []

    def work(street):
        with door.app_context():
            for number in range(4):
                try:
                    find(f"ул. {street}, {number}", "KZ-10", "Семей")
                except Exception as error:  # noqa: BLE001 - a thread has to tell the test
                    failures.append(error)

    threads = [Thread(target=work, args=(street,)) for street in ("Абая", "Ленина")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(server.calls) >= 8
    assert_apart(server.calls, 0.05)


WORKER = """
import sys
from pathlib import Path
from registry import create_app
from registry.places.geocoder_turns import WATCH, end, take

app = create_app(
    SECRET_KEY="tests",
    SECURITY_PASSWORD_SALT="tests",
    REGISTRY_DATA=Path(sys.argv[1]).parent,
    SQLALCHEMY_DATABASE_URI=f"sqlite:///{sys.argv[1]}",
    GEOCODER_INTERVAL_S=0.05,
)
with app.app_context():
    for _turn in range(5):
        lease = take("nominatim", WATCH)
        start = WATCH.now()
        WATCH.sleep(0.01)
        print(start, WATCH.now())
        end("nominatim", lease, WATCH)
"""


def test_processes_take_turns(door, monkeypatch):
    command = [sys.executable, "-c", WORKER, db.engine.url.database]
    workers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        for _worker in range(2)
    ]

    lines = [line for worker in workers for line in worker.communicate()[0].splitlines()]

    calls = [SimpleNamespace(start=float(s), end=float(e)) for s, e in map(str.split, lines)]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert len(calls) == 10
    assert_apart(calls, 0.05)


@given(text=st.text(max_size=2000))
def test_every_question_fits_the_database(text):
    assert len(geocoder_state.shortened(text)) <= geocoder_state.QUESTION_LENGTH
