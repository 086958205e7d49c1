"""Whatever stands in an address gets an answer, never a fault of ours, on both engines."""

from itertools import product

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter

from registry.accounts.policy import Role
from registry.accounts.routes import PUBLIC
from tests import factories
from tests.accounts.world import signed_in

TEXTS = ("\0", "KZ-10\0", "a" * 5000, "'; DROP TABLE facility; --", "%", "\\", "\U0001f600", "ё\n")
NUMBERS = (0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**40)
PARAMETERS = (
    *("q", "near", "radius_km", "kind", "region", "status", "service", "sector", "stage"),
    *("language", "box", "sort", "after", "page", "id", "view", "zoom", "settlement", "v"),
)


@pytest.fixture(params=["visitor", "administrator"])
def asked(request, app, client):
    """A browser, and the addresses that are asked in it.

    A visitor asks for what is public, and an administrator who reviews too for the rest.
    """
    is_visitor = request.param == "visitor"
    if not is_visitor:
        signed_in(client, factories.person(duties=[Role.ADMINISTRATOR, Role.REVIEWER]))
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and (rule.endpoint in PUBLIC) is is_visitor
    ]
    return client, rules


def values_for(converter):
    if isinstance(converter, IntegerConverter):
        return NUMBERS
    return sorted(converter.items) if isinstance(converter, AnyConverter) else TEXTS


def hostile(rule):
    """Return addresses of a rule with everything in the place of its parts."""
    parts = {
        name: values_for(converter)
        for name, converter in rule._converters.items()
        if name != "lang"
    }
    for values in zip(*parts.values(), strict=False) if parts else [()]:
        yield dict(zip(parts, values, strict=True))


def test_any_part_of_an_address_gets_an_answer(asked, app):
    factories.facility()
    browser, rules = asked
    builder = app.url_map.bind("localhost")

    answers = {}
    for rule in rules:
        for values in hostile(rule) if rule.arguments else ():
            address = builder.build(rule.endpoint, {"lang": "en", **values})
            answers[address] = browser.get(address).status_code

    assert {address: status for address, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("value", ["\0", str(10**40)])
def test_any_parameter_gets_an_answer(asked, value):
    factories.facility()
    browser, rules = asked
    paths = [str(rule).replace("<lang:lang>", "en") for rule in rules if rule.arguments == {"lang"}]

    answers = {
        (path, name): browser.get(path, query_string={name: value}).status_code
        for path, name in product(paths, PARAMETERS)
    }

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}
