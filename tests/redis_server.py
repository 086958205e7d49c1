"""A Redis of the tests' own: in a folder, on a free port of this machine, gone at the end.

It answers on 127.0.0.1 alone, to whoever has the password made for it, and keeps nothing on disk.
It ends with the process that started it, however that one ends.
"""

import atexit
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Self

import pytest
from redis import ConnectionError as NotYet
from redis import Redis

from registry import redis
from tests.cluster import free_port

START_S = 20
"""Seconds in which the server must be ready."""

WATCH = 'read -r _; kill -s KILL "$0"'
"""Waits until the process that holds the other end is no more, then ends the server, a paused one
too."""

SETTINGS = """
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
logfile {folder}/log.txt
save ""
appendonly no
daemonize no
"""


class RedisServer:
    """A server in a folder; `with RedisServer(folder) as server:` starts it and stops it.

    Raises:
        RuntimeError: Redis is not installed, or the server does not start.
    """

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError(
                "The tests need Redis: run scripts/redis, or apt-get install redis-server."
            )
        self.program = program
        self.folder = folder
        self.port = free_port()
        self.password = secrets.token_urlsafe(16)
        self.server: subprocess.Popen[bytes] | None = None
        self.watcher: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its first database, as REDIS_URL takes it."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> Self:
        """Start the server, empty, on the same port as before."""
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "redis.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            SETTINGS.format(port=self.port, password=self.password, folder=self.folder)
        )
        # A session of its own: Ctrl-C is for the tests, which stop the server when they are ready.
        apart = {"stdout": subprocess.DEVNULL, "start_new_session": True}
        self.server = subprocess.Popen(  # noqa: S603
            [self.program, settings], stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT, **apart
        )
        self.watcher = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", WATCH, str(self.server.pid)], stdin=subprocess.PIPE, **apart
        )
        atexit.register(self.stop)
        self._wait()
        return self

    def stop(self) -> None:
        """Stop the server; what it held is gone."""
        atexit.unregister(self.stop)
        if self.watcher is not None:
            self.watcher.kill()
            self.watcher.communicate()
            self.watcher = None
        if self.server is not None:
            self.server.terminate()
            self.server.wait()
            self.server = None

    def empty(self) -> None:
        """Throw away all that it holds, starting it if it was stopped."""
        if self.server is None:
            self.start()
        with Redis.from_url(self.url) as client:
            client.flushall()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let it take connections and answer nothing for a while."""
        self.server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.server.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        """Start the server."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop the server."""
        self.stop()

    def _wait(self) -> None:
        until = monotonic() + START_S
        with Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return
                except NotYet as error:
                    if self.server.poll() is not None or monotonic() > until:
                        self.stop()
                        said = (self.folder / "log.txt").read_text(errors="replace")[-2000:]
                        raise RuntimeError(f"Redis did not start:\n{said}") from error
                sleep(0.02)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """A Redis for the tests; whoever uses it empties it first."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


def use_redis(app, monkeypatch, server: RedisServer) -> None:
    """Let an application share by this server, emptied, until the test ends."""
    server.empty()
    monkeypatch.setitem(app.config, "REDIS_URL", server.url)
    monkeypatch.setitem(app.extensions, "redis", None)  # so that the end of the test removes it
    redis.init_app(app)


@pytest.fixture(params=["database", "redis"])
def keeper(request, app, monkeypatch):
    """Where processes keep what they share: a test that asks for it runs with each."""
    if request.param == "redis":
        use_redis(app, monkeypatch, request.getfixturevalue("redis_server"))
    return request.param


def pytest_collection_modifyitems(items, config):
    """Run what is kept in Redis with one engine behind it: the other would prove nothing more."""
    twice = {"engine": "postgresql", "keeper": "redis"}
    dropped = [
        item
        for item in items
        if hasattr(item, "callspec") and twice.items() <= item.callspec.params.items()
    ]
    items[:] = [item for item in items if item not in dropped]
    config.hook.pytest_deselected(items=dropped)
