"""Writes docs/performance.md from what was measured."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bench.compare import ALIKE
from bench.explained import COMPARED, HEAD, REMARKS
from bench.questions import OPERATIONS
from bench.servers import FLOOR_NAME, OURS_FRESH, OURS_KEPT, PEERS, POSTGRESQL, SQLITE
from bench.targets import Size, verdicts

SERVERS = (
    f"{OURS_KEPT} on {SQLITE}",
    f"{OURS_FRESH} on {SQLITE}",
    f"{FLOOR_NAME} on {SQLITE}",
    f"{OURS_KEPT} on {POSTGRESQL}",
    f"{OURS_FRESH} on {POSTGRESQL}",
    f"{FLOOR_NAME} on {POSTGRESQL}",
    f"Datasette on {SQLITE}",
    f"tipg on {POSTGRESQL}",
    f"pygeoapi on {POSTGRESQL}",
)
"""Columns of the tables, in order; those that a run has none of are left out."""

Cell = Callable[[dict[str, dict[str, float]]], str]


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    titles = list(heads)
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def short(server: str) -> str:
    """Return the name of a server as a column has it."""
    name, _on, engine = server.partition(" on ")
    return name if name in PEERS else f"{name}, {engine}"


def loads_table(size: Size, cell: Cell) -> str:
    """Return a table of operations by servers."""
    loads = size["loads"]
    known = [one for one in SERVERS if any(one in row for row in loads.values())]
    rows = [
        [operation.name, *[cell(row[one]) if one in row else "" for one in known]]
        for operation in OPERATIONS
        if (row := loads.get(operation.code))
    ]
    return table(["operation", *map(short, known)], rows)


def _rate(load: dict[str, dict[str, float]]) -> str:
    rate = load["16"]["rate"]
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"


def _spread(connections: str) -> Cell:
    def cell(load: dict[str, dict[str, float]]) -> str:
        found = load[connections]
        return " / ".join(_ms(found[name]) for name in ("median", "p95", "p99"))

    return cell


def _ms(number: float) -> str:
    return f"{number:.2f}" if number < 10 else f"{number:,.0f}"


def ratios(size: Size) -> str:
    """Return how many times the requests per second of each other server ours come to."""
    rows = []
    for operation in OPERATIONS:
        row = size["loads"].get(operation.code, {})
        for engine in (SQLITE, POSTGRESQL):
            mine = [row.get(f"{ours} on {engine}") for ours in (OURS_KEPT, OURS_FRESH)]
            if not any(mine):
                continue
            others = [f"{FLOOR_NAME} on {engine}", *(one for one in SERVERS if short(one) in PEERS)]
            cells = []
            for other in others:
                theirs = row.get(other)
                rates = [m["16"]["rate"] for m in mine if m]
                base = theirs["16"]["rate"] if theirs else 0
                both = [rate / base for rate in rates] if base else []
                cells.append(" / ".join(f"{one:.2f}" for one in both))
            rows.append([operation.name, engine, *cells])
    return table(["operation", "ours on", "floor", *PEERS], rows)


def section(size: Size) -> str:
    """Return what was measured at one size."""
    same = [
        f"- {operation.name}: {size['same'][operation.code]}"
        for operation in OPERATIONS
        if size["same"].get(operation.code, ALIKE) != ALIKE
    ]
    alike = (
        "Answers of ours on both engines, kept or not, and of the floors were compared: "
        + ("the same, but for" if same else "all the same.")
        + "".join(f"\n{line}" for line in same)
    )
    memory = ", ".join(f"{short(k)} {v:.0f}" for k, v in size["memory"].items())
    return f"""## {size["records"]:,} facilities

Measured on {size["date"]}. Requests per second at 16 connections:

{loads_table(size, _rate)}
The same as ratios: how many times the other's requests per second ours are, answers kept / not.

{ratios(size)}
Milliseconds at one connection, median / p95 / p99:

{loads_table(size, _spread("1"))}
Milliseconds at 16 connections, median / p95 / p99:

{loads_table(size, _spread("16"))}
Private memory of the largest worker at its peak, MiB: {memory}.

{alike}

