from datetime import date

import pytest
from sqlalchemy import func, select

from registry.db import db
from registry.errors import Faulty
from registry.facilities.models import Facility, GeocodingTask, Location, Organisation, Programme
from registry.facilities.slug import slug
from registry.facilities.vocabulary import DatePrecision, Precision, Service
from registry.intake.commands import Counts, load_facilities
from registry.intake.commands import pack as commands
from tests import factories
from tests.intake.files import ground, written

WHOLE = {
    "name_fr": "Pôle de Semeï",
    "short_name": "SH",
    "former_names": "Old Hub|2015|2018-03;Older Hub",
    "legal_element": "technology_park",
    "operator_ru": "АО «Хаб»",
    "opened_on": "2018-11",
    "settlement": "1519422",
    "address_ru": "ул. Абая, 1",
    "lat": "50.42",
    "lon": "80.25",
    "precision": "street",
    "website": "https://hub.kz;https://hub.example",
    "phone": "+7 7222 12 34 56",
    "sectors": "ai;ict",
    "services": "training;coworking",
    "stages": "mvp",
    "languages": "kk;ru",
    "trl_from": "3",
    "trl_to": "7",
    "capacities": "gross_floor_area=140.5;residents=0",
    "description_en": "A hub.",
    "source_url": "https://example.kz/hub",
    "source_title": "Example",
    "seen_on": "2026-11-20",
}
PROGRAMME = {
    "facility": "aaaaaaaa",
    "name_en": "Start",
    "type": "acceleration",
    "application_deadline": "2026-12-01",
    "equity_percent": "2.5",
}


@pytest.fixture(autouse=True)
def indexed(monkeypatch):
    """What was given to the search index, call by call."""
    calls = []
    monkeypatch.setattr(commands, "index", lambda facilities: calls.append(list(facilities)))
    return calls


def number_of(model):
    return db.session.scalar(select(func.count()).select_from(model))


def the_facility(public_id="aaaaaaaa"):
    db.session.expire_all()
    return db.session.scalars(select(Facility).where(Facility.public_id == public_id)).one()


def test_a_row_becomes_a_whole_record(app, tmp_path, indexed):
    ground()

    counts = load_facilities(written(tmp_path, WHOLE, programmes=[PROGRAMME]))
    db.session.commit()

    hub = the_facility()
    assert counts == Counts(created=1, already_there=0)
    assert indexed == [[hub]]
    assert hub.names["fr"] == "Pôle de Semeï"
    assert hub.slug == "semey-hub"
    assert (hub.opened_on, hub.opened_precision) == (date(2018, 11, 1), DatePrecision.MONTH)
    assert hub.closed_on is None
    assert hub.operator.names == {"ru": "АО «Хаб»"}
    assert hub.services == [Service.COWORKING, Service.TRAINING]
    assert [word.value for word in hub.sectors + hub.stages + hub.languages] == [
        *("ict", "ai"),
        "mvp",
        *("kk", "ru"),
    ]
    assert {figure.indicator.value: figure.value for figure in hub.capacities} == {
        "gross_floor_area": 140.5,
        "residents": 0,
    }
    assert [(contact.type.value, contact.value) for contact in hub.contacts] == [
        ("website", "https://hub.kz"),
        ("website", "https://hub.example"),
        ("phone", "+7 7222 12 34 56"),
    ]
    assert [(source.url, source.seen_on) for source in hub.sources] == [
        ("https://example.kz/hub", date(2026, 11, 20))
    ]
    [programme] = hub.programmes
    assert programme.application_deadline == date(2026, 12, 1)
    assert programme.equity_percent == 2.5


def test_former_names_keep_the_coarser_precision(app, tmp_path):
    ground()

    load_facilities(written(tmp_path, WHOLE))

    found = {former.name: former for former in the_facility().former_names}
    assert found["Old Hub"].valid_to == date(2018, 3, 1)
    assert found["Old Hub"].date_precision is DatePrecision.YEAR
    assert found["Older Hub"].date_precision is None


def test_a_pin_from_the_file_keeps_its_precision(app, tmp_path):
    ground()

    load_facilities(written(tmp_path, WHOLE))

    place = the_facility().location
    assert (place.point, place.precision) == ((50.42, 80.25), Precision.STREET)
    assert (place.provider, place.confidence) == ("source", 0.7)
    assert place.settlement.id == 1519422
    assert number_of(GeocodingTask) == 0


def test_a_location_without_a_pin_waits_to_be_geocoded(app, tmp_path):
    ground()

    load_facilities(written(tmp_path, {"address_ru": "Семей"}))

    place = the_facility().location
    assert place.point is None and place.confidence is None
    assert db.session.get(GeocodingTask, place.id).attempts == 0


def test_a_facility_of_unknown_place_has_no_location(app, tmp_path):
    load_facilities(written(tmp_path, {"region_iso": ""}))

    assert the_facility().location is None
    assert number_of(Location) == 0


def test_a_source_may_have_a_title_alone(app, tmp_path):
    load_facilities(written(tmp_path, {"region_iso": "", "source_title": "Public code"}))

    assert [(source.url, source.title) for source in the_facility().sources] == [
        ("", "Public code")
    ]


