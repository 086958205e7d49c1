"""The registry as `make run` serves it, in a process of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.cluster import free_port

HERE = Path(__file__).parents[1]
START_S = 120
"""Seconds in which the server must have loaded the data and answer."""


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[str]:
    """Serve the registry with its data in a folder; give its address, http://127.0.0.1:PORT.

    Args:
        folder: Where its data and its log are.
        settings: Further settings of the environment, such as DATABASE_URL.
    """
    port = free_port()
    log = folder / "log.txt"
    kept = {name: environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in environ}
    own = {"REGISTRY_DATA": str(folder), "PORT": str(port), "WORKERS": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(
            [HERE / "scripts" / "run"],
            env=kept | own | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(process)


def _is_up(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, TimeoutError, ConnectionError):
        return False


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = monotonic() + START_S
    while not _is_up(address):
        if process.poll() is not None or monotonic() > until:
            pytest.fail(f"The server did not start:\n{log.read_text()[-4000:]}")
        sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