{_exports(size)}{_quality(size)}"""


def _exports(size: Size) -> str:
    rows = [
        [
            row["format"], f"{row['name']}, {row['engine']}", f"{row['mb_s']:.1f}",
            f"{row['mb']:.1f}", f"{row['before_mib']:.0f}", f"{row['peak_mib']:.0f}",
        ]
        for row in size["exports"]
        if row["status"] == 200
    ]  # fmt: skip
    if not rows:
        return ""
    heads = ("export", "of", "MB/s", "MB read", "worker before, MiB", "at most, MiB")
    return f"Everything, as one file:\n\n{table(heads, rows)}\n"


def _quality(size: Size) -> str:
    rows = [
        [row["way"], row["engine"], f"{row['precision']:.3f}", f"{row['median']:.2f}"]
        for row in size["quality"]
    ]
    if not rows:
        return ""
    heads = ("typed", "engine", "precision among the first 20", "median ms, HTTP included")
    return f"Search for brands, by how they are typed; answers not kept:\n\n{table(heads, rows)}\n"


def targets(sizes: dict[int, Size]) -> str:
    """Return the table of what was to be reached."""
    words = {True: "met", False: "**missed**", None: "–"}
    rows = [
        [v.what, v.target, v.kept, v.fresh, words[v.is_met], words[v.is_met_fresh]]
        for v in verdicts(sizes)
    ]
    heads = ("what", "target", "answers kept", "not kept", "kept", "not kept")
    return table(heads, rows)


def growth(sizes: dict[int, Size]) -> str:
    """Return the median at one connection of each size beside the smallest."""
    if len(sizes) < 2:
        return ""
    counts = sorted(sizes)
    rows = []
    for operation in OPERATIONS:
        for server in SERVERS:
            medians = [
                sizes[n]["loads"].get(operation.code, {}).get(server, {}).get("1") for n in counts
            ]
            if server.startswith("ours") and all(medians):
                rows.append([operation.name, short(server), *_grown(medians)])
    heads = [f"{n:,}" for n in counts]
    return "\n## From size to size\n\nMilliseconds at one connection, median:\n\n" + table(
        ["operation", "server", *heads, "largest / one smaller"], rows
    )


def _grown(medians: list[Any]) -> Iterator[str]:
    for found in medians:
        yield _ms(found["median"])
    yield f"{medians[-1]['median'] / medians[-2]['median']:.2f}"


def servers(rows: list[dict[str, Any]]) -> str:
    """Return the table of servers to choose from."""
    if not rows:
        return ""
    operations = list(dict.fromkeys(row["operation"] for row in rows))
    by = {(row["server"], row["operation"]): row for row in rows}
    lines = [
        [server, *[_served(by[server, operation]) for operation in operations]]
        for server in dict.fromkeys(row["server"] for row in rows)
    ]
    return (
        "\n## Which server\n\nOur application with SQLite, workers x threads, 16 connections:"
        " requests per second, p99 in ms; median in ms at one connection.\n\n"
        + table(["server", *operations], lines)
    )


def _served(row: dict[str, Any]) -> str:
    return f"{row['rate']:,.0f}, {_ms(row['p99'])}; {_ms(row['alone'])}"


def driver(sizes: dict[int, Size]) -> str:
    """Return what the driver of the load took, in a few words."""
    taken = [
        load["driver"]
        for size in sizes.values()
        for row in size["loads"].values()
        for server in row.values()
        for load in server.values()
    ]
    least, most = min(taken, default=0), max(taken, default=0)
    return (
        f"the driver ({size_driver(sizes)}) took {least:.0%} to {most:.0%} of one core, most where"
        " answers are fastest, so that the fastest servers are a little faster than shown."
    )


def size_driver(sizes: dict[int, Size]) -> str:
    """Return the name of the driver."""
    return " and ".join(sorted({size["driver"] for size in sizes.values()}))


def page(sizes: dict[int, Size], chosen: list[dict[str, Any]], machine: str) -> str:
    """Return docs/performance.md."""
    dates = sorted({size["date"] for size in sizes.values()})
    return "".join(
        (
            HEAD.format(date=" and ".join(dates), machine=machine),
            targets(sizes),
            COMPARED,
            *("\n" + section(sizes[n]) for n in sorted(sizes)),
            growth(sizes),
            servers(chosen),
            REMARKS.format(driver=driver(sizes)),
        )
    )
