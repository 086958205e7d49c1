"""A small country of facilities that differ in everything, and search by plain comparison."""

from datetime import timedelta
from random import Random

from registry.db import db, today
from registry.facilities.models import (
    FacilityLanguage,
    FacilitySector,
    FacilityStage,
    Programme,
    ServiceOffer,
)
from registry.facilities.vocabulary import (
    Confidence,
    Kind,
    Language,
    Sector,
    Service,
    Stage,
    Status,
)
from registry.geo import Point, distance_km
from registry.places.folding import tokens
from registry.search.commands import index
from registry.search.document import texts
from registry.search.queries import find
from registry.search.question import Question
from tests import factories

KINDS = tuple(Kind)[:3]
STATUSES = (Status.ACTIVE, Status.CLOSED, Status.PLANNED)
SERVICES = tuple(Service)[:3]
SECTORS = tuple(Sector)[:3]
STAGES = tuple(Stage)[:2]
LANGUAGES = tuple(Language)[:2]
REGIONS = ("KZ-10", "KZ-71")
NAME_WORDS = ("Alatau", "Баспана", "Creative", "Degdar", "Жеңіс", "Quantum")
OTHER_WORDS = ("laboratory", "робот", "mountain")


def listed(name=None, **fields):
    """Return a saved facility that search knows."""
    facility = factories.facility(name, **fields)
    index([facility])
    db.session.commit()
    return facility


def found(**question):
    """Return the English names on the first page of what a question finds."""
    return [hit.card.names["en"] for hit in find(Question(**question)).hits]


def build(count=40, seed=1):
    """Return saved and indexed facilities, each drawn at random."""
    random = Random(seed)  # noqa: S311
    facilities = [_drawn(random) for _ in range(count)]
    index(facilities)
    db.session.commit()
    return facilities


def _some(random, words):
    return random.sample(words, random.randint(0, len(words)))


def _drawn(random):
    place = {"region_iso": random.choice([*REGIONS, None])}
    at = Point(random.uniform(42, 54), random.uniform(50, 86)) if random.random() < 0.8 else None
    if random.random() < 0.2:
        at = factories.SEMEY
    days = random.choice([None, 0, 100, 365, 366, 900])
    return factories.facility(
        " ".join(random.sample(NAME_WORDS, random.randint(1, 3))),
        at,
        place,
        descriptions={"en": " ".join(_some(random, OTHER_WORDS))},
        kind=random.choice(KINDS),
        status=random.choice(STATUSES),
        confidence=random.choice(tuple(Confidence)),
        confirmed_on=None if days is None else today() - timedelta(days),
        service_offers=[ServiceOffer(service=word) for word in _some(random, SERVICES)],
        sector_links=[FacilitySector(sector=word) for word in _some(random, SECTORS)],
        stage_links=[FacilityStage(stage=word) for word in _some(random, STAGES)],
        language_links=[FacilityLanguage(language=word) for word in _some(random, LANGUAGES)],
        programmes=[
            Programme(names={"en": "Call"}, application_deadline=today() + timedelta(days))
            for days in random.sample([-1, 0, 30], random.randint(0, 2))
        ],
    )


def passes(facility, question):
    """Tell, without any index, whether a facility is what a question asks for."""
    place = facility.location
    deadlines = [p.application_deadline for p in facility.programmes]
    chosen = (
        (question.kinds, {facility.kind}),
        (question.statuses, {facility.status}),
        (question.services, set(facility.services)),
        (question.sectors, set(facility.sectors)),
        (question.stages, set(facility.stages)),
        (question.languages, set(facility.languages)),
        (question.regions, {place.region_iso}),
    )
    year_ago = today() - timedelta(365)
    return (
        all(not codes or own & set(codes) for codes, own in chosen)
        and (not question.open_now or any(day >= today() for day in deadlines))
        and (
            not question.confirmed
            or (facility.confirmed_on is not None and facility.confirmed_on >= year_ago)
        )
        and (not question.has_radius or _is_near(place.point, question))
        and (question.box is None or (place.point is not None and place.point in question.box))
        and _has_words(facility, question.text)
    )


def _is_near(point, question):
    return point is not None and distance_km(question.centre, point) <= question.radius_km


def _has_words(facility, text):
    words = " ".join(texts(facility, lambda word: [word.value])).split()
    return all(any(word.startswith(key) for word in words) for key in tokens(text))
