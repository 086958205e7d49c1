"""What the tests of the door to geocoding share: a clock, a small gazetteer, two regions."""

import json
from types import SimpleNamespace

from registry.geo import Point
from registry.places import geocoder_state
from registry.places.geocoder_turns import Watch

ADDRESS = "ул. Глинки, 20А"
HOUSE_POINT = Point(50.4118, 80.2497)
TOWN_POINT = Point(50.42064, 80.25025)
NOW = 1_800_000_000.0
DAY_S = 24 * 3600


class FakeTime:
    """A clock that only moves when somebody sleeps."""

    def __init__(self):
        self.moment, self.slept = NOW, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.moment += seconds

    @property
    def watch(self):
        return Watch(lambda: self.moment, self.sleep)


class FakeGazetteer:
    """Knows Semey."""

    def geocode(self, query, *, region=None):
        if "Семей" not in query or region not in (None, "KZ-10"):
            return None
        raw = {
            "id": "1519422",
            "names": {"ru": "Семей"},
            "level": "settlement",
            "region_iso": "KZ-10",
            "precision": "settlement",
            "confidence": 0.95,
        }
        return SimpleNamespace(latitude=TOWN_POINT.lat, longitude=TOWN_POINT.lon, raw=raw)


def rectangle(south, west, north, east):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


BOUNDARIES = (
    ("KZ-10", rectangle(49, 78, 52, 82)),
    ("KZ-61", rectangle(41, 67, 44, 71)),
)


def only(door, monkeypatch, server):
    monkeypatch.setitem(door.config, "GEOCODERS", [server.source])


def state(server):
    return geocoder_state.store().standing(f"nominatim {server.domain}")
