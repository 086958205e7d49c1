"""What becomes of calls that fail, and of who fails too often."""

import logging

import pytest

from registry.errors import Unavailable
from registry.places import geocoder_state
from registry.places.geocoder import find
from tests.places.door import ADDRESS, NOW, only, state
from tests.places.nominatim_server import HOUSE, Reply

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

    server.will_say(Reply([HOUSE]))
    assert find(ADDRESS, "KZ-10", "Семей", watch=time.watch).precision == "building"


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
    geocoder_state.store().meet(f"nominatim {server.domain}")
    geocoder_state.store().rest(f"nominatim {server.domain}", NOW + 300)

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
