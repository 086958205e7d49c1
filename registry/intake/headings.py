"""Which column of a file is which field, guessed from its heading in any language. Pure.

The fields are the columns of facility_columns.FACILITIES; a heading says one of them in Kazakh,
Russian or English, or by its code.
"""

import csv
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from registry.i18n import _l
from registry.places.folding import WORD, fold

LABELS: dict[str, Any] = {
    "public_id": _l("Number in the registry"),
    "name_kk": _l("Name in Kazakh"),
    "name_ru": _l("Name in Russian"),
    "name_en": _l("Name in English"),
    "name_fr": _l("Name in French"),
    "short_name": _l("Short name"),
    "former_names": _l("Former names"),
    "kind": _l("Kind"),
    "status": _l("Status"),
    "status_date": _l("Status since"),
    "operator_kk": _l("Operator in Kazakh"),
    "operator_ru": _l("Operator in Russian"),
    "operator_en": _l("Operator in English"),
    "operator_note": _l("Note on the operator"),
    "bin": _l("Business number (BIN) of the operator"),
    "parent": _l("Part of (number in the registry)"),
    "legal_element": _l("Element in law"),
    "legal_basis": _l("Legal basis"),
    "opened_on": _l("Opened"),
    "closed_on": _l("Closed"),
    "region_iso": _l("Region"),
    "settlement_text": _l("Settlement"),
    "address_kk": _l("Address in Kazakh"),
    "address_ru": _l("Address in Russian"),
    "address_en": _l("Address in English"),
    "postal_code": _l("Postal code"),
    "lat": _l("Latitude"),
    "lon": _l("Longitude"),
    "precision": _l("Precision of the pin"),
    "website": _l("Website"),
    "phone": _l("Telephone"),
    "email": _l("E-mail"),
    "instagram": _l("Instagram"),
    "telegram": _l("Telegram"),
    "sectors": _l("Sectors"),
    "services": _l("Services"),
    "stages": _l("Stages of startups"),
    "trl_from": _l("Technology readiness from"),
    "trl_to": _l("Technology readiness to"),
    "languages": _l("Working languages"),
    "capacities": _l("Capacity"),
    "description_kk": _l("Description in Kazakh"),
    "description_ru": _l("Description in Russian"),
    "description_en": _l("Description in English"),
    "description_fr": _l("Description in French"),
}
"""The fields that a file may bring, in the order in which they are offered."""

SAID = Path(__file__).with_name("headings.csv")
"""What headings say, by field."""

LANGUAGE_MARKS = {
    "kk": ("kk", "kz", "kaz", "каз", "қаз"),
    "ru": ("ru", "rus", "рус"),
    "en": ("en", "eng", "англ", "ағыл"),
}
"""With what a heading ends that is of one language: `Название (каз)`."""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Return fields by what headings say: as it is written, and folded where that is not told.

    `Адрес` and `Address` are one when they are folded, and two columns.
    """
    with SAID.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {name.replace("_", " "): name for name in LABELS}
    said = {text.strip(): row["field"] for row in rows for text in row["headings"].split(";")}
    written = {_plain(text): name for text, name in (codes | said).items()}
    folded: dict[str, str] = {}
    for text, name in (codes | said).items():
        folded.setdefault(fold(text), name)
    return folded | written


def _plain(heading: str) -> str:
    return " ".join(WORD.findall(heading.casefold()))


@lru_cache(maxsize=1000)
def field(heading: str) -> str:
    """Return the field that a heading names; "" when none is known by it.

    >>> field("Қала"), field("Наименование объекта *"), field("E-mail:"), field("Colour")
    ('settlement_text', 'name_ru', 'email', '')
    """
    heading = heading.replace("_", " ")
    if found := _known().get(_plain(heading)) or _known().get(fold(heading)):
        return found
    folded = fold(heading)
    words = folded.split()
    for lang, marks in LANGUAGE_MARKS.items():
        if words and words[-1] in {fold(mark) for mark in marks}:
            plain = _known().get(" ".join(words[:-1]), "")
            stem, _mark, has = plain.rpartition("_")
            if has in LANGUAGE_MARKS and f"{stem}_{lang}" in LABELS:
                return f"{stem}_{lang}"
    return ""


def is_known(heading: str) -> bool:
    """Tell whether a text is the heading of a column that we know."""
    return bool(heading) and bool(field(heading))


def guess(headings: Sequence[str]) -> list[str]:
    """Return for each column its field, "" for none; each field is given once, to the first."""
    found: list[str] = []
    for heading in headings:
        name = field(heading)
        found.append(name if name and name not in found else "")
    return found


def twice(fields: Iterable[str]) -> set[str]:
    """Return the fields that several columns were given."""
    given = [one for one in fields if one]
    return {one for one in given if given.count(one) > 1}
