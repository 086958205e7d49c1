from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import columns, tables
from registry.columns import PartialDate
from registry.errors import Faulty


class Colour(StrEnum):
    BLUE = "blue"
    GOLD = "gold"


COLUMNS = (
    columns.text("name", 40, required=True),
    columns.number("lat", -90, 90),
    columns.whole("seats", 1),
    columns.partial_date("opened"),
    columns.full_date("seen"),
    columns.code("colour", Colour),
    columns.several("colours", lambda cell: columns.parse_code(cell, Colour)),
)
HEADER = "name,lat,seats,opened,seen,colour,colours"
GOOD = "Hub,50.5,12,2018-11,2026-11-24,blue,blue;gold"


def table(tmp_path, *lines, encoding="utf-8"):
    path = tmp_path / "hubs.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return tables.read(path, COLUMNS)


def faults(tmp_path, *lines, **options):
    """Return row, column and message of each fault, as they will be reported."""
    with pytest.raises(Faulty) as caught:
        tables.require(table(tmp_path, *lines, **options))
    assert {fault.file for fault in caught.value.faults} == {"hubs.csv"}
    return [(fault.row, fault.column, fault.message) for fault in caught.value.faults]


def places(found):
    return [(row, column) for row, column, _message in found]


LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=40)
NAMES = LINE.map(lambda text: tables.tidy(tables.tidy(text)[:40])).filter(bool)
DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
PARTIAL = st.one_of(
    DAYS.map(lambda d: PartialDate(d.replace(month=1, day=1), "year")),
    DAYS.map(lambda d: PartialDate(d.replace(day=1), "month")),
    DAYS.map(lambda d: PartialDate(d, "day")),
)
ROWS = st.fixed_dictionaries(
    {
        "name": NAMES,
        "lat": st.none() | st.floats(-90, 90),
        "seats": st.none() | st.integers(1, columns.LARGEST),
        "opened": st.none() | PARTIAL,
        "seen": st.none() | DAYS,
        "colour": st.none() | st.sampled_from(Colour),
        "colours": st.lists(st.sampled_from(Colour), unique=True).map(tuple),
    }
)


@given(st.lists(ROWS, max_size=5), st.booleans())
def test_what_is_written_is_read_back(tmp_path_factory, rows, marked):
    path = tmp_path_factory.mktemp("tables") / "hubs.csv"

    tables.write(path, COLUMNS, rows)
    if marked:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    found = tables.read(path, COLUMNS)

    assert found.faults == []
    assert [row.values for row in found.rows] == rows
    assert [row.number for row in found.rows] == list(range(2, len(rows) + 2))


@given(st.binary(max_size=200), st.sampled_from([b"", HEADER.encode() + b"\n"]))
def test_any_bytes_give_rows_or_faults_and_never_an_error(tmp_path_factory, data, header):
    path = tmp_path_factory.mktemp("tables") / "hubs.csv"
    path.write_bytes(header + data)

    found = tables.read(path, COLUMNS)

    assert all(set(row.values) == set(found.columns) for row in found.rows)
    for fault in found.ordered():
        str(fault).encode()  # can be shown


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path):
    found = table(tmp_path, HEADER, "", '"Two\nlines",,,,,,', ",,,,,,", "Last,,,,,,")

    assert [(row.number, row["name"]) for row in found.rows] == [(3, "Two\nlines"), (5, "Last")]


def test_every_fault_is_told_in_order(tmp_path):
    found = faults(
        tmp_path,
        HEADER,
        "Hub,north,1.5,2018-13,2018,red,blue;red",
        GOOD,
        ",91,0,18,2018-02-30,blue,gold;gold",
    )

    assert places(found) == [
        (2, "lat"),
        (2, "seats"),
        (2, "opened"),
        (2, "seen"),
        (2, "colour"),
        (2, "colours"),
        (4, "name"),
        (4, "lat"),
        (4, "seats"),
        (4, "opened"),
        (4, "seen"),
        (4, "colours"),
    ]
    assert found[4][2] == "“red” is not one of these: blue, gold."
    assert found[7][2] == "91.0 is not between -90 and 90."


@pytest.mark.parametrize("cell", ["12,5", "1_000", "nan", "inf", "1e999", "0x10", "٣", "--1"])
def test_what_only_python_takes_for_a_number_is_refused(tmp_path, cell):
    found = faults(tmp_path, HEADER, f'Hub,"{cell}","{cell}",,,,')

    assert places(found) == [(2, "lat"), (2, "seats")]


