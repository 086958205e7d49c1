"""Invents facilities that lie where people live and are called as ours are. The same seed gives
the same facilities, whatever the database.
"""

from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

import orjson

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
from registry.i18n import best

SEED = 20_261_124

ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"

ONSETS = (
    ("б", "б", "b"), ("д", "д", "d"), ("ж", "ж", "zh"), ("з", "з", "z"), ("к", "к", "k"),
    ("қ", "к", "q"), ("ғ", "г", "gh"), ("л", "л", "l"), ("м", "м", "m"), ("н", "н", "n"),
    ("п", "п", "p"), ("р", "р", "r"), ("с", "с", "s"), ("т", "т", "t"), ("ш", "ш", "sh"),
)  # fmt: skip
VOWELS = (
    ("а", "а", "a"), ("ә", "а", "a"), ("е", "е", "e"), ("и", "и", "i"), ("о", "о", "o"),
    ("ө", "о", "o"), ("у", "у", "u"), ("ұ", "у", "u"), ("ү", "у", "u"), ("і", "и", "i"),
    ("ы", "ы", "y"),
)  # fmt: skip
CODAS = (
    ("", "", ""), ("н", "н", "n"), ("р", "р", "r"), ("л", "л", "l"), ("с", "с", "s"),
    ("т", "т", "t"), ("м", "м", "m"), ("й", "й", "i"),
)  # fmt: skip
"""Of which syllables are made, as Kazakh, Russian and English write them."""

SHORTEST_BRAND = 5

BRANDS = 3000
"""Different brands: enough that few are one letter apart, few enough that facilities share them."""

UNKNOWN_POPULATION = 1000

Row = dict[str, Any]
Label = Callable[[Kind, str], str]


class Town(NamedTuple):
    """A settlement that facilities may lie in."""

    id: int
    names: dict[str, str]
    region_iso: str
    population: int | None
    lat: float
    lon: float


