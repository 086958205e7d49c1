"""Whatever stands in an address gets an answer, never a fault of ours, on both engines."""

from itertools import product

import pytest
from werkzeug.routing import IntegerConverter

from tests import factories

TEXTS = ("\0", "KZ-10\0", "a" * 5000, "'; DROP TABLE facility; --", "%", "\\", "\U0001f600", "ё\n")
NUMBERS = (0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**40)
PARAMETERS = (
    *("q", "near", "radius_km", "kind", "region", "status", "service", "sector", "stage"),
    *("language", "box", "sort", "after", "page", "id", "view", "zoom", "settlement", "v"),
)


def hostile(rule):
    """Return addresses of a rule with everything in the place of its parts."""
    parts = {
        name: NUMBERS if isinstance(converter, IntegerConverter) else TEXTS
        for name, converter in rule._converters.items()
        if name != "lang"
    }
    for values in zip(*parts.values(), strict=False) if parts else [()]:
        yield dict(zip(parts, values, strict=True))


def test_any_part_of_an_address_gets_an_answer(client, app):
    factories.facility()
    builder = app.url_map.bind("localhost")
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments]

    answers = {}
    for rule in rules:
        for values in hostile(rule):
            address = builder.build(rule.endpoint, {"lang": "en", **values})
            answers[address] = client.get(address).status_code

    assert {address: status for address, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("value", ["\0", str(10**40)])
def test_any_parameter_gets_an_answer(client, app, value):
    factories.facility()
    plain = [
        str(rule).replace("<lang:lang>", "en")
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.arguments == {"lang"}
    ]

    answers = {
        (path, name): client.get(path, query_string={name: value}).status_code
        for path, name in product(plain, PARAMETERS)
    }

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}
