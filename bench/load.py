"""Puts a server under load and measures it: by wrk, else by a client of our own."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import NamedTuple

import orjson

from bench.client import measured
from bench.processes import HOST

HERE = Path(__file__).parent

WRK = shutil.which("wrk")

TRIED_S = 0.05


class Load(NamedTuple):
    """What one run of requests, or the medians of several, came to; milliseconds."""

    rate: float  # requests per second
    median: float
    p95: float
    p99: float
    kb: float  # of an answer, headers included
    errors: int
    driver: float  # share of one core that the driver itself took


def load(port: int, paths: Path, connections: int, seconds: int, first: int) -> Load:
    """Ask the paths of a file by turns for some seconds.

    Args:
        port: Of the server.
        paths: A file of one path a line.
        connections: How many stay open and ask at a time.
        seconds: For how long; 0 tries in this process whether there are answers at all.
        first: Number of the path to begin with.
    """
    if not seconds:
        lines = paths.read_text(encoding="ascii").splitlines()
        return _of(orjson.loads(measured(port, connections, TRIED_S, lines, first)), 0)
    url = f"http://{HOST}:{port}"
    if WRK:
        command = [
            WRK, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s",
            "-s", str(HERE / "load.lua"), url, "--", str(paths), str(first),
        ]  # fmt: skip
    else:
        given = (port, connections, seconds, paths, first)
        command = [sys.executable, "-m", "bench.client", *map(str, given)]
    before = getrusage(RUSAGE_CHILDREN)
    ran = subprocess.run(  # noqa: S603
        command, check=True, cwd=HERE.parent, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    after = getrusage(RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _of(orjson.loads(ran.stdout.splitlines()[-1]), busy)


def _of(found: dict[str, float], busy_s: float) -> Load:
    return Load(
        found["requests"] / found["seconds"],
        found["median"],
        found["p95"],
        found["p99"],
        found["bytes"] / max(1, found["requests"]) / 1000,
        int(found["errors"]),
        busy_s / found["seconds"],
    )


def middle(loads: Sequence[Load]) -> Load:
    """Return the medians of several runs, with the errors of all."""
    found = [median(values) for values in zip(*loads, strict=True)]
    return Load(*found)._replace(errors=sum(load.errors for load in loads))
