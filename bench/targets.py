"""What is to be reached, and whether a run reached it."""

from collections.abc import Callable, Iterator
from functools import partial
from operator import ge, le
from typing import Any, NamedTuple

from bench.export import FORMATS
from bench.questions import OPERATIONS
from bench.servers import FLOOR_NAME, OURS_FRESH, OURS_KEPT, POSTGRESQL, SQLITE

REFERENCE, LARGE, SMALL = 100_000, 1_000_000, 10_000
"""Sizes that targets speak of; where one was not measured, the nearest below counts."""

EXPORT_MB_S = 20
EXPORT_GROWTH_MIB = 50
WORKER_MIB = 150
LONGEST_MS = 100
GROWTH = 3
ENGINES_APART = 2
MAP_MS, MAP_KB = 10, 30

Size = dict[str, Any]
"""The results of one size, as __main__ keeps them."""


class Ratio(NamedTuple):
    """How many times as fast as another server ours has to be: requests/s at 16 connections."""

    operation: str
    other: str
    engine: str
    least: float
    beside: str = ""  # the other's operation, where it is not the same


RATIOS = (
    Ratio("box", "pygeoapi", POSTGRESQL, 30),
    Ratio("box", "tipg", POSTGRESQL, 12),
    Ratio("box", "Datasette", SQLITE, 4),
    Ratio("box", FLOOR_NAME, SQLITE, 0.5),
    Ratio("box", FLOOR_NAME, POSTGRESQL, 0.5),
    Ratio("text", "Datasette", SQLITE, 8),
    Ratio("typo", "Datasette", SQLITE, 1, "text"),
    Ratio("counts", "Datasette", SQLITE, 10),
    Ratio("page", "Datasette", SQLITE, 5),
)

LATENCIES = (("nearest", SQLITE, 1.5), ("nearest", POSTGRESQL, 1.5))
"""Operation, engine, and how many times the floor's median at one connection ours may take."""

PRECISIONS = {
    "clean": 1.0,
    "one typing error": 0.95,
    "Kazakh on a Russian keyboard": 0.99,
    "Cyrillic in Latin": 0.99,
}

NAMES = {operation.code: operation.name for operation in OPERATIONS}


class Verdict(NamedTuple):
    """A target with what was measured, answers kept and not."""

    what: str
    target: str
    kept: str
    fresh: str
    is_met: bool | None  # None: not measured
    is_met_fresh: bool | None


def size_for(sizes: dict[int, Size], wanted: int) -> Size | None:
    """Return the results of a size, or of the largest below it."""
    below = [records for records in sizes if records <= wanted]
    return sizes[max(below)] if below else None


def value(size: Size | None, operation: str, server: str, connections: int, field: str) -> Any:
    """Return a field of a load, or None where it was not measured."""
    row = (size or {}).get("loads", {}).get(operation, {}).get(server, {})
    return row.get(str(connections), {}).get(field)


def verdicts(sizes: dict[int, Size]) -> list[Verdict]:
    """Return every target with its figures."""
    return [
        *_ratios(size_for(sizes, REFERENCE)),
        *_latencies(size_for(sizes, REFERENCE)),
        *_growth(sizes),
        *_engines(sizes),
        *_exports(sizes),
        *_memory(size_for(sizes, LARGE)),
        *_maps(size_for(sizes, LARGE)),
        *_precisions(sizes),
    ]


def _judged(
    what: str, target: str, show: str, is_met: Callable[[float], bool], *figures: float | None
) -> Verdict:
    """Return a verdict on two figures: with answers kept, and without."""
    shown = ["not measured" if one is None else show.format(one) for one in figures]
    met = [None if one is None else is_met(one) for one in figures]
    return Verdict(what, target, shown[0], shown[1], met[0], met[1])


def _quotient(a: float | None, b: float | None) -> float | None:
    return None if a is None or not b else a / b


def _ratios(size: Size | None) -> Iterator[Verdict]:
    for operation, other, engine, least, beside in RATIOS:
        theirs = value(size, beside or operation, f"{other} on {engine}", 16, "rate")
        figures = [
            _quotient(value(size, operation, f"{ours} on {engine}", 16, "rate"), theirs)
            for ours in (OURS_KEPT, OURS_FRESH)
        ]
        shown = f"{other}, {engine}" if other == FLOOR_NAME else other
        what = f"{NAMES[operation]}: beside {shown}"
        what += "'s exact search" if beside else ""
        yield _judged(what, f"at least {least:g} x", "{:.2f} x", partial(le, least), *figures)


def _latencies(size: Size | None) -> Iterator[Verdict]:
    for operation, engine, most in LATENCIES:
        floor = value(size, operation, f"{FLOOR_NAME} on {engine}", 1, "median")
        figures = [
            _quotient(value(size, operation, f"{ours} on {engine}", 1, "median"), floor)
            for ours in (OURS_KEPT, OURS_FRESH)
        ]
        what = f"{NAMES[operation]}: latency beside the floor, {engine}"
        yield _judged(what, f"at most {most:g} x", "{:.2f} x", partial(ge, most), *figures)


def _worst(
    numbers: Iterator[tuple[float | None, str]] | list[tuple[float | None, str]],
) -> tuple[float | None, str]:
    known = [(number, name) for number, name in numbers if number is not None]
    return max(known) if known else (None, "")


