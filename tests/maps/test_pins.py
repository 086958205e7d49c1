from random import Random

import brotli
import orjson

from registry.facilities.vocabulary import Kind, Precision
from registry.geo import Point
from registry.maps.pins import Cell, feature_collection
from tests.maps.samples import pin

LIGHT = 30_000
"""Bytes on their way that an answer to a map may have."""

QUALITY = 4
"""Of compression by Flask-Compress."""


def test_a_pin_becomes_a_feature_longitude_first():
    vague = pin(point=Point(51, 61), precision="region", unverified=True, status="closed")

    (feature,) = feature_collection([vague])["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [61, 51]}
    assert feature["properties"] == {
        "id": "abcdefgh",
        "name": "Hub",
        "url": "/en/facilities/abcdefgh",
        "kind": "it_hub",
        "sign": "IT",
        "status": "closed",
        "approximate": True,
        "unverified": True,
    }


def test_what_most_pins_have_is_left_out():
    (feature,) = feature_collection([pin()])["features"]

    assert feature["properties"].keys() == {"id", "name", "url", "kind", "sign"}


def test_a_pin_on_a_street_is_not_approximate():
    assert not pin(precision="street").approximate


def test_cells_tell_how_many_of_which_kind():
    first = Cell(3, Point(51, 61), {"it_hub": 2, "fab_lab": 1})
    second = Cell(4, Point(52, 61), {"it_hub": 4})

    found = feature_collection([], [first, second])

    assert found["kinds"] == ["fab_lab", "it_hub"]
    assert [one["properties"] for one in found["features"]] == [
        {"count": 3, "kinds": [1, 2]},
        {"count": 4, "kinds": [0, 4]},
    ]


def test_without_cells_no_kinds_are_named():
    assert feature_collection([pin()]).keys() == {"type", "features"}


def weight(pins, cells=()):
    return len(brotli.compress(orjson.dumps(feature_collection(pins, cells)), quality=QUALITY))


def test_two_hundred_pins_are_light():
    random = Random(1)  # noqa: S311
    names = ["Технопарк «Алатау», Қарағанды", "Бизнес-инкубатор «Көкше», Щучинск", "Semey Fab Lab"]
    letters = "23456789abcdefghjkmnpqrstuvwxyz"
    pins = [
        pin(
            id=(id := "".join(random.choices(letters, k=8))),
            name=f"{random.choice(names)} {random.randrange(10**6)}",
            url=f"/ru/facilities/{id}/tekhnopark-alatau-{random.randrange(10**6)}",
            kind=random.choice(list(Kind)).value,
            point=Point(random.uniform(43, 44), random.uniform(76, 77)),
            precision=random.choice(list(Precision)).value,
            precision_text="приблизительно: центр населённого пункта Караганда",
            unverified=random.random() < 0.3,
        )
        for _ in range(200)
    ]

    assert weight(pins) < LIGHT / 2


def test_a_large_screen_full_of_cells_is_light():
    random = Random(2)  # noqa: S311
    columns, rows = 30, 25  # 64 pixels each: 1280 by 1080 with what is loaded beyond the edges

    def counted():
        kinds = random.choices(list(Kind), range(16, 0, -1), k=random.randint(20, 90))
        return {kind.value: kinds.count(kind) for kind in dict.fromkeys(kinds)}

    cells = [
        Cell(90, Point(43 + row / 99 + random.random() / 99, 76 + column / 99), counted())
        for column in range(columns)
        for row in range(rows)
    ]

    assert weight([], cells) < LIGHT * 2 / 3
