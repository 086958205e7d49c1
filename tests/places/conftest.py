"""The door to geocoding, before a real HTTP server that speaks Nominatim's JSON."""

from types import SimpleNamespace

import pytest

from registry.places import geocoder
from registry.places.pins import Outlines
from tests.places.door import BOUNDARIES, FakeGazetteer, FakeTime
from tests.places.nominatim_server import serving


@pytest.fixture
def server():
    with serving() as nominatim:
        yield nominatim


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def door(app, monkeypatch, server):
    """The application with our gazetteer and one outside geocoder."""
    monkeypatch.setattr(geocoder.queries, "gazetteer", FakeGazetteer)
    outlines = Outlines(BOUNDARIES)
    monkeypatch.setattr(geocoder.queries, "outlines", lambda: outlines)
    monkeypatch.setattr(geocoder.queries, "regions", lambda: [SimpleNamespace(country="KZ")])
    settings = {
        "GEOCODERS": [{"name": "gazetteer"}, server.source],
        "GEOCODER_TIMEOUT_S": 5.0,
        "GEOCODER_INTERVAL_S": 1.0,
        "GEOCODER_RETRIES": 2,
        "GEOCODER_CACHE_DAYS": 90.0,
        "GEOCODER_BREAKER_FAILURES": 5,
        "GEOCODER_BREAKER_REST_S": 300.0,
    }
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    return app
