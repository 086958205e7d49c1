"""A PostgreSQL of the tests' own: in a folder, on a free port of this machine, gone at the end.

It answers on 127.0.0.1 alone, to whoever has the password made for it. What it keeps is thrown
away, so it waits for no disk. It runs under a user who is not root, because PostgreSQL refuses
root, and ends with the process that started it, however that one ends. Its databases sort by
language (ICU), unlike SQLite: whatever needs one order on both engines has to ask for it.
"""

import atexit
import os
import pwd
import secrets
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from random import SystemRandom
from shutil import rmtree
from tempfile import NamedTemporaryFile, mkdtemp
from time import monotonic, sleep
from typing import Self

import psycopg
from psycopg.sql import SQL, Composed, Identifier

HOMES = "/usr/lib/postgresql/*/bin"
"""Where Debian keeps the programs of each version."""

OLDEST = 15

START_S = 60
"""Seconds in which a server must be ready."""

PORTS = range(20_000, 32_000)
"""Below those that the kernel gives to clients: a client that calls a stopped server again and
again would in time be given the server's own port, and answer itself."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a path may be too long for a socket; the port is enough
    "fsync": "off",  # what is committed is written all the same: it outlives a crash of the server
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "log_timezone": "UTC",
    "timezone": "Asia/Almaty",  # not UTC, so that a moment without its zone is found out
}

SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}

WATCH = """read -r _; kill -s QUIT "$0"; [ -n "$1" ] || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; rm -rf "$1" 2> /dev/null && exit 0; done"""
"""Waits until the process that holds the other end is no more, then clears up after it."""


class Cluster:
    """A server in a folder; `with Cluster(folder) as cluster:` starts it and stops it.

    Args:
        folder: Where its log and its data are; made if it is missing. For root the data are in a
            folder of their own that is removed at the end: pytest closes its own to other users,
            again and again.
        settings: What PostgreSQL shall do otherwise than SETTINGS, by the names of
            postgresql.conf.

    Raises:
        RuntimeError: PostgreSQL or PostGIS is not installed, or the server does not start.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.programs = programs()
        self.log = folder / "log.txt"
        self.settings = SETTINGS | dict(settings or {})
        self.port = free_port()
        self.password = secrets.token_urlsafe(16)
        self.user = other_user()
        folder.mkdir(parents=True, exist_ok=True)
        self.home = folder if self.user is None else self._home_of_user()
        self.data = self.home / "data"
        self.server: subprocess.Popen[bytes] | None = None
        self.watcher: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start the server, on the same port as before; its files are made at the first time."""
        if not self.data.exists():
            self._make()
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-p", str(self.port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._as_user(),
            )
        self.watcher = subprocess.Popen(
            ["/bin/sh", "-c", WATCH, str(self.server.pid), str(self.home if self.user else "")],
            stdin=subprocess.PIPE,
            **self._as_user(),
        )
        atexit.register(self.stop, "immediate")
        self._wait()
        return self

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: "fast" ends its sessions, "immediate" is a crash, "smart" waits."""
        atexit.unregister(self.stop)
        if self.watcher is not None:
            self.watcher.kill()
            self.watcher.communicate()
            self.watcher = None
        if self.server is not None:
            self.server.send_signal(SIGNALS[mode])
            self.server.wait()
            self.server = None

    def restart(self, mode: str = "fast") -> Self:
        """Stop the server in this mode and start it again."""
        self.stop(mode)
        return self.start()

    def __enter__(self) -> Self:
        """Start the server unless it runs."""
        return self if self.server else self.start()

    def __exit__(self, *_: object) -> None:
        """Stop the server at once."""
        self.stop()

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database as SQLAlchemy reads it, with name and password."""
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str | None = None) -> str:
        """Make a database, as a copy of another if one is named; return its address.

        Nobody may be connected to the one that is copied.
        """
        made = SQL("CREATE DATABASE {} TEMPLATE {}")
        self._tell(made.format(Identifier(database), Identifier(template or "template1")))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database if there is one of this name, whoever is connected to it."""
        self._tell(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database)))

    def standby(self, folder: Path, settings: Mapping[str, str] | None = None) -> "Cluster":
        """Return another server, started, that follows this one by streaming and answers reads."""
        other = Cluster(folder, settings)
        other.password = self.password
        source = f"host=127.0.0.1 port={self.port} user=postgres password={self.password}"
        options = ["--wal-method=stream", "--write-recovery-conf", "--checkpoint=fast"]
        other._run("pg_basebackup", "-d", source, "-D", str(other.data), "--no-sync", *options)
        return other.start()

    def promote(self) -> None:
        """Make a standby take writes; it returns when that is done."""
        self._run("pg_ctl", "promote", "-w", "-D", str(self.data))

    def _make(self) -> None:
        with NamedTemporaryFile("w", dir=self.home) as kept:
            kept.write(self.password)
            kept.flush()
            if self.user:
                os.chown(kept.name, self.user.pw_uid, self.user.pw_gid)
            # md5: scram takes some milliseconds at every connection, for what nobody can overhear.
            self._run(
                "initdb", "-D", str(self.data), "-U", "postgres", f"--pwfile={kept.name}",
                "--auth=md5", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu",
                "--icu-locale=en", "--no-sync", "--no-instructions",
            )  # fmt: skip

    def _home_of_user(self) -> Path:
        home = Path(mkdtemp(prefix="postgresql-"))
        os.chown(home, self.user.pw_uid, self.user.pw_gid)
        atexit.register(rmtree, home, ignore_errors=True)
        return home

    def _as_user(self) -> dict:
        ours = {"env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}}
        # A session of its own: Ctrl-C is for the tests, which stop the server when they are ready.
        ours |= {"cwd": self.home, "start_new_session": True}
        if self.user is None:
            return ours
        who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return ours | who

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self._as_user(),
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _wait(self) -> None:
        """Return when the server says in its own file that it takes connections."""
        until = monotonic() + START_S
        while not self._is_ready():
            if self.server.poll() is not None or monotonic() > until:
                self.stop("immediate")
                said = self.log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"PostgreSQL did not start:\n{said}")
            sleep(0.02)

    def _is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.server.pid) and lines[7].strip() == "ready"

    def _tell(self, statement: Composed) -> None:
        address = self.url().replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


def programs() -> Path:
    """Return the folder of PostgreSQL's programs.

    Raises:
        RuntimeError: It is not installed, or not with PostGIS.
    """
    found = {int(home.parent.name): home for home in Path("/").glob(HOMES[1:])}
    for version in sorted(found, reverse=True):
        control = Path(f"/usr/share/postgresql/{version}/extension/postgis.control")
        if version >= OLDEST and (found[version] / "initdb").exists() and control.exists():
            return found[version]
    raise RuntimeError(
        "The tests need PostgreSQL with PostGIS: run scripts/postgresql, "
        "or apt-get install postgresql-15-postgis-3."
    )


def other_user() -> pwd.struct_passwd | None:
    """Return who runs the server when we are root, whom PostgreSQL refuses; else None."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name: one for one in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    for port in SystemRandom().sample(PORTS, 100):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("No free port was found for PostgreSQL.")
