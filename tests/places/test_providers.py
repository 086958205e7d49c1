"""What raw answers of outside geocoders say about their precision."""

import pytest
from geopy.geocoders import get_geocoder_for_service
from hypothesis import given
from hypothesis import strategies as st

from registry.places.providers import (
    PRECISIONS,
    READERS,
    arguments,
    confidence,
    precision,
    rank,
)


def osm(class_, type_, addresstype, place_rank):
    return {
        "class": class_,
        "type": type_,
        "addresstype": addresstype,
        "place_rank": place_rank,
    }


def photon(**properties):
    return {"properties": properties}


def yandex(kind, exactness):
    return {"metaDataProperty": {"GeocoderMetaData": {"kind": kind, "precision": exactness}}}


def google(location_type, *types):
    return {"types": list(types), "geometry": {"location_type": location_type}}


CASES = [
    ("nominatim", osm("building", "yes", "building", 30), "building"),
    ("nominatim", osm("place", "house", "place", 30), "building"),
    ("nominatim", osm("amenity", "university", "amenity", 30), "building"),
    ("nominatim", osm("highway", "bus_stop", "highway", 30), "street"),
    ("nominatim", osm("highway", "residential", "road", 26), "street"),
    ("nominatim", osm("highway", "footway", "road", 27), "street"),
    ("nominatim", osm("place", "suburb", "suburb", 19), "settlement"),
    ("nominatim", osm("landuse", "residential", "residential", 22), "settlement"),
    ("nominatim", osm("landuse", "industrial", "industrial", 22), "settlement"),
    ("nominatim", osm("place", "city", "city", 16), "settlement"),
    ("nominatim", osm("boundary", "administrative", "city", 8), "settlement"),
    ("nominatim", osm("boundary", "administrative", "state", 8), "region"),
    ("nominatim", osm("boundary", "administrative", "county", 12), "region"),
    ("nominatim", osm("boundary", "administrative", "country", 4), None),
    ("nominatim", {"class": "place", "type": "village", "place_rank": 19}, "settlement"),
    ("nominatim", {}, "settlement"),
    ("photon", photon(type="house", housenumber="20А", osm_key="place"), "building"),
    ("photon", photon(type="house", osm_key="amenity", osm_value="university"), "building"),
    ("photon", photon(type="house", osm_key="highway", osm_value="bus_stop"), "street"),
    ("photon", photon(type="street", osm_key="highway", osm_value="residential"), "street"),
    ("photon", photon(osm_key="highway", osm_value="tertiary"), "street"),
    ("photon", photon(type="district", osm_key="place", osm_value="suburb"), "settlement"),
    ("photon", photon(type="city", osm_key="place", osm_value="city"), "settlement"),
    ("photon", photon(type="state", osm_key="place", osm_value="state"), "region"),
    ("photon", photon(type="country", osm_key="place", osm_value="country"), None),
    ("pelias", photon(layer="address", match_type="exact"), "building"),
    ("pelias", photon(layer="address", match_type="interpolated"), "street"),
    ("pelias", photon(layer="venue"), "building"),
    ("pelias", photon(layer="street"), "street"),
    ("pelias", photon(layer="locality"), "settlement"),
    ("pelias", photon(layer="region"), "region"),
    ("geocodeearth", photon(layer="country"), None),
    ("yandex", yandex("house", "exact"), "building"),
    ("yandex", yandex("house", "near"), "street"),
    ("yandex", yandex("street", "street"), "street"),
    ("yandex", yandex("locality", "other"), "settlement"),
    ("yandex", yandex("province", "other"), "region"),
    ("yandex", yandex("country", "other"), None),
    ("google", google("ROOFTOP", "street_address"), "building"),
    ("google", google("RANGE_INTERPOLATED", "street_address"), "street"),
    ("google", google("GEOMETRIC_CENTER", "route"), "street"),
    ("google", google("APPROXIMATE", "locality", "political"), "settlement"),
    ("google", google("APPROXIMATE", "country", "political"), None),
    ("herev7", {"resultType": "houseNumber", "houseNumberType": "PA"}, "building"),
    ("herev7", {"resultType": "houseNumber", "houseNumberType": "interpolated"}, "street"),
    ("herev7", {"resultType": "locality"}, "settlement"),
    (
        "herev7",
        {"resultType": "administrativeArea", "administrativeAreaType": "country"},
        None,
    ),
    ("opencage", {"components": {"_type": "road"}}, "street"),
    ("a newcomer", {"accuracy": "perfect"}, "settlement"),
]


@pytest.mark.parametrize(("provider", "raw", "expected"), CASES, ids=str)
def test_precision_is_read_from_the_words_of_the_provider(provider, raw, expected):
    assert precision(provider, raw) == expected


@given(
    provider=st.sampled_from([*READERS, "a newcomer"]),
    raw=st.dictionaries(st.text(), st.text() | st.integers()),
)
def test_an_answer_without_the_known_words_is_not_taken_for_a_house(provider, raw):
    assert precision(provider, raw) in ("settlement", "region", None)


def test_precisions_are_ranked_from_the_house_to_the_region():
    assert sorted(PRECISIONS, key=rank) == ["building", "street", "settlement", "region"]


def test_pelias_says_itself_how_far_it_believes_an_answer():
    assert confidence("pelias", photon(confidence=0.5), "building") == 0.45
    assert confidence("nominatim", photon(confidence=0.5), "building") == 0.9


@pytest.mark.parametrize(
    ("provider", "settings", "lang", "expected"),
    [
        ("nominatim", {"user_agent": "tests"}, "kk", ("limit", "language", "country_codes")),
        ("photon", {}, "ru", ("limit",)),
        ("photon", {}, "en", ("limit", "language")),
        ("pelias", {"domain": "127.0.0.1"}, "ru", ("language", "countries")),
        ("yandex", {"api_key": "secret"}, "ru", ("lang",)),
        ("herev7", {"apikey": "secret"}, "ru", ("limit", "language")),
        ("opencage", {"api_key": "secret"}, "ru", ("language", "country")),
        ("googlev3", {"api_key": "secret"}, "ru", ("language", "components")),
    ],
)
def test_a_geocoder_gets_the_arguments_that_it_takes(provider, settings, lang, expected):
    geocoder = get_geocoder_for_service(provider)(**settings)
    takes = geocoder.geocode.__kwdefaults__

    assert set(arguments(provider, takes, lang, "KZ")) == {"exactly_one", *expected}
