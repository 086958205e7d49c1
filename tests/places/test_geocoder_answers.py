"""Answers are kept: nobody is asked twice."""

import pytest

from registry.db import db
from registry.places import geocoder, geocoder_state
from registry.places.geocoder import find
from tests.places.door import ADDRESS, DAY_S, NOW, state
from tests.places.nominatim_server import Reply

pytestmark = pytest.mark.usefixtures("keeper")


def test_an_address_is_asked_once(door, server, time):
    first = find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    second = find("УЛ.  Глинки, 20а", "KZ-10", "Семей", watch=time.watch)

    assert first == second
    assert len(server.calls) == 1


def test_the_same_words_in_another_language_are_another_question(door, server, time):
    find(ADDRESS, "KZ-10", "Семей", lang="ru", watch=time.watch)
    find(ADDRESS, "KZ-10", "Семей", lang="kk", watch=time.watch)

    assert len(server.calls) == 2


@pytest.mark.parametrize(("reply", "days"), [(None, 90), (Reply([]), 9)], ids=["found", "nothing"])
def test_a_kept_answer_expires_and_that_there_is_none_ten_times_as_soon(
    door, server, time, reply, days
):
    if reply:
        server.will_say(reply)
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    time.moment += days * DAY_S - 60
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    assert len(server.calls) == 1

    time.moment += 120
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    assert len(server.calls) == 2


def test_answers_and_turns_outlive_the_change_around_them(door, server, time):
    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)
    db.session.rollback()

    find(ADDRESS, "KZ-10", "Семей", watch=time.watch)

    assert len(server.calls) == 1
    assert state(server).next_call_at == NOW + 1


def test_long_addresses_that_begin_alike_are_told_apart(door, server, time):
    long = "х" * 500

    find(f"{long} 1", "KZ-10", "Семей", watch=time.watch)
    find(f"{long} 2", "KZ-10", "Семей", watch=time.watch)

    assert len(server.calls) == 2


def test_geocoders_with_long_domains_that_begin_alike_are_told_apart(door):
    domains = [f"{'x' * 60}.example.org/{number}" for number in (1, 2)]
    sources = [{"name": "nominatim", "settings": {"domain": domain}} for domain in domains]

    keys = {geocoder._outside(source).key for source in sources}

    assert len(keys) == 2
    assert {len(key) for key in keys} == {geocoder_state.KEY_LENGTH}
