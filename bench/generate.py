"""Invents facilities that lie where people live and are called as ours are. The same seed gives
the same facilities.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from registry.db import db, today
from registry.facilities.models import (
    Facility,
    FacilityLanguage,
    FacilitySector,
    FacilityStage,
    Location,
    Programme,
    ServiceOffer,
)
from registry.facilities.slug import slug
from registry.facilities.vocabulary import (
    Confidence,
    Kind,
    Language,
    Precision,
    Sector,
    Service,
    Stage,
    Status,
)
from registry.i18n import LANGUAGES, best, speaking
from registry.places.models import Settlement

SEED = 20_261_124

ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"

SYLLABLES = (
    ("ал", "al"), ("тау", "tau"), ("бай", "bai"), ("кон", "kon"), ("ар", "ar"), ("ман", "man"),
    ("са", "sa"), ("ра", "ra"), ("ту", "tu"), ("ран", "ran"), ("да", "da"), ("жет", "zhet"),
    ("су", "su"), ("кер", "ker"), ("нур", "nur"), ("хан", "khan"), ("тек", "tek"), ("ор", "or"),
    ("зе", "ze"), ("рен", "ren"), ("би", "bi"), ("лим", "lim"), ("кок", "kok"), ("ше", "she"),
)  # fmt: skip
"""Of which brands are made, as Russian and English write them."""

UNKNOWN_POPULATION = 1000

BATCH = 5000

Rows = dict[type[Any], list[dict[str, Any]]]


def fill(records: int) -> None:
    """Add invented facilities until the database holds this many; commits batch by batch."""
    random = Random(SEED)  # noqa: S311
    towns = db.session.scalars(select(Settlement).order_by(Settlement.id)).all()
    weights = [town.population or UNKNOWN_POPULATION for town in towns]
    labels = {lang: _labels(lang) for lang in LANGUAGES}
    first = (db.session.scalar(select(func.max(Facility.id))) or 0) + 1
    held = db.session.scalar(select(func.count()).select_from(Facility)) or 0
    missing = range(first, first + records - held)
    for start in range(0, len(missing), BATCH):
        rows: Rows = {}
        for id in missing[start : start + BATCH]:
            town = random.choices(towns, weights)[0]
            for model, values in _facility(random, id, town, labels):
                rows.setdefault(model, []).append(values)
        for model, many in rows.items():
            db.session.execute(insert(model), many)
        db.session.commit()


def _labels(lang: str) -> dict[Kind, str]:
    with speaking(lang):
        return {kind: str(kind.label) for kind in Kind}


def _facility(
    random: Random, id: int, town: Settlement, labels: dict[str, dict[Kind, str]]
) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    """Give the rows of one facility, by their tables."""
    kind = random.choices(list(Kind), range(len(Kind), 0, -1))[0]
    names = _names(random, kind, town, labels)
    yield (
        Facility,
        {
            "id": id,
            "public_id": "".join(random.choices(ID_LETTERS, k=8)),
            "slug": slug(names, "facility"),
            "names": names,
            "descriptions": _descriptions(random, names, town),
            "kind": kind,
            "status": random.choices(list(Status), (2, 1, 20, 1, 2, 1, 2))[0],
            "confidence": random.choices(list(Confidence), (5, 3, 1))[0],
            "confirmed_on": today() - timedelta(random.randrange(1500)),
            "created_at": datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=id),
            "updated_at": datetime(2026, 1, 1, tzinfo=UTC),
            "version": 1,
        },
    )
    yield Location, _location(random, id, town)
    for service in random.sample(list(Service), random.randint(0, 5)):
        yield ServiceOffer, {"facility_id": id, "service": service}
    for sector in random.sample(list(Sector), random.randint(0, 3)):
        yield FacilitySector, {"facility_id": id, "sector": sector}
    for stage in random.sample(list(Stage), random.randint(0, 2)):
        yield FacilityStage, {"facility_id": id, "stage": stage}
    for language in random.sample(list(Language), random.randint(1, 2)):
        yield FacilityLanguage, {"facility_id": id, "language": language}
    if random.random() < 0.2:
        day = today() + timedelta(random.randint(-200, 100))
        call = {"facility_id": id, "names": {"en": "Call"}, "application_deadline": day}
        yield Programme, call


def _names(
    random: Random, kind: Kind, town: Settlement, labels: dict[str, dict[Kind, str]]
) -> dict[str, str]:
    """Return names like `Технопарк «Алтаман», Семей`, in three languages or one of them."""
    picked = random.choices(SYLLABLES, k=random.randint(2, 3))
    russian, latin = ("".join(parts).capitalize() for parts in zip(*picked, strict=True))
    names = {
        "kk": f"«{russian}» {labels['kk'][kind].lower()}, {best(town.names, 'kk').value}",
        "ru": f"{labels['ru'][kind]} «{russian}», {best(town.names, 'ru').value}",
        "en": f"{latin} {labels['en'][kind]}, {best(town.names, 'en').value}",
    }
    left_out = random.choice(["", "", "kk", "en"])
    return {lang: name for lang, name in names.items() if lang != left_out}


def _descriptions(random: Random, names: dict[str, str], town: Settlement) -> dict[str, str]:
    name, place = best(names, "ru").value, best(town.names, "ru").value
    square_metres = random.randrange(50, 5000)
    text = f"{name}. Площадь {square_metres} кв. м. Поддержка предпринимателей города {place}."
    return {"ru": text}


def _location(random: Random, id: int, town: Settlement) -> dict[str, Any]:
    """Return a place near the centre of a town; a city of a million spreads over 10 km or so."""
    spread = 0.003 + 0.05 * min(1.0, (town.population or UNKNOWN_POPULATION) / 1e6)
    return {
        "facility_id": id,
        "address": {"ru": f"улица Абая, {random.randrange(1, 200)}"},
        "settlement_id": town.id,
        "region_iso": town.region_iso,
        "lat": round(town.lat + random.gauss(0, spread), 6),
        "lon": round(town.lon + random.gauss(0, spread), 6),
        "precision": random.choices([Precision.BUILDING, Precision.STREET], (3, 1))[0],
        "provider": "bench",
        "is_current": True,
    }
