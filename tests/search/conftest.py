"""What the tests of search share."""

import pytest

from registry.places.models import Revision
from tests import factories
from tests.search.asked import ASTANA


@pytest.fixture
def places(app):
    # A number of its own: the gazetteer is kept by it.
    factories.saved(Revision(part="places", number=10**6 + next(factories.serial)))
    factories.settlement("Semey", names={"ru": "Семей", "en": "Semey"}, population=300_000)
    factories.region(
        "KZ-71",
        names={"ru": "город Астана", "en": "City of Astana"},
        short_names={"ru": "Астана", "en": "Astana"},
        kind="city",
        lat=ASTANA.lat,
        lon=ASTANA.lon,
    )
    factories.settlement("Astana", ASTANA, region_iso="KZ-71", population=1_000_000)
    with app.test_request_context("/en/"):
        yield
