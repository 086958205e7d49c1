"""Tables as people send them: CSV in any dress, XLSX; read row by row as text. Pure.

Row numbers are those that a spreadsheet shows. Nothing is held but the row at hand, so that a file
of any length takes little memory.
"""

import csv
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from registry.errors import Invalid
from registry.i18n import _
from registry.later import later
from registry.tables import tidy

openpyxl = later("openpyxl")

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1251": "Windows-1251",
    "kz1048": "KZ-1048",
}
"""How CSV may be encoded, by Python's names; the first that fits is taken."""

SEPARATORS = {";": "; ", ",": ", ", "\t": "Tab"}

LOOKED_AT = 64 * 1024
"""Bytes at the beginning of a file by which it is judged."""

HEADER_WITHIN = 10
"""The header stands in one of so many rows at the top: people write titles above it."""

COLUMNS_MOST = 200

CELL_LONGEST = 10_000

UNPACKED_MOST = 400_000_000
"""Bytes that a workbook may have when unpacked: a small file can hold an endless one."""

XLSX, XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

KAZAKH = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
"""Letters that KZ-1048 has where Windows-1251 has others, `і` apart."""

Line = tuple[int, list[str]]
"""The number of a row and the text of its cells."""


class Reading(NamedTuple):
    """How a file is read."""

    type: str  # csv or xlsx
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()  # the names of all that it has
    header_row: int = 1


class TooWide(Invalid):
    """A file with more columns than any table of facilities has."""


def recognise(path: Path, known: Callable[[str], bool]) -> Reading:
    """Return how a file is best read.

    Args:
        path: Where it is.
        known: Whether a text is the heading of a column that we know.

    Raises:
        Invalid: It is no table that we can read.
    """
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    if start.startswith(XLS):
        raise Invalid(_("This is an old Excel file. Save it as XLSX or CSV, and send that."))
    if start.startswith(XLSX):
        reading = _workbook(path)
    else:
        encoding = _encoding(start, path)
        text = start.decode(encoding, "ignore")
        reading = Reading("csv", encoding, _separator(text))
    return reading._replace(header_row=_header(path, reading, known))


def _workbook(path: Path) -> Reading:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED_MOST:
                raise Invalid(_("This workbook is too large when it is unpacked."))
        with _opened(path) as book:
            names = tuple(one.title for one in book.worksheets)
            filled = (one.title for one in book.worksheets if _has_rows(one))
            chosen = next(filled, names[0] if names else "")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise Invalid(_("This workbook cannot be read. Save it anew as XLSX.")) from error
    if not chosen:
        raise Invalid(_("This workbook has no sheet."))
    return Reading("xlsx", sheet=chosen, sheets=names)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    # As an open file: the name of ours does not say what it is.
    with (
        path.open("rb") as file,
        closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book,
    ):
        yield book


def _has_rows(sheet: Any) -> bool:
    rows = islice(sheet.iter_rows(values_only=True), HEADER_WITHIN)
    return any(cell is not None for row in rows for cell in row)


def _encoding(start: bytes, path: Path) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in start:
        raise Invalid(_("This is no table: send CSV or XLSX."))
    if _is_utf_8(path):
        return "utf-8-sig"
    letters = set(start.decode("kz1048", "ignore"))
    # Where KZ-1048 has Kazakh letters, Windows-1251 has those of Serbian and Ukrainian.
    return "kz1048" if letters & (KAZAKH - {"і", "І"}) else "cp1251"


def _is_utf_8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: str) -> str:
    rows = [line for line in text.splitlines()[: HEADER_WITHIN * 2] if line.strip()]

    def cells(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(rows, delimiter=mark)]
        common = max(set(widths), key=widths.count, default=1)
        return (common > 1, widths.count(common) * common)

    return max(SEPARATORS, key=cells)


def _header(path: Path, reading: Reading, known: Callable[[str], bool]) -> int:
    """Return the row, among the first, with most headings that we know."""
    best, found = 0, 0
    for number, cells in islice(_lines(path, reading), HEADER_WITHIN):
        hits = sum(map(known, cells))
        if any(cells) and (hits > best or not found):
            best, found = hits, number
    if not found:
        raise Invalid(_("The file is empty."))
    return found


def header(path: Path, reading: Reading) -> list[str]:
    """Return the headings of the columns; one without a heading gets its number."""
    cells = next(
        (cells for number, cells in _lines(path, reading) if number == reading.header_row), []
    )
    if len(cells) > COLUMNS_MOST:
        raise TooWide(_("The file has more than %(most)s columns.", most=COLUMNS_MOST))
    return cells


def rows(path: Path, reading: Reading) -> Iterator[Line]:
    """Give the rows under the header that are not empty."""
    for number, cells in _lines(path, reading):
        if number > reading.header_row and any(cells):
            yield number, cells


def _lines(path: Path, reading: Reading) -> Iterator[Line]:
    lines = _xlsx(path, reading) if reading.type == "xlsx" else _csv(path, reading)
    for number, cells in lines:
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells


def _csv(path: Path, reading: Reading) -> Iterator[Line]:
    with path.open("rb") as raw:
        file = TextIOWrapper(raw, reading.encoding, "replace", newline="")
        marked = (line.replace("\0", "\ufffd") for line in file)
        try:
            for number, cells in enumerate(csv.reader(marked, delimiter=reading.separator), 1):
                yield number, [tidy(cell)[:CELL_LONGEST] for cell in cells[:COLUMNS_MOST]]
        except csv.Error as error:
            broken = _("The file cannot be read to its end: %(reason)s.", reason=str(error))
            raise Invalid(broken) from error


def _xlsx(path: Path, reading: Reading) -> Iterator[Line]:
    with _opened(path) as book:
        sheet = book[reading.sheet]
        # What the file says of its size may be wrong: then rows would be left out.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS_MOST), 1):
            yield number, [shown(cell) for cell in cells]


def shown(cell: Any) -> str:
    """Return a cell of a workbook as text, as files have it.

    >>> shown(40.0), shown(2.5), shown(True), shown(datetime(2018, 11, 5)), shown(None)
    ('40', '2.5', '1', '2018-11-05', '')
    """
    match cell:
        case None:
            return ""
        case bool():
            return str(int(cell))
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return tidy(str(cell))[:CELL_LONGEST]


def length(path: Path, reading: Reading) -> int:
    """Return about how many rows a file has, to show how far reading it has come."""
    if reading.type == "csv":
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    with _opened(path) as book:
        return book[reading.sheet].max_row or 0


def first(path: Path, reading: Reading, count: int) -> Sequence[Line]:
    """Return some rows to show."""
    return list(islice(rows(path, reading), count))
