"""What a cell holds, the same on both engines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.operations.copying.values import Column, Kind, Misfit, Sum, misfits, read_row, reader


def read(kind, cell, limit=None):
    return reader(Column("cell", kind, limit))(cell)


@pytest.mark.parametrize(
    ("kind", "of_sqlite", "of_postgresql"),
    [
        (Kind.FLAG, 1, True),
        (Kind.REAL, 2, 2.0),
        (Kind.REAL, 0.0, -0.0),
        (Kind.DAY, "2026-11-24", "2026-11-24"),
        (Kind.MOMENT, "2026-11-24 10:00:00.000000", "2026-11-24 10:00:00+00"),
        (Kind.MOMENT, "2026-11-24 10:00:00", "2026-11-24 15:00:00+05"),
        (Kind.MOMENT, "2026-11-24 10:00:00.120000", "2026-11-24 10:00:00.12"),
        (Kind.JSON, '{"b":[1,null],"a":"ә"}', '{"a": "\\u04d9", "b": [1, null]}'),
        (Kind.JSON, 7, "7.0"),
    ],
)
def test_both_engines_give_the_same(kind, of_sqlite, of_postgresql):
    assert repr(read(kind, of_sqlite)) == repr(read(kind, of_postgresql))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.TEXT, "", " "),
        (Kind.TEXT, "é", "e\u0301"),
        (Kind.REAL, 0.1, 0.1 + 2**-56),
        (Kind.MOMENT, "2026-11-24 10:00:00", "2026-11-24 10:00:00.000001"),
        (Kind.JSON, "null", '""'),
        (Kind.JSON, "[1, 2]", "[2, 1]"),
        (Kind.JSON, "true", "1"),
        (Kind.BYTES, b"", b"\0"),
    ],
)
def test_what_differs_stays_different(kind, one, other):
    assert read(kind, one) != read(kind, other)


@pytest.mark.parametrize(
    ("kind", "cell", "limit"),
    [
        (Kind.TEXT, "abc", 2),
        (Kind.TEXT, b"abc", None),
        (Kind.TEXT, "a\0", None),
        (Kind.TEXT, "\udcff", None),
        (Kind.WHOLE, 2**31, 32),
        (Kind.WHOLE, -(2**31) - 1, 32),
        (Kind.WHOLE, 1.0, 32),
        (Kind.REAL, float("nan"), None),
        (Kind.REAL, "1", None),
        (Kind.FLAG, 2, None),
        (Kind.DAY, "infinity", None),
        (Kind.DAY, "0044-03-15 BC", None),
        (Kind.DAY, 20261124, None),
        (Kind.MOMENT, "0001-01-01 00:00:00+05", None),
        (Kind.JSON, "NaN", None),
        (Kind.JSON, '{"a": {"\\u0000": 1}}', None),
        (Kind.JSON, '"\\ud800"', None),
        (Kind.JSON, b"{}", None),
        (Kind.BYTES, "abc", None),
    ],
)
def test_what_a_column_cannot_hold_is_found(kind, cell, limit):
    with pytest.raises(Misfit):
        read(kind, cell, limit)


@pytest.mark.parametrize(
    ("kind", "cell", "limit"),
    [
        (Kind.TEXT, "😀😀", 2),
        (Kind.WHOLE, -(2**31), 32),
        (Kind.REAL, float("inf"), None),
        (Kind.JSON, '"\\\\u0000"', None),
    ],
)
def test_what_just_fits_is_left_alone(kind, cell, limit):
    read(kind, cell, limit)


def test_every_misfit_of_a_row_is_told_by_its_column():
    readers = [reader(Column("a", Kind.WHOLE, 16)), reader(Column("b", Kind.DAY))] * 2

    found = list(misfits((40_000, None, 1, "never"), readers))

    assert [(number, str(misfit)) for number, misfit in found] == [
        (0, "40000 is beyond 32767"),
        (3, "“never” is not a day"),
    ]


cell = st.none() | st.integers() | st.text() | st.binary() | st.booleans() | st.floats()
table = st.lists(st.tuples(cell, cell), max_size=6)


def total(rows):
    made = Sum()
    made.add(rows)
    return made


@given(rows=table, seed=st.randoms())
def test_a_sum_does_not_depend_on_order(rows, seed):
    mixed = list(rows)
    seed.shuffle(mixed)

    assert total(mixed) == total(rows)


@given(one=table, other=table)
def test_a_sum_tells_every_difference(one, other):
    same = sorted(map(repr, one)) == sorted(map(repr, other))

    assert (total(one) == total(other)) == same


def test_nothing_empty_and_null_are_three():
    sums = {total(rows).checksum for rows in ([], [("",)], [(None,)], [(None,), (None,)])}

    assert len(sums) == 4


def test_a_null_needs_no_reading():
    assert read_row((None,), [reader(Column("day", Kind.DAY))]) == (None,)
