"""The file that somebody sent, with what became of each row and what is wrong with it. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple

from registry.i18n import _
from registry.later import later
from registry.search.downloads.formats import harmless

openpyxl = later("openpyxl")

WRONG = "FFF2CC"
"""Colour of the cells at fault."""

PIECE = 64 * 1024


class Note(NamedTuple):
    """What there is to say of a row."""

    outcome: str
    faults: Mapping[str, str]  # by the heading of the column; "" for the row as a whole

    @property
    def text(self) -> str:
        """The faults in one cell."""
        parts = (f"{name}: {text}" if name else text for name, text in self.faults.items())
        return " | ".join(parts)


Line = tuple[int, list[str], Note | None]
"""Number of the row, its cells, and what there is to say of it."""


def _head(header: list[str]) -> list[str]:
    return [_("Row"), _("What it is"), _("What is wrong"), *header]


def _cells(line: Line, width: int) -> list[str]:
    number, cells, note = line
    told = [str(number), note.outcome if note else "", note.text if note else ""]
    return [*told, *cells, *[""] * (width - len(cells))]


def as_csv(header: list[str], lines: Iterable[Line]) -> Iterator[bytes]:
    """Give it as CSV with semicolons, marked as UTF-8 for spreadsheets."""
    file = io.StringIO(newline="")
    out = csv.writer(file, delimiter=";")
    out.writerow(map(harmless, _head(header)))
    yield b"\xef\xbb\xbf"
    for line in lines:
        out.writerow(map(harmless, _cells(line, len(header))))
        if file.tell() > PIECE:
            yield file.getvalue().encode()
            file.seek(0)
            file.truncate()
    yield file.getvalue().encode()


def as_xlsx(header: list[str], lines: Iterable[Line]) -> Iterator[bytes]:
    """Give it as a workbook; the cells at fault are coloured."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_("Checked"))
    sheet.freeze_panes = "D2"
    sheet.append([harmless(one) for one in _head(header)])
    fill = openpyxl.styles.PatternFill("solid", fgColor=WRONG)
    for line in lines:
        cells: list[Any] = [harmless(cell) for cell in _cells(line, len(header))]
        for name in line[2].faults if line[2] else ():
            place = header.index(name) + 3 if name in header else 2
            cells[place] = openpyxl.cell.WriteOnlyCell(sheet, cells[place])
            cells[place].fill = fill
        sheet.append(cells)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        book.save(file.name)
        with Path(file.name).open("rb") as made:
            while piece := made.read(PIECE):
                yield piece
