"""Facilities as a workbook (XLSX, ECMA-376), written as a stream. Pure.

Cells are inline strings and numbers, so that no text can be taken for a formula, and nothing is
held but the rows at hand.
"""

import re
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

ROWS_MOST = 1_048_575
"""Rows that a sheet has under its header."""

CELL_LONGEST = 32_767

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML has not."""

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATION = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{type}" Target="{target}"/></Relationships>'
)
SHEET = '<?xml version="1.0" encoding="UTF-8"?><{0} xmlns="{1}"{2}>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Pipe(RawIOBase):
    """Takes what the archive writes, to be given on."""

    def __init__(self) -> None:
        """Hold nothing."""
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        """Take what is written."""
        return True

    def write(self, data: Any) -> int:
        """Hold a piece."""
        self.pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Give all that is held, and hold nothing more."""
        found = b"".join(self.pieces)
        self.pieces.clear()
        return found


def workbook(name: str, header: Iterable[str], batches: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Give a workbook with one sheet, piece by piece.

    Args:
        name: Of the sheet.
        header: The names of the columns.
        batches: Rows, some at a time: texts, numbers, None for empty.
    """
    pipe = Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for path, text in _frame(name).items():
            archive.writestr(path, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(SHEET.format("worksheet", MAIN, "").encode())
            sheet.write(b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell='
                        b'"A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                        b"<sheetData>")  # fmt: skip
            sheet.write(row(header).encode())
            for some in batches:
                sheet.write("".join(map(row, some)).encode())
                yield pipe.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield pipe.taken()


def _frame(name: str) -> dict[str, str]:
    sheet = f'<sheets><sheet name="{escape(name)[:31]}" sheetId="1" r:id="rId1"/></sheets>'
    relations = f' xmlns:r="{RELATIONS}"'
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATION.format(type="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": f"{SHEET.format('workbook', MAIN, relations)}{sheet}</workbook>",
        "xl/_rels/workbook.xml.rels": RELATION.format(
            type="worksheet", target="worksheets/sheet1.xml"
        ),
    }


def row(cells: Iterable[Any]) -> str:
    """Return a row of a sheet.

    >>> row(["=1+1", 2, None])
    '<row><c t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c><c><v>2</v></c><c/></row>'
    """
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    text = escape(FORBIDDEN.sub("", str(value))[:CELL_LONGEST])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