def test_a_whole_number_too_large_for_the_database_is_refused(tmp_path):
    assert faults(tmp_path, HEADER, "Hub,,2147483648,,,,") == [
        (2, "seats", "2147483648 is not between -2147483647 and 2147483647.")
    ]
    assert table(tmp_path, HEADER, "Hub,,2147483647,,,,").faults == []


@pytest.mark.parametrize("lines", [["name\0"], [HEADER, "H\0ub,,,,,,"]])
def test_the_character_that_no_text_has_is_refused(tmp_path, lines):
    [(row, _column, message)] = faults(tmp_path, *lines)

    assert (row, message) in [
        (1, "The file is not in UTF-8. Save it as CSV in UTF-8."),
        (2, "This is not in UTF-8. Save the file as CSV in UTF-8."),
    ]


def test_a_number_too_large_for_a_machine_is_refused():
    with pytest.raises(columns.Unfit):
        columns.parse_number("1e999")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2018", PartialDate(date(2018, 1, 1), "year")),
        ("2018-11", PartialDate(date(2018, 11, 1), "month")),
        ("2018-11-05", PartialDate(date(2018, 11, 5), "day")),
    ],
)
def test_a_date_keeps_how_much_of_it_is_known(tmp_path, cell, expected):
    found = table(tmp_path, HEADER, f"Hub,,,{cell},,,")

    assert found.rows[0]["opened"] == expected


@pytest.mark.parametrize("cell", ["05.11.2018", "2018-00", "1018", "2018-1-5", "2018-02-30"])
def test_other_dates_are_refused(tmp_path, cell):
    assert places(faults(tmp_path, HEADER, f"Hub,,,{cell},,,")) == [(2, "opened")]


def test_missing_unknown_and_double_columns_are_told_in_the_header(tmp_path):
    found = faults(tmp_path, "name,lat,seats,opened,seen,color,name", "Hub,91,,,,,")

    assert sorted(places(found)[:4]) == [
        (1, "color"),
        (1, "colour"),
        (1, "colours"),
        (1, "name"),
    ]
    assert places(found)[4:] == [(2, "lat")]


def test_a_missing_column_is_told_once_and_not_in_every_row(tmp_path):
    found = faults(tmp_path, HEADER.removeprefix("name,"), ",,,,,", "50,,,,,")

    assert found == [(1, "name", "This column is missing.")]


def test_cells_beyond_the_header_are_refused(tmp_path):
    assert places(faults(tmp_path, HEADER, GOOD + ",more")) == [(2, "")]


def test_short_rows_end_with_empty_cells(tmp_path):
    found = table(tmp_path, HEADER, "Hub,50")

    assert found.rows[0].values == {
        "name": "Hub",
        "lat": 50.0,
        "seats": None,
        "opened": None,
        "seen": None,
        "colour": None,
        "colours": (),
    }


def test_a_cell_in_another_encoding_is_told_by_row_and_column(tmp_path):
    found = faults(tmp_path, HEADER, GOOD, "Хаб,,,,,,", encoding="cp1251")

    assert found == [(3, "name", "This is not in UTF-8. Save the file as CSV in UTF-8.")]


def test_utf_16_is_named(tmp_path):
    assert faults(tmp_path, HEADER, GOOD, encoding="utf-16") == [
        (0, "", "The file is in UTF-16. Save it as CSV in UTF-8.")
    ]


def test_semicolons_between_columns_are_named(tmp_path):
    found = faults(tmp_path, HEADER.replace(",", ";"), GOOD.replace(",", ";"))

    assert found == [(1, "", "A comma must separate columns; here it is a semicolon.")]


def test_a_file_that_breaks_off_is_told_where(tmp_path):
    assert places(faults(tmp_path, HEADER, GOOD, '"Hub,,,')) == [(3, "")]


def test_a_missing_file_is_a_fault(tmp_path):
    with pytest.raises(Faulty, match=r"nowhere\.csv: The file is missing\."):
        tables.require(tables.read(tmp_path / "nowhere.csv", COLUMNS))


def test_an_empty_file_lacks_every_column(tmp_path):
    assert places(faults(tmp_path, "")) == [(1, column.name) for column in COLUMNS]


def test_text_is_stripped_and_composed(tmp_path):
    found = table(tmp_path, HEADER, "\u00a0 Кокшетау и\u0306 ,,,,,,")

    assert found.rows[0]["name"] == "Кокшетау й"
    assert tables.texts(tables.Row(2, {"n_kk": "", "n_ru": "а"}), "n", ("kk", "ru")) == {"ru": "а"}


def test_a_text_that_is_too_long_is_refused(tmp_path):
    assert faults(tmp_path, HEADER, "x" * 41 + ",,,,,,") == [
        (2, "name", "This has 41 characters; at most 40 fit.")
    ]
