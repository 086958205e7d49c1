"""What we know of outside geocoders: how precise their answers are, how to ask them. Pure.

Precision is read from the raw form of an answer:

    building    a house number or a named object
    street      a street or an estimate along it
    settlement  a town, a village or a part of one
    region      a district or a region
    nothing     a country or more: no answer at all

What a provider's words leave open counts as the less precise.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

PRECISIONS = ("building", "street", "settlement", "region")
"""Words for how precise a pin is, most precise first."""

COUNTRY = "country"

CONFIDENCE = {"building": 0.9, "street": 0.7, "settlement": 0.5, "region": 0.3}
"""How far an answer of each precision is believed, 0 to 1, where its giver does not say."""

Raw = Mapping[str, Any]


def rank(precision: str) -> int:
    """Return 0 for the most precise, and so on."""
    return PRECISIONS.index(precision)


def _words(**groups: str) -> dict[str, str]:
    return {word: precision for precision, words in groups.items() for word in words.split()}


PLACES = _words(
    building="house building",
    street="road street square",
    settlement=(
        "city town village hamlet municipality suburb neighbourhood neighborhood quarter borough "
        "city_district city_block isolated_dwelling allotments locality localadmin postcode"
    ),
    region="state region province county district state_district macrocounty macroregion",
    country="country continent empire ocean marinearea",
)
"""Words of OpenStreetMap and of the geocoders that stand on it."""

OBJECTS = (
    "amenity", "building", "club", "craft", "healthcare", "historic", "leisure", "man_made",
    "office", "shop", "tourism",
)  # fmt: skip
"""Classes of OpenStreetMap whose members are single objects."""

HOUSE_RANK, STREET_RANK, SETTLEMENT_RANK, REGION_RANK = 30, 26, 13, 5
"""Lowest place_rank of Nominatim for each precision; source:
https://nominatim.org/release-docs/latest/customize/Ranking/"""


def _nominatim(raw: Raw) -> str:
    place_rank = int(raw.get("place_rank") or 0)
    if place_rank >= HOUSE_RANK:
        single = raw.get("class") in OBJECTS or raw.get("type") == "house"
        return "building" if single else "street"
    if word := PLACES.get(str(raw.get("addresstype") or raw.get("type"))):
        # A word for a house with the rank of a street is an estimate along that street.
        return "street" if word == "building" else word
    return _by_rank(place_rank)


def _by_rank(place_rank: int) -> str:
    if not place_rank or place_rank >= STREET_RANK:
        return "street" if place_rank else "settlement"
    if place_rank >= SETTLEMENT_RANK:
        return "settlement"
    return "region" if place_rank >= REGION_RANK else COUNTRY


def _photon(raw: Raw) -> str:
    found = raw.get("properties") or {}
    kind = str(found.get("type") or "")
    if kind == "house":
        single = found.get("housenumber") or found.get("osm_key") in OBJECTS
        return "building" if single or found.get("osm_value") == "house" else "street"
    if kind == "district":  # in Photon a part of a town
        return "settlement"
    if kind in PLACES:
        return PLACES[kind]
    if found.get("osm_key") == "highway":
        return "street"
    return PLACES.get(str(found.get("osm_value")), "settlement")


def _pelias(raw: Raw) -> str:
    found = raw.get("properties") or {}
    layer = str(found.get("layer") or "")
    if layer in ("address", "venue"):
        return "street" if found.get("match_type") == "interpolated" else "building"
    return PLACES.get(layer, "settlement")


YANDEX = _words(
    building="house",
    street="street",
    settlement="locality district metro vegetation hydro airport railway station other",
    region="area province region",
    country="country",
)


def _yandex(raw: Raw) -> str:
    meta = (raw.get("metaDataProperty") or {}).get("GeocoderMetaData") or {}
    word = YANDEX.get(str(meta.get("kind") or ""), "settlement")
    if word == "building" and meta.get("precision") not in ("exact", "number"):
        return "street"
    return word


GOOGLE = _words(
    building="street_address premise subpremise establishment point_of_interest",
    street="route intersection",
    settlement="locality sublocality neighborhood postal_code administrative_area_level_3",
    region="administrative_area_level_1 administrative_area_level_2",
    country="country",
)


