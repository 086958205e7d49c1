"""Servers that a run starts, asks for their memory and ends, by their process ids alone."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import Self

HOST = "127.0.0.1"

DYING = ("setpriv", "--pdeathsig", "TERM")
"""Ends a server when the benchmark is killed and cannot do it; from util-linux, where it is."""

READY_S = 180.0
"""Seconds in which a server must answer its first request."""

END_S = 10.0
"""Seconds that a server has to end by itself."""

SETTLE_S, QUIET_S = 120.0, 0.2
"""Seconds to wait at most for a server to end what it works at, and between two looks."""

MAPPED = (".db", ".db-shm")
"""Ends of the names of files that belong to a database."""


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
        return port


def get(port: int, path: str, timeout_s: float = 60) -> tuple[int, bytes]:
    """Return status and body of one request."""
    connection = HTTPConnection(HOST, port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Server:
    """A server with all its processes; `with` starts and ends it.

    Args:
        name: What it is called in reports.
        command: What starts it; `{port}` stands for its port.
        environment: Added to that of the benchmark; `{port}` as well.
        ready: A path that it answers when it is ready.
        log: File for what it prints.
        folder: Where it is started.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        ready: str,
        log: Path,
        folder: Path,
    ) -> None:
        """Choose a port."""
        self.name = name
        self.port = free_port()
        first = DYING if shutil.which(DYING[0]) else ()
        self.command = [*first, *(str(part).replace("{port}", str(self.port)) for part in command)]
        added = {k: v.replace("{port}", str(self.port)) for k, v in environment.items()}
        self.environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"}
        self.environment |= added
        self.ready, self.log, self.folder = ready, log, folder
        self.process: subprocess.Popen[bytes] | None = None
        self.peak_mib = 0.0

    def __enter__(self) -> Self:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: it ends or stays silent.
        """
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the benchmark, which then ends it
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait(self) -> None:
        until = monotonic() + READY_S
        while True:
            with suppress(OSError, HTTPException):
                if get(self.port, self.ready)[0] == 200:
                    return
            if self.process is None or self.process.poll() is not None or monotonic() > until:
                said = self.log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.name} does not answer:\n{said}")
            sleep(0.2)

    def __exit__(self, *_: object) -> None:
        """End it and whatever it has started."""
        if self.process is None:
            return
        everyone = [self.process.pid, *descendants(self.process.pid)]
        born = {pid: started(pid) for pid in everyone}
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(END_S)
        until = monotonic() + 2
        while monotonic() < until and any(_is_same(pid, born[pid]) for pid in everyone):
            sleep(0.05)
        for pid in everyone:
            if _is_same(pid, born[pid]):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def settled(self) -> None:
        """Wait until it works no more at answers that nobody waits for any longer."""
        if self.process is None:
            return
        until, before = monotonic() + SETTLE_S, float("-inf")
        while monotonic() < until:
            now = busy_s([self.process.pid, *descendants(self.process.pid)])
            if now - before < QUIET_S * 0.1:
                return
            before = now
            sleep(QUIET_S)

    def worker_mib(self) -> float:
        """Return the private memory of its largest process now, and remember the most ever."""
        if self.process is None:
            return 0.0
        now = max(map(private_mib, [self.process.pid, *descendants(self.process.pid)]))
        self.peak_mib = max(self.peak_mib, now)
        return now


def descendants(pid: int) -> list[int]:
    """Return all processes that a process has started, and those that they have."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, thread.read_text(encoding="ascii").split()):
                found += [child, *descendants(child)]
    return found


def private_mib(pid: int) -> float:
    """Return the memory that a process shares with none, in mebibytes; 0 when it has ended.

    Pages of a database that is mapped do not count: they belong to the kernel, which takes them
    back when anybody needs room, and are "private" only until a second process reads them.
    """
    kib, is_database = 0, False
    with suppress(OSError):
        text = Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8", errors="replace")
        for line in text.splitlines():
            name, _colon, rest = line.partition(":")
            if "-" in name.partition(" ")[0]:  # a mapping begins: 7f00-7f01 r--p 0 fd:01 7 /file
                is_database = line.endswith(MAPPED)
            elif name in ("Private_Dirty", "Private_Clean") and not is_database:
                kib += int(rest.split()[0])
    return kib / 1024


def busy_s(pids: list[int]) -> float:
    """Return the seconds of processor time that processes have taken so far."""
    ticks = 0
    for pid in pids:
        with suppress(OSError):
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            user, system = text.rpartition(")")[2].split()[11:13]
            ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


def started(pid: int) -> str:
    """Return when a process began, which tells it from a later one with its number."""
    with suppress(OSError):
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        fields = text.rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    return ""


def _is_same(pid: int, born: str) -> bool:
    return bool(born) and started(pid) == born