class Generator:
    """Gives the rows of facilities, as the database keeps them: choices and JSON as text.

    Args:
        towns: Where facilities may lie.
        label: Gives the name of a kind in a language.
        today: The day from which dates count.
    """

    def __init__(self, towns: Sequence[Town], label: Label, today: date) -> None:
        """Begin with the seed."""
        self.random = Random(SEED)  # noqa: S311
        self.brands = brands()
        self.towns = towns
        self.reach = list(accumulate(town.population or UNKNOWN_POPULATION for town in towns))
        self.label = label
        self.today = today
        self.days = [(today + timedelta(ahead)).isoformat() for ahead in range(-1500, 101)]

    def rows(self, id: int) -> Iterator[tuple[type[Any], Row]]:
        """Give the rows of one facility, by their tables."""
        random = self.random
        town = self.towns[bisect(self.reach, random.random() * self.reach[-1])]
        kind = self._picked(tuple(Kind), tuple(range(len(Kind), 0, -1)))
        names = self._names(kind, town)
        yield Facility, self._facility(id, kind, names, town)
        yield Location, self._location(id, town)
        for service in self._some(Service, 0, 5):
            yield ServiceOffer, {"facility_id": id, "service": service}
        for sector in self._some(Sector, 0, 3):
            yield FacilitySector, {"facility_id": id, "sector": sector}
        for stage in self._some(Stage, 0, 2):
            yield FacilityStage, {"facility_id": id, "stage": stage}
        for language in self._some(Language, 1, 2):
            yield FacilityLanguage, {"facility_id": id, "language": language}
        if random.random() < 0.2:
            deadline = self.days[1500 + int(random.random() * 300) - 200]
            yield Programme, {"facility_id": id, "names": CALL, "application_deadline": deadline}

    def _facility(self, id: int, kind: Kind, names: dict[str, str], town: Town) -> Row:
        day = f"20{20 + id // 100_000 % 6}-{1 + id // 8000 % 12:02d}-{1 + id // 280 % 28:02d}"
        return {
            "id": id,
            "public_id": public_id(id),
            "slug": slug(names, "facility"),
            "names": text(names),
            "descriptions": text(self._descriptions(names, town)),
            "kind": kind.value,
            "status": self._picked(tuple(Status), (2, 1, 20, 1, 2, 1, 2)).value,
            "confidence": self._picked(tuple(Confidence), (5, 3, 1)).value,
            "confirmed_on": self.days[int(self.random.random() * 1500)],
            "created_at": f"{day} 12:{id // 60 % 60:02d}:{id % 60:02d}.000000",
            "updated_at": "2026-01-01 00:00:00.000000",
            "version": 1,
        }

    def _names(self, kind: Kind, town: Town) -> dict[str, str]:
        """Return names like `Технопарк «Алтаман», Семей`, in three languages or two of them."""
        random = self.random
        kazakh, russian, latin = self.brands[int(random.random() * BRANDS)]
        places = town_names(town.id, text(town.names))
        names = {
            "kk": f"«{kazakh}» {self.label(kind, 'kk').lower()}, {places['kk']}",
            "ru": f"{self.label(kind, 'ru')} «{russian}», {places['ru']}",
            "en": f"{latin} {self.label(kind, 'en')}, {places['en']}",
        }
        left_out = ("", "", "kk", "en")[int(random.random() * 4)]
        names.pop(left_out, None)
        return names

    def _descriptions(self, names: dict[str, str], town: Town) -> dict[str, str]:
        place = town_names(town.id, text(town.names))["ru"]
        square_metres = 50 + int(self.random.random() * 4950)
        told = f"Площадь {square_metres} кв. м. Поддержка предпринимателей города {place}."
        return {"ru": f"{names['ru']}. {told}"}

    def _location(self, id: int, town: Town) -> Row:
        """Return a place near the centre of a town; a city of a million spreads over 10 km."""
        random = self.random
        spread = 0.003 + 0.05 * min(1.0, (town.population or UNKNOWN_POPULATION) / 1e6)
        return {
            "facility_id": id,
            "address": text({"ru": f"улица Абая, {1 + int(random.random() * 199)}"}),
            "settlement_id": town.id,
            "region_iso": town.region_iso,
            "lat": round(town.lat + random.gauss(0, spread), 6),
            "lon": round(town.lon + random.gauss(0, spread), 6),
            "precision": self._picked((Precision.BUILDING, Precision.STREET), (3, 1)).value,
            "provider": "bench",
            "is_current": True,
        }

    def _picked(self, words: Sequence[Any], weights: tuple[int, ...]) -> Any:
        reach = reaches(weights)
        return words[bisect(reach, self.random.random() * reach[-1])]

    def _some(self, vocabulary: Any, least: int, most: int) -> set[str]:
        """Return so many words of a vocabulary or, where one is drawn twice, fewer."""
        random, words = self.random.random, values(vocabulary)
        count = least + int(random() * (most - least + 1))
        return dict.fromkeys(words[int(random() * len(words))] for _ in range(count))  # type: ignore[return-value]


def text(texts: dict[str, str]) -> str:
    """Return texts by language as the JSON that the database keeps."""
    return orjson.dumps(texts).decode()


def brands() -> list[tuple[str, str, str]]:
    """Return words of two or three syllables that mean nothing, in Kazakh, Russian and English."""
    random = Random(SEED)  # noqa: S311
    found: dict[str, tuple[str, str, str]] = {}
    while len(found) < BRANDS:
        count = 2 if random.random() < 0.4 else 3
        parts = [random.choice(kind) for _ in range(count) for kind in (ONSETS, VOWELS, CODAS)]
        kazakh, russian, latin = ("".join(one).capitalize() for one in zip(*parts, strict=True))
        if len(russian) >= SHORTEST_BRAND:
            found.setdefault(russian, (kazakh, russian, latin))
    return list(found.values())


CALL = text({"en": "Call"})


def public_id(id: int) -> str:
    """Return eight letters that look drawn by lot; no two numbers share them."""
    rest, letters = id * 387_420_489_019 % len(ID_LETTERS) ** 8, []
    for _ in range(8):
        rest, place = divmod(rest, len(ID_LETTERS))
        letters.append(ID_LETTERS[place])
    return "".join(letters)


@cache
def reaches(weights: tuple[int, ...]) -> list[int]:
    """Return the sums of weights up to each."""
    return list(accumulate(weights))


@cache
def values(vocabulary: Any) -> list[str]:
    """Return the codes of a vocabulary."""
    return [word.value for word in vocabulary]


@cache
def town_names(_id: int, names: str) -> dict[str, str]:
    """Return what a town is called in each language of names."""
    known = orjson.loads(names)
    return {lang: best(known, lang).value for lang in ("kk", "ru", "en")}