def test_loading_twice_changes_nothing(app, tmp_path, indexed):
    ground()
    folder = written(tmp_path, WHOLE, programmes=[PROGRAMME])
    load_facilities(folder)
    db.session.commit()
    version = the_facility().version

    counts = load_facilities(folder)
    db.session.commit()

    assert counts == Counts(created=0, already_there=1)
    assert indexed[1:] == [[]]
    assert the_facility().version == version
    assert number_of(Programme) == number_of(Organisation) == number_of(Location) == 1


def test_a_facility_that_is_there_is_left_alone(app, tmp_path):
    ground()
    factories.facility("As people corrected it", public_id="aaaaaaaa")

    load_facilities(written(tmp_path, {}, {"public_id": "bbbbbbbb", "name_en": "New"}))

    assert the_facility().names == {"en": "As people corrected it"}
    assert the_facility("bbbbbbbb").names["en"] == "New"


def test_spellings_of_an_operator_are_one_organisation(app, tmp_path):
    rows = [
        {"public_id": "aaaaaaaa", "operator_ru": "АО «Хаб»", "operator_en": "Hub JSC"},
        {"public_id": "bbbbbbbb", "operator_ru": 'АО "ХАБ"', "operator_kk": "«Хаб» АҚ"},
        {"public_id": "cccccccc", "operator_en": "HUB JSC"},
        {"public_id": "dddddddd", "operator_en": "Other JSC"},
    ]

    load_facilities(written(tmp_path, *({"region_iso": "", **row} for row in rows)))

    hub = the_facility("aaaaaaaa").operator
    assert hub.names == {"ru": "АО «Хаб»", "en": "Hub JSC", "kk": "«Хаб» АҚ"}
    assert the_facility("bbbbbbbb").operator is the_facility("cccccccc").operator is hub
    assert number_of(Organisation) == 2


def test_operators_whose_names_fold_to_nothing_are_told_apart(app, tmp_path):
    rows = [
        {"public_id": "aaaaaaaa", "operator_en": "創業"},
        {"public_id": "bbbbbbbb", "operator_en": "工場"},
        {"public_id": "cccccccc", "operator_en": "創業"},
    ]

    load_facilities(written(tmp_path, *({"region_iso": "", **row} for row in rows)))

    assert the_facility("aaaaaaaa").operator is the_facility("cccccccc").operator
    assert number_of(Organisation) == 2


def test_an_operator_that_is_there_is_taken(app, tmp_path):
    there = factories.saved(Organisation(names={"ru": "АО «Хаб»"}, key="ao hab"))

    load_facilities(written(tmp_path, {"region_iso": "", "operator_ru": "ао хаб"}))

    assert the_facility().operator is there


def test_parents_are_found_in_the_file_in_any_order_and_in_the_database(app, tmp_path):
    zone = factories.facility(public_id="eeeeeeee")
    rows = [
        {"public_id": "aaaaaaaa", "parent": "bbbbbbbb"},
        {"public_id": "bbbbbbbb", "parent": "eeeeeeee"},
    ]

    load_facilities(written(tmp_path, *({"region_iso": "", **row} for row in rows)))

    park = the_facility("bbbbbbbb")
    assert the_facility("aaaaaaaa").parent is park
    assert park.parent is zone
    assert {facility.version for facility in (park, the_facility("aaaaaaaa"))} == {1}


def test_a_year_of_closing_never_comes_before_the_day_of_opening(app, tmp_path):
    fields = {"region_iso": "", "opened_on": "2018-11-05", "closed_on": "2018"}

    load_facilities(written(tmp_path, fields))

    assert the_facility().closed_on == date(2018, 11, 5)
    assert the_facility().closed_precision is DatePrecision.YEAR


def test_a_file_with_one_fault_loads_nothing(app, tmp_path, indexed):
    ground()
    bad = {"public_id": "bbbbbbbb", "lat": "55", "lon": "80", "precision": "building"}

    with pytest.raises(Faulty, match=r"facilities\.csv, row 3, column lat: This point lies"):
        load_facilities(written(tmp_path, WHOLE, bad))

    assert number_of(Facility) == number_of(Organisation) == 0
    assert indexed == []


def test_loading_does_not_commit(app, tmp_path):
    load_facilities(written(tmp_path, {"region_iso": ""}))
    db.session.rollback()

    assert number_of(Facility) == 0


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"en": "Astana Hub"}, "astana-hub"),
        ({"en": "D'Arc – “Pôle” №1"}, "darc-pole-no1"),
        ({"ru": "Центр «Жас Ғалым»"}, "tsentr-zhas-ghalym"),
        ({"kk": "Өңірлік IT-хаб"}, "ongirlik-it-khab"),
        ({"zh": "中心"}, "fab-lab"),
        ({"en": "word " * 30}, "-".join(["word"] * 16)),
        ({"en": "x" * 100}, "x" * 80),
    ],
)
def test_slugs_are_plain_latin(names, expected):
    assert slug(names, "fab_lab") == expected
