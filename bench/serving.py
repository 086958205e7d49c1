"""Our application on granian and gunicorn, by workers and threads, so that one can be chosen."""

from contextlib import ExitStack
from typing import Any

from bench.addresses import OURS
from bench.load import middle
from bench.measure import Effort, by_turns
from bench.processes import Server
from bench.progress import say, step
from bench.questions import Ask
from bench.servers import SQLITE, Measured, Place, gunicorn, ours

OPERATIONS = ("box", "text", "page")

GRANIAN = ((1, 4), (2, 1), (2, 2), (2, 4), (2, 8), (3, 4))
"""Workers and threads of each."""

GUNICORN = (4, 8)
"""Threads of each of two workers."""


def served(place: Place, asked: dict[str, list[Ask]], effort: Effort) -> list[dict[str, Any]]:
    """Return requests per second and latency of each server at 16 connections."""
    makers: dict[str, Server] = {
        f"granian, {w} x {t}": ours(place, SQLITE, WORKERS=str(w), THREADS=str(t))
        for w, t in GRANIAN
    }
    makers |= {f"gunicorn, 2 x {t}": gunicorn(place, t) for t in GUNICORN}
    found: list[dict[str, Any]] = []
    with ExitStack() as stack:
        with step(f"Starting {len(makers)} servers to choose from"):
            servers = [
                Measured(name, SQLITE, stack.enter_context(server), OURS)
                for name, server in makers.items()
            ]
        for operation in OPERATIONS:
            folder = place.scratch / "paths"
            loads = by_turns(servers, operation, asked[operation], effort, folder)
            for name, taken in loads.items():
                row = middle(taken[16])._asdict() | {"alone": middle(taken[1]).median}
                found.append({"server": name.partition(" on ")[0], "operation": operation, **row})
                say(f"    {operation}, {name}: {row['rate']:,.0f}/s, p99 {row['p99']:.1f} ms")
    return found
