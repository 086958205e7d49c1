"""How fast everything comes out, and what it costs a worker in memory."""

from collections.abc import Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from time import perf_counter
from typing import Any

from bench.processes import HOST, Server
from bench.progress import say
from bench.servers import FLOOR_NAME, OURS_FRESH, Measured

LONGEST_S = 60.0
"""Seconds after which an export is cut off; its rate is known by then."""

PIECE = 1 << 18

FORMATS = {
    OURS_FRESH: {
        "CSV": "/ru/facilities.csv",
        "JSON Lines": "/ru/facilities.jsonl",
        "GeoJSON": "/ru/facilities.geojson",
    },
    FLOOR_NAME: {"CSV": "/export.csv"},
    "Datasette": {"CSV": "/flat/facility.csv?_stream=on&_size=max"},
}


def exported(servers: Sequence[Measured]) -> list[dict[str, Any]]:
    """Return rate and memory of each export."""
    found = []
    for one in servers:
        for format, path in FORMATS.get(one.name, {}).items():
            row = taken(one.server, path)
            found.append({"name": one.name, "engine": one.engine, "format": format, **row})
            say(
                f"    {one.name} on {one.engine}, {format}: {row['mb_s']:.1f} MB/s,"
                f" {row['mb']:.1f} MB, worker {row['before_mib']:.0f} to {row['peak_mib']:.0f} MiB"
                + (f", status {row['status']}" if row["status"] != 200 else "")
            )
    return found


def taken(server: Server, path: str) -> dict[str, Any]:
    """Read an export and return MB per second, its size, and a worker's memory around it."""
    before = server.worker_mib()
    peak, over = [before], Event()

    def watch() -> None:
        while not over.wait(0.05):
            peak[0] = max(peak[0], server.worker_mib())

    watcher = Thread(target=watch)
    watcher.start()
    status, size, began = 0, 0, perf_counter()
    connection = HTTPConnection(HOST, server.port, timeout=LONGEST_S)
    try:
        with suppress(HTTPException, OSError):
            connection.request("GET", path)
            answer = connection.getresponse()
            status = answer.status
            while piece := answer.read(PIECE):
                size += len(piece)
                if perf_counter() - began > LONGEST_S:
                    break
    finally:
        connection.close()
        seconds = perf_counter() - began
        over.set()
        watcher.join()
    megabytes = size / 1e6
    return {
        "status": status,
        "mb": megabytes,
        "mb_s": megabytes / seconds,
        "before_mib": before,
        "peak_mib": peak[0],
    }
