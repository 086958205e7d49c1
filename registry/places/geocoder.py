"""The one door to geocoding: our gazetteer and the outside geocoders that GEOCODERS names.

They are asked in the order of the setting until an answer is as precise as the address; the most
precise answer wins, the first of equals. An answer outside the region or the country stated, or
far from the settlement stated, is refused. Nothing leaves the machine unless an outside geocoder
is configured.

An outside geocoder is asked once per address: answers are kept. One call at a time and one an
interval goes out over all workers; a call that fails is made again after a pause, and from some
failures in a row on the geocoder rests (see geocoder_state). geopy does lookups here only.
"""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache, partial
from inspect import signature
from typing import Any, NamedTuple

from flask import current_app
from geopy import exc
from geopy.adapters import RequestsAdapter
from geopy.geocoders import get_geocoder_for_service
from geopy.geocoders.base import Geocoder

from registry.errors import Invalid, Unavailable
from registry.geo import Point, distance_km
from registry.i18n import _, _l
from registry.places import geocoder_state as state
from registry.places import geocoder_turns as turns
from registry.places import pins, queries
from registry.places.folding import fold
from registry.places.geocoder_state import Answer
from registry.places.geocoder_turns import WATCH, Watch
from registry.places.providers import arguments, places, rank

GAZETTEER = "gazetteer"

REACH_KM = 60.0
"""How far from the centre of the settlement stated an address may lie; special zones lie out."""

log = logging.getLogger(__name__)

FINAL = (
    exc.GeocoderQueryError,
    exc.GeocoderAuthenticationFailure,
    exc.GeocoderInsufficientPrivileges,
)
"""Failures that the same question would only meet again."""

# geopy raises what its parsers stumble over when an answer is JSON of an unexpected shape.
NONSENSE = (LookupError, TypeError, ValueError, AttributeError)

REASONS = (
    (exc.GeocoderTimedOut, _l("it took too long")),
    (exc.GeocoderQuotaExceeded, _l("it asks for a pause")),
    (exc.GeocoderUnavailable, _l("it cannot be reached")),
    ((exc.GeocoderAuthenticationFailure, exc.GeocoderInsufficientPrivileges), _l("it bars us")),
    ((exc.GeocoderParseError, exc.GeocoderQueryError), _l("question or answer made no sense")),
    (exc.GeopyError, _l("it reports an error")),
    (NONSENSE, _l("its answer makes no sense")),
)
"""Why there is no answer, the particular before the general."""


class Found(NamedTuple):
    """Where an address is."""

    point: Point
    precision: str  # building, street, settlement or region
    provider: str
    confidence: float  # 0 to 1
    region_iso: str | None
    settlement_id: int | None  # GeoNames
    unanswered: str = ""  # who might have known it better but did not answer, and why


class Question(NamedTuple):
    """What is asked."""

    address: str
    region_iso: str | None
    settlement: str
    lang: str

    @property
    def text(self) -> str:
        """The address as an outside geocoder gets it: with its settlement."""
        if f" {fold(self.settlement)} " in f" {fold(self.address)} ":
            return self.address
        return ", ".join(filter(None, (self.address, self.settlement)))


class Town(NamedTuple):
    """The settlement or region that our gazetteer reads in a question."""

    found: Found
    names: frozenset[str]  # folded


class Outside(NamedTuple):
    """An outside geocoder, with the key under which workers share what they know of it."""

    name: str
    key: str
    geocoder: Geocoder


def find(
    address: str,
    region_iso: str | None = None,
    settlement: str = "",
    *,
    lang: str = "ru",
    watch: Watch = WATCH,
) -> Found | None:
    """Return where an address is as precisely as anybody knows; None if nobody knows.

    Have nothing unsaved in the session when you ask (see geocoder_state).

    Args:
        address: Street and house, with or without the settlement; may be empty.
        region_iso: The region in which it has to be; None for anywhere in the country.
        settlement: The town or village, if it is known by itself.
        lang: Language of the address.
        watch: The clock, for tests.

    Raises:
        Unavailable: Nobody found it, and somebody who might have did not answer.
        Invalid: The setting GEOCODERS makes no sense.
    """
    question = Question(_spaced(address), region_iso, _spaced(settlement), lang)
    sources = _sources()
    town = _town(question) if any(s["name"] == GAZETTEER for s in sources) else None
    enough = rank("building" if _says_more(question, town) else "settlement")
    best: Found | None = None
    silent: list[str] = []
    for source in sources:
        if best and rank(best.precision) <= enough:
            break
        try:
            found = _ask(source, question, town, watch)
        except Unavailable as error:
            silent.append(str(error))
            continue
        if found and (best is None or rank(found.precision) < rank(best.precision)):
            best = found
    if best is None and silent:
        raise Unavailable(" ".join(silent))
    return best._replace(unanswered=" ".join(silent)) if best else None


def _sources() -> list[Mapping[str, Any]]:
    sources = current_app.config["GEOCODERS"]
    if not isinstance(sources, list) or not all(map(_is_source, sources)):
        raise Invalid(_("The setting GEOCODERS has to be a list of names with settings."))
    return sources


