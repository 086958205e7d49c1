"""Tables of costs and of demand as CSV files. Pure.

A table of costs has a row for each place where people live, a column for each candidate; a first
row and a first column with names are recognised: they hold words, or the upper left cell is empty.
A table of demand has a row for each place: its people, or a name and its people.
"""

import csv
from io import StringIO
from typing import NamedTuple

import numpy as np


class Unreadable(ValueError):
    """A file that is no such table; says where and why."""


class Matrix(NamedTuple):
    """Costs, with the names of rows and columns, numbers from 0 where there are none."""

    cost: np.ndarray  # float64 (n, c)
    rows: tuple[str, ...]
    columns: tuple[str, ...]


def matrix(text: str) -> Matrix:
    """Return a table of costs.

    Raises:
        Unreadable: It is empty, has holes, or holds what is no cost.
    """
    lines = _lines(text)
    if not lines:
        raise Unreadable("The table of costs is empty.")
    is_corner_empty = not lines[0][0].strip()
    has_header = is_corner_empty or not all(map(_is_number, lines[0]))
    body = lines[has_header:]
    has_names = is_corner_empty or (
        bool(body) and any(not _is_number(line[0]) for line in body if line)
    )
    if has_header and not has_names and _counts_up(lines[0], body):
        has_names = True
    columns = [one.strip() for one in lines[0][has_names:]] if has_header else None
    rows = [line[0].strip() for line in body] if has_names else None
    cells = [line[has_names:] for line in body]
    cost = _numbers(cells, has_header + 1)
    return Matrix(
        cost,
        tuple(rows or map(str, range(cost.shape[0]))),
        tuple(columns or map(str, range(cost.shape[1]))),
    )


def demand(text: str, rows: tuple[str, ...]) -> np.ndarray:
    """Return the people of each row of the costs, shape (n,).

    Raises:
        Unreadable: There are more or fewer, or what is no number of people.
    """
    lines = _lines(text)
    if lines and not _is_number(lines[0][-1]):
        lines = lines[1:]
    if len(lines) == 1 and len(rows) > 1 and len(lines[0]) == len(rows):
        lines = [[cell] for cell in lines[0]]
    if len(lines) != len(rows):
        raise Unreadable(
            f"The table of costs has {len(rows)} rows, that of demand {len(lines)}:"
            " each place needs one."
        )
    named = {line[0].strip(): line for line in lines}
    if len(lines[0]) > 1 and set(named) == set(rows):
        lines = [named[name] for name in rows]
    return _numbers([[line[-1]] for line in lines], 1)[:, 0]


def _lines(text: str) -> list[list[str]]:
    sample = text.lstrip("\ufeff")
    first = sample.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    return [line for line in csv.reader(StringIO(sample), delimiter=sign) if any(line)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _counts_up(header: list[str], body: list[list[str]]) -> bool:
    """Tell whether the first column is the number of the row, under a name in the header."""
    first = [line[0] for line in body]
    starts = {"0": 0, "1": 1}.get(first[0]) if first else None
    is_named = not _is_number(header[0])
    return (
        is_named
        and starts is not None
        and first == [str(number + starts) for number in range(len(first))]
    )


def _numbers(cells: list[list[str]], first_row: int) -> np.ndarray:
    width = len(cells[0]) if cells else 0
    if not width:
        raise Unreadable("The table has no columns of numbers.")
    found = np.empty((len(cells), width))
    for number, line in enumerate(cells):
        if len(line) != width:
            raise Unreadable(
                f"Row {number + first_row} has {len(line)} values, the first has {width}."
            )
        for place, cell in enumerate(line):
            if not _is_number(cell):
                what = f"“{cell}”" if cell.strip() else "a hole"
                raise Unreadable(
                    f"Row {number + first_row}, column {place + 1} has {what}"
                    " instead of a number; write inf where there is no way."
                )
            found[number, place] = float(cell)
    if np.isnan(found).any() or (found < 0).any():
        row, column = np.argwhere(np.isnan(found) | (found < 0))[0]
        raise Unreadable(
            f"Row {row + first_row}, column {column + 1} has {cells[row][column]}:"
            " costs and people are 0 and above."
        )
    return found
