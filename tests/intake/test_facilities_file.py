import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box, to_geojson

from registry.columns import PartialDate, Unfit
from registry.errors import Faulty
from registry.facilities.indicators import CAPACITY
from registry.intake.facilities_file import Ground, read_facilities
from registry.intake.facility_columns import (
    Figure,
    Former,
    parse_email,
    parse_figure,
    parse_former,
    parse_phone,
    parse_url,
)
from registry.places.pins import Outlines
from tests.intake.files import written

GROUND = Ground(
    outlines=Outlines(
        (iso, to_geojson(shape))
        for iso, shape in (("KZ-10", box(78, 49, 82, 52)), ("KZ-11", box(68, 51, 72, 54)))
    ),
    region_names={"KZ-10": "Abai Region", "KZ-11": "Akmola Region"},
    settlements={1519422: "KZ-10", 1522203: "KZ-11"},
    public_ids={"eeeeeeee"},
)
PIN = {"lat": "50.42", "lon": "80.25", "precision": "building"}


def faults(tmp_path, *facilities, programmes=()):
    """Return row, column and message of each fault, as they will be reported."""
    with pytest.raises(Faulty) as caught:
        read_facilities(written(tmp_path, *facilities, programmes=programmes), GROUND)
    return [tuple(fault) for fault in caught.value.faults]


def fault(tmp_path, **fields):
    """Return column and message of the one fault of a facility with these fields."""
    [(file, row, column, message)] = faults(tmp_path, fields)
    assert (file, row) == ("facilities.csv", 2)
    return column, message


def test_a_file_without_faults_is_read(tmp_path):
    folder = written(tmp_path, {**PIN, "settlement": 1519422, "parent": "eeeeeeee"})

    book = read_facilities(folder, GROUND)

    assert [row["name_en"] for row in book.facilities] == ["Semey Hub"]
    assert book.programmes == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("public_id", "aaaaaaa"),
        ("public_id", "aaaaaaal"),
        ("kind", "technopark"),
        ("legal_element", "none"),
        ("status", ""),
        ("status_date", "2018"),
        ("opened_on", "autumn 2018"),
        ("settlement", "Semey"),
        ("settlement", "7"),
        ("settlement", "1522203"),
        ("region_iso", "10"),
        ("precision", "exact"),
        ("website", "www.example.kz"),
        ("website", "javascript:alert(1)"),
        ("phone", "ask for Aigerim"),
        ("email", "hub(at)example.kz"),
        ("instagram", "@hub"),
        ("sectors", "ict;it"),
        ("services", "coworking;coworking"),
        ("stages", "early"),
        ("languages", "de"),
        ("trl_from", "0"),
        ("trl_to", "10"),
        ("capacities", "workstations=-1"),
        ("capacities", "chairs=10"),
        ("capacities", "residents=1;residents=2"),
        ("former_names", "Old|2020|2018"),
        ("confidence", "certain"),
        ("source_url", "example.kz"),
        ("seen_on", "2026-11"),
        ("parent", "zzzzzzzz"),
    ],
)
def test_a_bad_cell_is_told_by_its_column(tmp_path, column, value):
    assert fault(tmp_path, **{column: value})[0] == column


def test_a_facility_without_any_name_is_refused(tmp_path):
    found = fault(tmp_path, name_kk="", name_ru="", name_en="")

    assert found == ("name_kk", "A name in one language at least is needed.")


def test_a_public_id_that_stands_twice_is_refused(tmp_path):
    assert faults(tmp_path, {}, {"public_id": "bbbbbbbb"}, {}) == [
        ("facilities.csv", 4, "public_id", "aaaaaaaa is already in row 2.")
    ]


@pytest.mark.parametrize(
    ("pin", "said"),
    [
        ({"lon": "82.5"}, "This point lies outside the country."),
        (
            {"lat": "52", "lon": "70"},
            "This point lies in another region than stated: Akmola Region.",
        ),
        (
            {"lat": "80.25", "lon": "50.42"},
            "Latitude and longitude are swapped, it seems: did you mean 50.42, 80.25?",
        ),
        (
            {"lat": "0", "lon": "0"},
            "0, 0 lies in the Atlantic. Leave both fields empty if nobody knows the place.",
        ),
    ],
)
def test_a_pin_that_cannot_be_right_is_refused(tmp_path, pin, said):
    assert fault(tmp_path, **PIN | pin) == ("lat", said)


