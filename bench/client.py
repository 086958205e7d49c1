"""The load where there is no wrk: `python -m bench.client PORT CONNECTIONS SECONDS FILE FIRST`.

One thread for each connection, on raw sockets that stay open. It takes more of the processor than
wrk does, so its figures for the fastest servers are lower than theirs are.
"""

import socket
import sys
from itertools import count
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import perf_counter

import click
import orjson

from bench.processes import HOST


class Connection:
    """Sends requests one after another and keeps how long each took, in milliseconds."""

    def __init__(self, port: int, requests: list[bytes], first: int, until: float) -> None:
        """Open the connection."""
        self.requests, self.first, self.until = requests, first, until
        self.took: list[float] = []
        self.bytes = self.errors = 0
        self.socket = socket.create_connection((HOST, port), timeout=60)
        self.file = self.socket.makefile("rb", 65536)

    def run(self) -> None:
        """Ask until the time is over, once at least."""
        for number in count(self.first):
            began = perf_counter()
            if began > self.until and self.took:
                break
            self.socket.sendall(self.requests[number % len(self.requests)])
            status, size = self._answer()
            self.took.append((perf_counter() - began) * 1000)
            self.bytes += size
            self.errors += status >= 400
        self.socket.close()

    def _answer(self) -> tuple[int, int]:
        status = int(self.file.readline().split()[1])
        size, chunked = 0, False
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
            chunked = chunked or (name.lower() == b"transfer-encoding" and b"chunked" in value)
        if not chunked:
            self.file.read(size)
            return status, size
        while length := int(self.file.readline(), 16):
            size += len(self.file.read(length))
            self.file.readline()
        self.file.readline()
        return status, size


def measured(port: int, connections: int, seconds: float, paths: list[str], first: int) -> bytes:
    """Return what wrk with load.lua would print."""
    requests = [f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n\r\n".encode() for path in paths]
    began = perf_counter()
    step = len(paths) // connections
    clients = [
        Connection(port, requests, first + step * number, began + seconds)
        for number in range(connections)
    ]
    threads = [Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = [one for client in clients for one in client.took]
    places = quantiles(took, n=100) if len(took) > 1 else took * 99
    return orjson.dumps(
        {
            "requests": len(took),
            "seconds": perf_counter() - began,
            "bytes": sum(client.bytes for client in clients),
            "errors": sum(client.errors for client in clients),
            "median": places[49],
            "p95": places[94],
            "p99": places[98],
        }
    )


if __name__ == "__main__":
    lines = Path(sys.argv[4]).read_text(encoding="ascii").splitlines()
    port, connections, first = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[5])
    click.echo(measured(port, connections, float(sys.argv[3]), lines, first))