def _is_source(entry: Any) -> bool:
    if not isinstance(entry, dict) or entry.keys() - {"name", "settings"}:
        return False
    return isinstance(entry.get("name"), str) and isinstance(entry.get("settings", {}), dict)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _town(question: Question) -> Town | None:
    gazetteer = queries.gazetteer()
    for text in filter(None, (question.settlement, question.address)):
        place: Any = gazetteer.geocode(text, region=question.region_iso)
        if place:
            raw = place.raw
            found = Found(
                point=Point(place.latitude, place.longitude),
                precision=raw["precision"],
                provider=GAZETTEER,
                confidence=raw["confidence"],
                region_iso=raw["region_iso"],
                settlement_id=int(raw["id"]) if raw["level"] == "settlement" else None,
            )
            return Town(found, frozenset(map(fold, raw["names"].values())))
    return None


def _says_more(question: Question, town: Town | None) -> bool:
    """Tell whether the address names more than a town; a house named like one is not meant."""
    known = town.names if town else frozenset()
    return fold(question.address) not in {"", fold(question.settlement), *known}


def _ask(
    source: Mapping[str, Any], question: Question, town: Town | None, watch: Watch
) -> Found | None:
    if source["name"] == GAZETTEER:
        return town.found if town else None
    if not question.text:
        return None
    outside = _outside(source)
    fit = (_fitting(outside, place, question, town) for place in _places(outside, question, watch))
    return min(filter(None, fit), key=lambda found: rank(found.precision), default=None)


def _fitting(
    outside: Outside, place: Mapping[str, Any], question: Question, town: Town | None
) -> Found | None:
    """Return a place as an answer, or None when it lies where the address cannot be."""
    point = Point(place["lat"], place["lon"])
    near = town.found if town and town.found.settlement_id else None
    if near and distance_km(point, near.point) > REACH_KM:
        return None
    iso = _region_of(point, question.region_iso, near)
    if iso is None:
        return None
    settlement_id = near.settlement_id if near and place["precision"] != "region" else None
    return Found(point, place["precision"], outside.name, place["confidence"], iso, settlement_id)


def _region_of(point: Point, stated: str | None, near: Found | None) -> str | None:
    """Return the region of a point; None when that is not the one stated, nor a part of it."""
    regions = [stated]
    if stated and near and near.region_iso != stated:
        regions.append(near.region_iso)  # the gazetteer knows how a region was parted
    verdicts = (pins.check(*point, queries.outlines(), iso) for iso in regions)
    return next((verdict.region_iso for verdict in verdicts if verdict.is_right), None)


def _outside(source: Mapping[str, Any]) -> Outside:
    settings = source.get("settings") or {}
    name = str(source["name"]).lower()
    geocoder = _built(
        name,
        json.dumps(settings, sort_keys=True),
        current_app.config["GEOCODER_USER_AGENT"],
        current_app.config["GEOCODER_TIMEOUT_S"],
    )
    key = state.shortened(f"{name} {settings.get('domain', '')}".strip(), state.KEY_LENGTH)
    return Outside(name, key, geocoder)


@cache
def _built(name: str, settings: str, user_agent: str, timeout_s: float) -> Geocoder:
    defaults = {
        "user_agent": user_agent,
        "timeout": timeout_s,
        # geopy's own would repeat a call and wait out Retry-After behind our back.
        "adapter_factory": partial(RequestsAdapter, max_retries=0),
    }
    try:
        return get_geocoder_for_service(name)(**defaults | json.loads(settings))
    except (exc.GeopyError, TypeError) as error:
        message = _("The setting GEOCODERS is wrong at %(name)s: %(why)s", name=name, why=error)
        raise Invalid(message) from error


def _places(outside: Outside, question: Question, watch: Watch) -> list[dict[str, Any]]:
    """Return what an outside geocoder answers, or has answered not too long ago."""
    country = next((region.country for region in queries.regions()), "")
    key = f"{question.lang} {country} {question.text.casefold()}"
    if known := state.store().kept(outside.key, key, watch.now()):
        return known.places
    takes = signature(outside.geocoder.geocode).parameters
    options = arguments(outside.name, takes, question.lang, country)
    answer = _answer(outside, partial(outside.geocoder.geocode, question.text, **options), watch)
    days = current_app.config["GEOCODER_CACHE_DAYS"] / (1 if answer.places else 10)
    now = watch.now()
    state.store().keep(outside.key, key, answer, now, now + timedelta(days=days).total_seconds())
    return answer.places


def _answer(outside: Outside, call: Callable[[], Any], watch: Watch) -> Answer:
    """Make a call when it is our turn, and again after a pause when it fails."""
    attempt = 0
    while True:
        lease = turns.take(outside.key, watch)
        try:
            answer = Answer(places(outside.name, call() or ()))
        except (exc.GeopyError, *NONSENSE) as error:
            # The text of the error may hold the address that was asked, and our key in it.
            log.warning("%s: %s", outside.key, type(error).__name__)
            asked_s = getattr(error, "retry_after", None)
            again = turns.end_failed(outside.key, lease, attempt, asked_s, watch)
            attempt += 1
            is_last = attempt > current_app.config["GEOCODER_RETRIES"]
            if is_last or not again or isinstance(error, FINAL):
                raise _unavailable(outside, error) from None
        else:
            turns.end(outside.key, lease, watch)
            return answer


def _unavailable(outside: Outside, error: Exception) -> Unavailable:
    reason = next(words for kinds, words in REASONS if isinstance(error, kinds))
    return Unavailable(
        _("%(name)s did not answer: %(reason)s.", name=outside.name, reason=str(reason))
    )
