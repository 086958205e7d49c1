"""Which answer of the geocoders counts."""

import pytest

from registry.errors import Invalid
from registry.places import geocoder
from registry.places.geocoder import find
from tests.places.door import ADDRESS, HOUSE_POINT, TOWN_POINT, FakeGazetteer, only
from tests.places.nominatim_server import HOUSE, STREET, TOWN, Reply


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
