"""Reading a table of travel times, made by a routing engine outside. Pure.

CSV in UTF-8 with a header: settlement (GeoNames id), minutes, and facility (public id) or
candidate (GeoNames id of a settlement where one might stand).
"""

import csv
from collections.abc import Container, Mapping
from io import StringIO
from math import isfinite
from typing import NamedTuple

from registry.errors import Fault, Faulty
from registry.i18n import _

MOST_FAULTS = 100
"""After so many the file is given up."""


class Time(NamedTuple):
    """How long it takes from a settlement to a facility or to a candidate; one of them is None."""

    settlement_id: int
    facility_id: int | None
    candidate_id: int | None
    minutes: float


def read(
    text: str,
    name: str,
    settlements: Container[int],
    facilities: Mapping[str, int],
    longest_min: float,
) -> list[Time]:
    """Return the times in a file; those longer than the longest are left out.

    Raises:
        Faulty: With what is wrong, by row and column.
    """
    lines = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    header = set(lines.fieldnames or ())
    if not {"settlement", "minutes"} <= header or not header & {"facility", "candidate"}:
        told = _("The columns settlement, minutes, and facility or candidate are needed.")
        raise Faulty([Fault(name, 1, "", told)])
    found: dict[tuple[int, int | None, int | None], Time] = {}
    faults: list[Fault] = []
    for line in lines:
        try:
            time = _time(line, settlements, facilities)
            key = time[:3]
            if key in found:
                raise _Wrong("", _("This pair stands twice."))
            found[key] = time
        except _Wrong as wrong:
            faults.append(Fault(name, lines.line_num, wrong.column, wrong.told))
            if len(faults) == MOST_FAULTS:
                break
    if not found and not faults:
        faults.append(Fault(name, 0, "", _("The file has no rows.")))
    if faults:
        raise Faulty(faults)
    return [time for time in found.values() if time.minutes <= longest_min]


class _Wrong(Exception):
    """What is wrong with a row."""

    def __init__(self, column: str, told: str) -> None:
        super().__init__(told)
        self.column, self.told = column, told


def _time(
    line: Mapping[str, str | None], settlements: Container[int], facilities: Mapping[str, int]
) -> Time:
    facility, candidate = _cell(line, "facility"), _cell(line, "candidate")
    if bool(facility) == bool(candidate):
        raise _Wrong("", _("A row names either a facility or a candidate."))
    if facility and facility not in facilities:
        raise _Wrong("facility", _("The registry has no facility %(id)s.", id=facility))
    return Time(
        _settlement(line, "settlement", settlements),
        facilities[facility] if facility else None,
        _settlement(line, "candidate", settlements) if candidate else None,
        _minutes(_cell(line, "minutes")),
    )


def _cell(line: Mapping[str, str | None], column: str) -> str:
    return (line.get(column) or "").strip()


def _settlement(line: Mapping[str, str | None], column: str, settlements: Container[int]) -> int:
    typed = _cell(line, column)
    if not (typed.isascii() and typed.isdecimal() and int(typed) in settlements):
        raise _Wrong(column, _("There is no settlement %(id)s.", id=typed))
    return int(typed)


def _minutes(typed: str) -> float:
    try:
        minutes = float(typed)
    except ValueError:
        minutes = float("nan")
    if not (isfinite(minutes) and minutes >= 0):
        raise _Wrong("minutes", _("“%(text)s” is not a number of minutes.", text=typed))
    return minutes
