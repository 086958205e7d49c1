"""Addresses of the search, read as a request reads them, for the tests."""

import pytest
from werkzeug.datastructures import MultiDict

from registry.errors import Invalid
from registry.geo import Point
from registry.search.forms import SearchForm

ASTANA = Point(51.1801, 71.44598)

PARAMETERS = (
    *("q", "near", "radius_km", "box", "kind", "status", "service", "sector", "stage"),
    *("language", "region", "open", "confirmed", "sort", "after", "page"),
)


def asked_with(pairs):
    form = SearchForm(MultiDict(pairs))
    form.require()
    return form


def asked(**parameters):
    return asked_with(parameters)


def wrong(**parameters):
    with pytest.raises(Invalid) as caught:
        asked(**parameters)
    return caught.value.fields


def labels(form):
    return [chip.label for chip in form.chips()]