def _growth(sizes: dict[int, Size]) -> Iterator[Verdict]:
    """Judge how much slower a million is, and the slowest answers there."""
    small, large = sizes.get(REFERENCE), sizes.get(LARGE)
    for engine in (SQLITE, POSTGRESQL):
        found, slow = [], []
        for ours in (OURS_KEPT, OURS_FRESH):
            server = f"{ours} on {engine}"
            medians = [
                (
                    _quotient(value(large, code, server, 1, "median"),
                              value(small, code, server, 1, "median")),
                    code,
                )
                for code in NAMES
            ]  # fmt: skip
            found.append(_worst(medians))
            slow.append(_worst([(value(large, code, server, 1, "p99"), code) for code in NAMES]))
        yield _worst_of(f"from 100,000 to 1,000,000, slowest operation, {engine}",
                        f"at most {GROWTH} x", "{:.2f} x", GROWTH, found)  # fmt: skip
        yield _worst_of(f"p99 at one connection at 1,000,000, slowest operation, {engine}",
                        f"at most {LONGEST_MS} ms", "{:.0f} ms", LONGEST_MS, slow)  # fmt: skip


def _worst_of(
    what: str, target: str, show: str, most: float, worst: list[tuple[float | None, str]]
) -> Verdict:
    verdict = _judged(what, target, show, lambda n: n <= most, *[number for number, _ in worst])
    named = [f" ({code})" if code else "" for _, code in worst]
    return verdict._replace(kept=verdict.kept + named[0], fresh=verdict.fresh + named[1])


def _engines(sizes: dict[int, Size]) -> Iterator[Verdict]:
    for wanted in (REFERENCE, LARGE):
        size = sizes.get(wanted)
        if size is None:
            continue
        worst = []
        for ours in (OURS_KEPT, OURS_FRESH):
            medians = [
                (
                    _quotient(value(size, code, f"{ours} on {POSTGRESQL}", 1, "median"),
                              value(size, code, f"{ours} on {SQLITE}", 1, "median")),
                    code,
                )
                for code in NAMES
            ]  # fmt: skip
            worst.append(_worst(medians))
        yield _worst_of(f"PostgreSQL beside SQLite, slowest operation, {wanted:,}",
                        f"at most {ENGINES_APART} x", "{:.2f} x", ENGINES_APART, worst)  # fmt: skip


def _export_of(size: Size | None, engine: str, format: str) -> dict[str, Any] | None:
    rows = (size or {}).get("exports", [])
    fit = (OURS_FRESH, engine, format)
    return next(
        (r for r in rows if (r["name"], r["engine"], r["format"]) == fit and r["status"] == 200),
        None,
    )


def _exports(sizes: dict[int, Size]) -> Iterator[Verdict]:
    """Judge rates at the reference size and the growth of a worker's peak."""
    for engine in (SQLITE, POSTGRESQL):
        for format in FORMATS[OURS_FRESH]:
            row = _export_of(size_for(sizes, REFERENCE), engine, format)
            rate = row["mb_s"] if row else None
            yield _judged(f"export as {format}, {engine}", f"over {EXPORT_MB_S} MB/s",
                          "{:.1f} MB/s", lambda n: n > EXPORT_MB_S, rate, rate)  # fmt: skip
        small, large = (
            [_export_of(sizes.get(n), engine, format) for format in FORMATS[OURS_FRESH]]
            for n in (SMALL, LARGE)
        )
        pairs = [
            b["peak_mib"] - a["peak_mib"] for a, b in zip(small, large, strict=True) if a and b
        ]
        grown = max(pairs, default=None)
        yield _judged(f"memory of an export from 10,000 to 1,000,000, {engine}",
                      f"within {EXPORT_GROWTH_MIB} MiB", "{:+.0f} MiB",
                      lambda n: n <= EXPORT_GROWTH_MIB, grown, grown)  # fmt: skip


def _memory(size: Size | None) -> Iterator[Verdict]:
    if size is None:
        return
    for engine in (SQLITE, POSTGRESQL):
        figures = [
            size.get("memory", {}).get(f"{ours} on {engine}") for ours in (OURS_KEPT, OURS_FRESH)
        ]
        what = f"private memory of a worker at {size['records']:,}, {engine}"
        yield _judged(what, f"under {WORKER_MIB} MiB", "{:.0f} MiB",
                      lambda n: n < WORKER_MIB, *figures)  # fmt: skip


def _maps(size: Size | None) -> Iterator[Verdict]:
    """Judge the slowest viewport and the largest answer at a million, or what is nearest to it."""
    codes = [code for code in NAMES if code.startswith("map")]
    if size is None:
        return
    for engine in (SQLITE, POSTGRESQL):
        for field, most, unit in (("median", MAP_MS, "ms"), ("kb", MAP_KB, "KB")):
            worst = [
                _worst([(value(size, c, f"{ours} on {engine}", 1, field), c) for c in codes])
                for ours in (OURS_KEPT, OURS_FRESH)
            ]
            what = f"map viewport at {size['records']:,}, slowest, {engine}"
            what = what.replace("slowest", "largest") if field == "kb" else what
            yield _worst_of(what, f"under {most} {unit}", f"{{:.1f}} {unit}", most, worst)


def _precisions(sizes: dict[int, Size]) -> Iterator[Verdict]:
    size = size_for(sizes, REFERENCE)
    for row in (size or {}).get("quality", []):
        least = PRECISIONS[row["way"]]
        shown = row["precision"]
        yield _judged(f"precision among the first 20, {row['way']}, {row['engine']}",
                      f"at least {least:.2f}", "{:.3f}",
                      partial(le, least - 0.005), shown, shown)  # fmt: skip