def _google(raw: Raw) -> str:
    words = [GOOGLE[word] for word in raw.get("types") or () if word in GOOGLE]
    word = words[0] if words else "settlement"
    exact = (raw.get("geometry") or {}).get("location_type") == "ROOFTOP"
    return "street" if word == "building" and not exact else word


HERE = _words(
    building="houseNumber place",
    street="street intersection",
    settlement="locality addressBlock postalCodePoint",
    region="administrativeArea",
)


def _here(raw: Raw) -> str:
    word = HERE.get(str(raw.get("resultType") or ""), "settlement")
    estimated = raw.get("houseNumberType") == "interpolated"
    if raw.get("administrativeAreaType") == "country":
        return COUNTRY
    return "street" if word == "building" and estimated else word


def _opencage(raw: Raw) -> str:
    word = str((raw.get("components") or {}).get("_type") or "")
    return PLACES.get(word, "settlement")


def _unknown(_raw: Raw) -> str:
    return "settlement"


READERS: dict[str, Callable[[Raw], str]] = {
    "nominatim": _nominatim,
    "openmapquest": _nominatim,
    "pickpoint": _nominatim,
    "photon": _photon,
    "pelias": _pelias,
    "geocodeearth": _pelias,
    "yandex": _yandex,
    "google": _google,
    "googlev3": _google,
    "herev7": _here,
    "opencage": _opencage,
}


def precision(provider: str, raw: Raw) -> str | None:
    """Return how precise an answer is; None when it is a country or more.

    >>> precision("nominatim", {"class": "place", "type": "city", "place_rank": 16})
    'settlement'
    """
    word = READERS.get(provider, _unknown)(raw)
    return None if word == COUNTRY else word


def confidence(provider: str, raw: Raw, found: str) -> float:
    """Return how far an answer is believed, 0 to 1; Pelias says so itself."""
    share = 1.0
    if provider in ("pelias", "geocodeearth"):
        share = float((raw.get("properties") or {}).get("confidence") or 1)
    return round(CONFIDENCE[found] * min(max(share, 0.0), 1.0), 3)


def places(provider: str, locations: Iterable[Any]) -> list[dict[str, Any]]:
    """Return what is kept of the answers: lat, lon, precision and confidence of each.

    Args:
        provider: Its name in geopy.
        locations: Instances of geopy's Location.
    """
    found = []
    for location in locations:
        if word := precision(provider, location.raw):
            place = {"lat": location.latitude, "lon": location.longitude, "precision": word}
            found.append(place | {"confidence": confidence(provider, location.raw, word)})
    return found


CANDIDATES = 10
"""How many answers to ask for, so that a namesake elsewhere does not hide the right one."""

PHOTON_LANGUAGES = ("en", "de", "fr")
"""The languages that Photon has; it refuses a question in any other."""

YANDEX_LANGUAGES = {"kk": "ru_RU", "ru": "ru_RU", "en": "en_US", "fr": "en_US"}


def arguments(provider: str, takes: Container[str], lang: str, country: str) -> dict[str, Any]:
    """Return the keyword arguments for number, language and country that a geocoder takes.

    Args:
        provider: Its name in geopy.
        takes: The names of the parameters of its geocode method.
        lang: Language of the question: kk, ru, en or fr.
        country: ISO 3166-1 code of two letters.
    """
    every: dict[str, Any] = {
        "exactly_one": False,
        "limit": CANDIDATES,
        "language": lang,
        "lang": YANDEX_LANGUAGES.get(lang, "ru_RU"),
        "country_codes": country.lower(),
        "countries": [country],
        "country": country,
        "components": {"country": country},
    }
    if not country:
        del every["country_codes"], every["countries"], every["country"], every["components"]
    if provider == "photon" and lang not in PHOTON_LANGUAGES:
        del every["language"]
    if provider.startswith("here"):  # wants codes of three letters; the outlines do without
        every.pop("countries", None), every.pop("components", None)
    return {name: value for name, value in every.items() if name in takes}
