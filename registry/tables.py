"""CSV with declared columns, read into typed rows and the list of all that is wrong with it.

Pure but for the reading of the file. A cell that cannot be read becomes the empty value of its
column, so that the other cells of its row can still be checked; the fault is kept, and `require`
refuses the whole. Cells are stripped and brought to Unicode's composed form (NFC).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registry.columns import Column, Unfit
from registry.errors import Fault, Faulty
from registry.i18n import _

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
FOREIGN = re.compile("[\0\ud800-\udfff]")
"""What bytes outside UTF-8 become when they are decoded, and what half of UTF-16 is made of."""


@dataclass(frozen=True)
class Row:
    """A row of a file; every declared column has a value."""

    number: int  # as a spreadsheet shows it: the header is row 1
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        """Return the value of a column."""
        return self.values[column]


@dataclass
class Table:
    """What a file holds, and what is wrong with it."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, row: int, column: str, message: str) -> None:
        """Add a fault; row 0 is the file as a whole, column "" the row as a whole."""
        self.faults.append(Fault(self.file, row, column, message))

    def ordered(self) -> list[Fault]:
        """Return the faults from top to bottom, in each row from left to right."""
        place = {name: i for i, name in enumerate(self.columns)}
        return sorted(self.faults, key=lambda f: (f.row, place.get(f.column, -1)))


def require(*tables: Table) -> None:
    """Raise Faulty with every fault of the tables, file by file, if there is any."""
    if faults := [fault for table in tables for fault in table.ordered()]:
        raise Faulty(faults)


def read(path: Path, columns: Sequence[Column]) -> Table:
    """Return the rows of a file with its faults; empty rows count but are left out.

    The file is UTF-8, with or without a byte order mark, and separated by commas.
    """
    table = Table(path.name, tuple(column.name for column in columns))
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        table.refuse(0, "", _("The file is missing."))
        return table
    if data.startswith(UTF_16):
        table.refuse(0, "", _("The file is in UTF-16. Save it as CSV in UTF-8."))
        return table
    lines = csv.reader(io.StringIO(data.decode("utf-8-sig", "surrogateescape"), ""), strict=True)
    number = 0
    try:
        header = [cell.strip() for cell in next(lines, [])]
        number = 1
        if _check_header(table, header, columns):
            for number, cells in enumerate(lines, 2):
                _add(table, number, header, cells, columns)
    except csv.Error as error:
        broken = _("From here on the file cannot be read: %(reason)s.", reason=str(error))
        table.refuse(number + 1, "", broken)
    return table


def write(path: Path, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows so that `read` gives them back; empty values become empty cells."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(column.name for column in columns)
        for row in rows:
            out.writerow(_shown(column, row[column.name]) for column in columns)


def tidy(cell: str) -> str:
    """Return the text of a cell as it is kept: composed, without space around it."""
    return unicodedata.normalize("NFC", cell).strip()


def _shown(column: Column, value: Any) -> str:
    return "" if value is None or value == column.empty else column.show(value)


def _check_header(table: Table, header: list[str], columns: Sequence[Column]) -> bool:
    """Note what is wrong with the header; tell whether the rows can be read with it."""
    if any(FOREIGN.search(cell) for cell in header):
        table.refuse(1, "", _("The file is not in UTF-8. Save it as CSV in UTF-8."))
        return False
    if len(header) == 1 and len(columns) > 1 and (mark := re.search("[;\t]", header[0])):
        mark_name = _("a semicolon") if mark.group() == ";" else _("a tab")
        table.refuse(
            1, "", _("A comma must separate columns; here it is %(mark)s.", mark=mark_name)
        )
        return False
    names = set(table.columns)
    for column in columns:
        if column.name not in header:
            table.refuse(1, column.name, _("This column is missing."))
    for i, cell in enumerate(header):
        if cell in header[:i]:
            table.refuse(1, cell, _("This column stands twice."))
        elif cell not in names:
            table.refuse(1, cell, _("No such column is known here."))
    return bool(names & set(header))


def _add(
    table: Table, number: int, header: list[str], cells: list[str], columns: Sequence[Column]
) -> None:
    cells = [tidy(cell) for cell in cells]
    if not any(cells):
        return
    if any(cells[len(header) :]):
        table.refuse(number, "", _("This row has more cells than there are columns."))
    values = {}
    for column in columns:
        present = column.name in header
        place = header.index(column.name) if present else len(cells)
        cell = cells[place] if place < len(cells) else ""
        try:
            values[column.name] = _value(column, cell, column.required and present)
        except Unfit as error:
            table.refuse(number, column.name, str(error))
            values[column.name] = column.empty
    table.rows.append(Row(number, values))


def _value(column: Column, cell: str, required: bool) -> Any:
    if FOREIGN.search(cell):
        raise Unfit(_("This is not in UTF-8. Save the file as CSV in UTF-8."))
    if cell:
        return column.parse(cell)
    if required:
        raise Unfit(_("This must not be empty."))
    return column.empty


def texts(row: Row, prefix: str, languages: Iterable[str]) -> dict[str, str]:
    """Return the texts of `prefix_kk`, `prefix_ru` and so on by language, without empty ones."""
    found = {lang: row[f"{prefix}_{lang}"] for lang in languages}
    return {lang: value for lang, value in found.items() if value}
