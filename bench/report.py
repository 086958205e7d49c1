"""Says what was measured: a table for the terminal and for docs/performance.md."""

import platform
import sqlite3
from datetime import date
from os import cpu_count
from pathlib import Path
from typing import Any

PAGE = """# Performance

Written by `make bench` on {date}: {machine}; Python {python}, SQLite {sqlite}. Milliseconds of one
call in one process, without HTTP and templates; application and bare SQL answer each question by
turns in one run, and their answers are compared. Facilities: the real ones of Kazakhstan, and
invented ones that lie where people live and are called alike. Machines differ: read the ratios.

{tables}
## What is compared

- *Ours* is what the pages call: `find`, `counts` and `points` of `registry/search/queries`.
- *Bare SQL* is the SQL that one would write first, through `sqlite3` alone: FTS5 joined to the
  entries for text, an R*Tree and the same geodesics for a radius, `GROUP BY` over the record for
  counts. It gives the same facilities in the same order, the same totals, the same counts.
- A ratio below 1 means that ours is faster: filters are bitmaps, and pins are packed by tiles.
- With a hundred facilities the difference is the price of about eight statements through
  SQLAlchemy, a tenth of a millisecond each; it no longer shows where there is much to search.
- Memory is the most that the measuring process held, everything imported, bare SQL included.
"""

HEAD = """| operation | ours, median | p95 | bare SQL, median | p95 | ratio |
|---|---|---|---|---|---|
"""


def table(result: dict[str, Any]) -> str:
    """Return the results of one registry as a Markdown section."""
    lines = "".join(map(_line, result["rows"]))
    memory = (
        f"Memory: {result['peak_mib']:.0f} MiB at most, {result['before_mib']:.0f} MiB before the"
        " first question was timed."
    )
    return f"## {result['records']:,} facilities\n\n{HEAD}{lines}\n{memory}\n"


def _line(row: dict[str, Any]) -> str:
    ours, floor = row["ours"], row["floor"]
    beside = "| | | |"
    if floor:
        ratio = ours["median"] / floor["median"]
        beside = f"| {floor['median']:.2f} | {floor['p95']:.2f} | {ratio:.2f} |"
    return f"| {row['name']} | {ours['median']:.2f} | {ours['p95']:.2f} {beside}\n"


def page(results: list[dict[str, Any]], day: date) -> str:
    """Return the page for docs/."""
    return PAGE.format(
        date=day.isoformat(),
        machine=machine(),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        tables="\n".join(map(table, results)),
    )


def machine() -> str:
    """Return processor, cores, memory and system in a few words."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    processor = names[0] if names else platform.machine()
    gib = int(memory) / 1024 / 1024
    return f"{processor}, {cpu_count()} cores, {gib:.0f} GiB, {platform.system()}"
