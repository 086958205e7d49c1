"""Cells as people write them, brought to what the columns of facilities take. Pure.

Codes or their labels in any language, dates with points, decimal commas, lists with commas; what
cannot be read so stays as it is, for the column to refuse.
"""

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from registry.columns import Column, Unfit, matching
from registry.facilities.vocabulary import (
    Kind,
    Language,
    LegalElement,
    Precision,
    Sector,
    Service,
    Stage,
    Status,
    Word,
)
from registry.i18n import LANGUAGES, _, _l, speaking
from registry.intake.facility_columns import FACILITIES
from registry.intake.headings import LABELS
from registry.places.folding import fold

KINDS = Path(__file__).with_name("kinds.csv")
"""What people call kinds, beside their labels."""

VOCABULARIES: dict[str, type[Word]] = {
    "kind": Kind,
    "status": Status,
    "legal_element": LegalElement,
    "precision": Precision,
    "sectors": Sector,
    "services": Service,
    "stages": Stage,
    "languages": Language,
}

LISTS = ("sectors", "services", "stages", "languages", "phone", "email", "website", "instagram")

DATES = ("status_date", "opened_on", "closed_on")

DEGREES = ("lat", "lon")

DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\s.*)?\s*(?:г\.?|ж\.?)?")
MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
YEAR = re.compile(r"(\d{4})\s*(?:г\.?|год|ж\.?|жыл|жылы)")
STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]\d.*")
COMMA = re.compile(r"(-?\d+),(\d+)\s*°?")

ACCOUNT = re.compile(r"@?([\w.]+)")
HOSTS = {"instagram": "https://www.instagram.com/", "telegram": "https://t.me/"}

BIN = matching(
    "bin", lambda cell: bool(re.fullmatch(r"\d{12}", cell)), _l("A business number has 12 digits.")
)

COLUMNS: Mapping[str, Column] = {
    column.name: column for column in (*FACILITIES, BIN) if column.name in LABELS
}
"""The columns that a file may bring, by their names."""


def parsed(name: str, cell: str) -> Any:
    """Return the value of a cell of a column.

    Raises:
        Unfit: It is not what the column takes; tells the author what it would take.
    """
    column = COLUMNS[name]
    if not cell:
        return column.empty
    if cell.startswith("#") and cell.rstrip("!?").isupper():
        raise Unfit(_("The spreadsheet could not calculate this cell."))
    plain = _plain(name, cell)
    if name in VOCABULARIES:
        _require_known(name, plain)
    return column.parse(plain)


def _require_known(name: str, plain: str) -> None:
    """Refuse what is no choice, with the choices as the reader calls them."""
    vocabulary = VOCABULARIES[name]
    codes = {word.value for word in vocabulary}
    parts = plain.split(";") if name in LISTS else [plain]
    if unknown := next((part for part in parts if part not in codes), None):
        labels = ", ".join(str(word.label) for word in vocabulary)
        raise Unfit(_("“%(cell)s” is not one of these: %(codes)s.", cell=unknown, codes=labels))


def _plain(name: str, cell: str) -> str:
    if name in VOCABULARIES:
        return _coded(name, cell)
    if name in DATES:
        return _date(cell)
    if name in DEGREES and (match := COMMA.fullmatch(cell)):
        return f"{match[1]}.{match[2]}"
    if name in HOSTS and (match := ACCOUNT.fullmatch(cell)) and "/" not in cell:
        return f"{HOSTS[name]}{match[1]}"
    if name == "website":
        return ";".join(_site(part) for part in re.split(r"[;,\s]+", cell) if part)
    if name in ("phone", "email"):
        return re.sub(r"\s*[,;/|\n]\s*(?=[+\d(]|\S+@)", ";", cell)
    return cell.casefold() if name == "public_id" else cell


def _site(part: str) -> str:
    return part if "://" in part else f"https://{part}"


def _coded(name: str, cell: str) -> str:
    known = _labels(VOCABULARIES[name])
    if name not in LISTS:
        return known.get(fold(cell), cell)
    parts = [part.strip() for part in re.split(r"[;,\n]", cell) if part.strip()]
    return ";".join(dict.fromkeys(known.get(fold(part), part) for part in parts))


@lru_cache(maxsize=20)
def _labels(vocabulary: type[Word]) -> dict[str, str]:
    """Return the codes of a vocabulary by code and by label in every language, folded."""
    found = {fold(word.value.replace("_", " ")): word.value for word in vocabulary}
    for lang in LANGUAGES:
        with speaking(lang):
            for word in vocabulary:
                found.setdefault(fold(str(word.label)), word.value)
    if vocabulary is Kind:
        for text, kind in _kinds().items():
            found.setdefault(text, kind)
    return found


def _kinds() -> dict[str, str]:
    """Return what people call kinds, folded, beside their labels."""
    with KINDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {fold(text): row["kind"] for row in rows for text in row["said"].split(";")}


def _date(cell: str) -> str:
    if match := STAMP.fullmatch(cell):
        return match[1]
    if match := DAY.fullmatch(cell):
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    if match := MONTH.fullmatch(cell):
        return f"{match[2]}-{match[1]:0>2}"
    match = YEAR.fullmatch(cell)
    return match[1] if match else cell
