"""Pairs of facilities that people judged: pairs.csv, read into what likeness compares.

Half of each pair is a record of the data pack; the other half is another record, or what another
list says of one. `part` is `tuning` or `held_out`: nobody looks at the latter while tuning.
"""

import csv
from functools import cache
from typing import Any, NamedTuple

from registry.geo import Point
from registry.intake.profile import Profile
from tests.conftest import HERE, PACK

FILE = HERE / "tests" / "intake" / "pairs.csv"


class Pair(NamedTuple):
    row: dict[str, str]
    one: Profile
    other: Profile

    @property
    def is_same(self) -> bool:
        return self.row["same"] == "1"


@cache
def records() -> dict[str, dict[str, str]]:
    return {row["public_id"]: row for row in _rows(PACK / "facilities.csv")}


@cache
def towns() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in _rows(PACK / "settlements.csv")}


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _where(settlement: str) -> dict[str, Any]:
    if not settlement:
        return {}
    town = towns()[settlement]
    return {
        "point": Point(float(town["lat"]), float(town["lon"])),
        "settlement_id": int(settlement),
        "region_iso": town["region_iso"],
        "place_names": tuple(town[f"name_{lang}"] for lang in ("kk", "ru", "en")),
    }


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def of_record(public_id: str, lang: str = "") -> Profile:
    """Return a record of the pack; with a language, as it is with its name in that alone."""
    row = records()[public_id]
    names = [row[f"name_{lang}"]] if lang else [row[f"name_{code}"] for code in ("kk", "ru", "en")]
    if not lang:
        former = [one.partition("|")[0] for one in _several(row["former_names"])]
        names += [row["short_name"], *former]
    return Profile(
        names=tuple(dict.fromkeys(filter(None, names))),
        addresses=tuple(filter(None, (row[f"address_{code}"] for code in ("kk", "ru", "en")))),
        phones=_several(row["phone"]),
        emails=_several(row["email"]),
        sites=(*_several(row["website"]), *_several(row["instagram"])),
        **{"region_iso": row["region_iso"] or None, **_where(row["settlement"])},
    )


def _as_told(row: dict[str, str]) -> Profile:
    if row["right"]:
        return of_record(row["right"])
    return Profile(
        names=(row["right_name"],),
        addresses=_several(row["right_address"]),
        phones=_several(row["right_phone"]),
        emails=_several(row["right_email"]),
        sites=(*_several(row["right_site"]), *_several(row["right_instagram"])),
        **_where(row["right_settlement"]),
    )


def pairs(part: str) -> list[Pair]:
    """Return the pairs of a part of the file."""
    rows = [row for row in _rows(FILE) if row["part"] == part]
    return [Pair(row, of_record(row["left"], row["left_lang"]), _as_told(row)) for row in rows]
