"""The form in steps: what is shown and sent back unchanged changes nothing."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, SelectMultipleField
from wtforms.fields import BooleanField

from registry.facilities.record import NOTHING, difference
from registry.moderation.forms import STEPS
from tests import factories
from tests.moderation import world

pytestmark = pytest.mark.only_on("sqlite")  # the database plays no part

RICH = NOTHING | {
    "names": {"en": "Hub", "kk": "Хаб", "ru": "Хаб"},
    "short_name": "H",
    "kind": "it_hub",
    "status": "active",
    "status_date": "2020-02-01",
    "descriptions": {"en": "Two lines.\nOf text."},
    "legal_element": "technology_park",
    "opened_on": "2018-11",
    "place": world.PLACE | {"settlement_text": "Somewhere", "confidence": 0.9},
    "services": [
        {
            "service": "premises",
            "conditions": "Ask.",
            "price_kzt": 5000,
            "is_free": False,
            "url": "https://example.org/rooms",
        },
        {"service": "training", "conditions": "", "price_kzt": None, "is_free": None, "url": ""},
    ],
    "sectors": ["ict", "mining_metallurgy"],
    "stages": ["idea"],
    "languages": ["kk", "en"],
    "trl_from": 2,
    "trl_to": 7,
    "capacities": [
        {"indicator": "gross_floor_area", "value": 1250.5, "as_of": "2026-01-31"},
        {"indicator": "rentable_area", "value": 0.0, "as_of": None},
    ],
    "programmes": [
        {
            "names": {"en": "Start"},
            "type": "incubation",
            "starts_on": "2026-03-01",
            "ends_on": None,
            "application_deadline": "2026-02-01",
            "duration_weeks": 12,
            "equity_percent": 2.5,
            "seats": 20,
            "url": "https://example.org/start",
        }
    ],
    "contacts": [
        {"type": "phone", "value": "+7 (7222) 12-34-56"},
        {"type": "email", "value": "info@example.org"},
        {"type": "website", "value": "https://example.org"},
        {"type": "instagram", "value": "https://www.instagram.com/hub/"},
    ],
    "opening_hours": {"ru": "Пн–Пт 9:00–18:00"},
}


def sent(form):
    """Return what a browser sends of a form as it is shown."""
    found = MultiDict()
    collect(form, found)
    return found


def collect(form, found):
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                collect(entry.form, found)
        elif isinstance(field, FormField):
            collect(field.form, found)
        elif isinstance(field, BooleanField):
            if field.data:
                found.add(field.name, "y")
        elif isinstance(field, SelectMultipleField):
            for value in field.data or ():
                found.add(field.name, value)
        else:
            found.add(field.name, field.data or "")


def filled_in(step, values, **typed):
    """Return a step filled in by a browser that shows values and where something was typed."""
    data = sent(STEPS[step].filled(values))
    for name, value in typed.items():
        data.setlist(name.replace("__", "-"), [value] if isinstance(value, str) else value)
    return STEPS[step](data)


@pytest.fixture
def region(app):
    return world.country()


@pytest.mark.parametrize("step", STEPS)
def test_what_is_sent_back_unchanged_changes_nothing(region, step):
    form = filled_in(step, RICH)

    assert form.validate(), form.faults()
    assert difference(RICH, form.wanted(RICH)) == {}


@pytest.mark.parametrize("step", STEPS)
def test_every_field_of_a_step_is_given_back(region, step):
    form = filled_in(step, RICH)
    form.validate()

    assert set(form.wanted(RICH)) == set(STEPS[step].of)


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("what", "where")])
def test_an_empty_step_is_no_fault(region, step):
    form = filled_in(step, NOTHING)

    assert form.validate(), form.faults()
    assert difference(NOTHING, form.wanted(NOTHING)) == {}


@pytest.mark.parametrize(
    ("step", "typed", "at"),
    [
        ("what", {"names_kk": "", "names_ru": "", "names_en": ""}, "names_kk"),
        ("what", {"kind": ""}, "kind"),
        ("what", {"opened_on": "soon"}, "opened_on"),
        ("where", {"lat": "north"}, "lat"),
        ("where", {"lon": ""}, "lat"),
        ("where", {"lat": "0", "lon": "0"}, "lat"),
        ("services", {"services-0-price_kzt": "a lot"}, "services-0-price_kzt"),
        ("services", {"trl_from": "5", "trl_to": "3"}, "trl_to"),
        ("capacity", {"programmes-0-seats": "1.5"}, "programmes-0-seats"),
        ("capacity", {"programmes-0-starts_on": "2026"}, "programmes-0-starts_on"),
        ("capacity", {"capacities-0-value": "-1"}, "capacities-0-value"),
        ("contacts", {"contacts-1-contact": "nobody"}, "contacts-1-contact"),
        ("contacts", {"contacts-0-contact": "call me"}, "contacts-0-contact"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(region, step, typed, at):
    form = filled_in(step, RICH, **typed)

    assert not form.validate()
    assert [id for id, _sentence in form.faults()] == [at]


def test_a_pin_moved_by_hand_is_a_persons(region):
    form = filled_in("where", RICH, lat="50,42", is_pin_confirmed="y")
    assert form.validate(), form.faults()

    place = form.wanted(RICH)["place"]

    assert (place["lat"], place["provider"], place["is_pin_confirmed"]) == (50.42, "person", True)


def test_a_settlement_of_ours_is_known_by_its_name(app):
    town = factories.settlement("Semey")
    form = filled_in("where", RICH, settlement="  semey ")
    assert form.validate(), form.faults()

    place = form.wanted(RICH)["place"]

    assert (place["settlement_id"], place["settlement_text"]) == (town.id, "")


def test_a_row_that_is_removed_goes(region):
    form = filled_in("contacts", RICH, **{"contacts-0-remove": "y"})
    assert form.validate()

    assert [one["type"] for one in form.wanted(RICH)["contacts"]] == [
        "email",
        "website",
        "instagram",
    ]


def test_names_of_accounts_and_pages_become_addresses(region):
    typed = {"contacts-3-contact": "@hub", "contacts-2-contact": "example.org/kk"}
    form = filled_in("contacts", RICH, **typed)
    assert form.validate(), form.faults()

    values = [one["value"] for one in form.wanted(RICH)["contacts"]]

    assert values[2:] == ["https://example.org/kk", "https://www.instagram.com/hub"]
