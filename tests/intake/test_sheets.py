"""Tables in every dress that people send, read as text with the row numbers of their own file."""

import datetime

import pytest

from registry.errors import Invalid
from registry.intake import headings, sheets
from registry.intake.cells import parsed
from tests.intake import world

ROWS = [("Өскемен хабы", "it_hub"), ("Парк; «Алтай», 2", "technology_park")]
HEADER = ("Атауы", "Түрі")


def read(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    reading = sheets.recognise(path, headings.is_known)
    return sheets.header(path, reading), list(sheets.rows(path, reading)), reading


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "kz1048"])
def test_text_is_read_whatever_its_dress(tmp_path, separator, encoding):
    content = world.csv_of(*ROWS, header=HEADER, separator=separator, encoding=encoding)

    header, rows, _reading = read(tmp_path, content)

    assert header == list(HEADER)
    assert rows == [(2, list(ROWS[0])), (3, list(ROWS[1]))]


def test_russian_text_of_windows_is_recognised(tmp_path):
    rows = [("Технопарк «Алтай» – ёлка", "technology_park")]
    content = world.csv_of(*rows, header=("Название", "Тип"), encoding="cp1251")

    header, found, reading = read(tmp_path, content)

    assert (header, reading.encoding) == (["Название", "Тип"], "cp1251")
    assert found == [(2, list(rows[0]))]


def test_a_workbook_is_read_from_under_its_title(tmp_path):
    day = datetime.datetime(2018, 11, 5)
    content = world.xlsx_of(
        ("Park", "it_hub", day, 2.5), (), ("Hub", "it_hub", None, 3.0),
        header=("Name", "Kind", "Opened", "Latitude"), above=[("Facilities of 2026",), ()],
    )  # fmt: skip

    header, rows, reading = read(tmp_path, content)

    assert header == ["Name", "Kind", "Opened", "Latitude"]
    assert reading.header_row == 3
    assert rows == [(4, ["Park", "it_hub", "2018-11-05", "2.5"]), (6, ["Hub", "it_hub", "", "3"])]


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "UNPACKED_MOST", 1000)

    with pytest.raises(Invalid, match="too large"):
        read(tmp_path, world.xlsx_of(*ROWS, header=HEADER))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Атауы", "name_kk"),
        ("НАИМЕНОВАНИЕ ОБЪЕКТА *", "name_ru"),
        ("Name", "name_en"),
        ("Название (каз)", "name_kk"),
        ("Мекенжайы", "address_kk"),
        ("Қала", "settlement_text"),
        ("Область", "region_iso"),
        ("Адрес", "address_ru"),
        ("Address", "address_en"),
        ("Оператор", "operator_ru"),
        ("Облыс", "region_iso"),
        ("E-mail:", "email"),
        ("name_ru", "name_ru"),
        ("Широта", "lat"),
        ("БСН", "bin"),
        ("Colour", ""),
    ],
)
def test_headings_are_known_in_three_languages(heading, field):
    assert headings.field(heading) == field


def test_every_field_is_known_by_its_code():
    assert [name for name in headings.LABELS if headings.field(name) != name] == []


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("kind", "Technology park", "technology_park"),
        ("kind", "Технологический парк", "technology_park"),
        ("kind", "Технопарк", "technology_park"),
        ("kind", "АЭА", "special_economic_zone"),
        ("status", "Действует", "active"),
        ("opened_on", "05.11.2018", "2018-11-05"),
        ("opened_on", "11.2018", "2018-11"),
        ("opened_on", "2018 г.", "2018"),
        ("lat", "51,18", "51.18"),
        ("instagram", "@pavlodar.hub", "('https://www.instagram.com/pavlodar.hub',)"),
        ("public_id", "2YEVUZJ9", "2yevuzj9"),
    ],
)
def test_cells_are_read_as_people_write_them(app, name, cell, value):
    found = parsed(name, cell)

    assert str(found) == value