def test_a_pin_may_lie_two_kilometres_outside_its_region(tmp_path):
    read_facilities(written(tmp_path, PIN | {"lon": "82.02"}), GROUND)  # 1.4 km beyond 82 degrees


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"lat": "50.42", "precision": "street"}, "lon"),
        ({"lon": "80.25", "precision": "street"}, "lat"),
        ({"lat": "50.42", "lon": "80.25"}, "precision"),
        ({"precision": "street"}, "precision"),
        (PIN | {"region_iso": ""}, "region_iso"),
        (PIN | {"lon": "east"}, "lon"),
    ],
)
def test_coordinates_come_whole(tmp_path, fields, column):
    assert fault(tmp_path, **fields)[0] == column


def test_a_facility_cannot_close_before_it_opens(tmp_path):
    column, _message = fault(tmp_path, opened_on="2018-11-05", closed_on="2018-10")

    assert column == "closed_on"


def test_a_year_of_closing_may_hold_the_day_of_opening(tmp_path):
    folder = written(tmp_path, {"opened_on": "2018-11-05", "closed_on": "2018"})

    assert read_facilities(folder, GROUND).facilities


def test_readiness_levels_do_not_run_backwards(tmp_path):
    assert fault(tmp_path, trl_from="5", trl_to="3")[0] == "trl_to"


def test_a_circle_of_parents_is_refused_in_each_of_its_rows(tmp_path):
    found = faults(
        tmp_path,
        {"public_id": "aaaaaaaa", "parent": "bbbbbbbb"},
        {"public_id": "bbbbbbbb", "parent": "cccccccc"},
        {"public_id": "cccccccc", "parent": "aaaaaaaa"},
        {"public_id": "dddddddd", "parent": "aaaaaaaa"},
    )

    assert [(row, column) for _file, row, column, _message in found] == [
        (2, "parent"),
        (3, "parent"),
        (4, "parent"),
    ]


def test_a_facility_is_not_its_own_parent(tmp_path):
    assert fault(tmp_path, parent="aaaaaaaa")[0] == "parent"


def test_faults_of_both_files_are_told_together(tmp_path):
    good = {"facility": "aaaaaaaa", "name_en": "Start"}
    found = faults(
        tmp_path,
        {"kind": "hub", "trl_to": "12"},
        programmes=[
            good | {"facility": "bbbbbbbb", "type": "course"},
            good | {"starts_on": "2026-05-01", "ends_on": "2026-04-01"},
            good | {"name_en": "", "seats": "0", "equity_percent": "101"},
            good | {"facility": "eeeeeeee"},
        ],
    )

    assert [row[:3] for row in found] == [
        ("facilities.csv", 2, "kind"),
        ("facilities.csv", 2, "trl_to"),
        ("programmes.csv", 2, "facility"),
        ("programmes.csv", 2, "type"),
        ("programmes.csv", 3, "ends_on"),
        ("programmes.csv", 4, "name_kk"),
        ("programmes.csv", 4, "equity_percent"),
        ("programmes.csv", 4, "seats"),
    ]


@pytest.mark.parametrize(
    "good",
    [
        "https://example.kz",
        "http://xn--80ak6aa92e.kz:8080/a?b=c#d",
        "https://технопарк.қаз/",
        "https://t.me/hub",
    ],
)
def test_addresses_of_pages_are_taken(good):
    assert parse_url(good) == good


@pytest.mark.parametrize("bad", ["https://", "https://kz", "https://a.kz/ b", "ftp://a.kz", "//a"])
def test_other_addresses_are_refused(bad):
    with pytest.raises(Unfit):
        parse_url(bad)


@pytest.mark.parametrize("good", ["a@b.kz", "info.desk+x@mail.example.kz", "a@технопарк.қаз"])
def test_e_mail_addresses_are_taken(good):
    assert parse_email(good) == good


@pytest.mark.parametrize("bad", ["a@b", "@b.kz", "a@b..kz", "a b@c.kz", "a@-b.kz", "a@b.kz,c@d.kz"])
def test_other_e_mail_addresses_are_refused(bad):
    with pytest.raises(Unfit):
        parse_email(bad)


@pytest.mark.parametrize("good", ["+7 (7172) 64-95-00", "1408", "87172649500", "+7 7222 1 доб. 12"])
def test_telephone_numbers_are_taken(good):
    assert parse_phone(good) == good


@given(st.sampled_from(CAPACITY), st.floats(0, 10**9) | st.integers(0, 10**9).map(float))
def test_a_figure_is_read_as_it_is_shown(indicator, value):
    figure = Figure(indicator, value)

    assert parse_figure(str(figure)) == figure


@given(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=20),
    *[st.none() | st.dates().filter(lambda d: 1800 <= d.year <= 2200)] * 2,
)
def test_a_former_name_is_read_as_it_is_shown(name, since, until):
    days = [PartialDate(day, "day") if day else None for day in (since, until)]
    former = Former(name, *days)

    if since and until and until < since:
        with pytest.raises(Unfit):
            parse_former(str(former))
    else:
        assert parse_former(str(former)) == former
