"""What comes before serving: a free port, the database up to date, the data pack loaded.

The commands of flask run in one process; started one by one, each would first read the whole
application. Two starts on one data folder, and those of two machines on one PostgreSQL, take turns.
Nothing here waits for the network: where GEOCODERS names anybody outside, finding coordinates is
left to scripts/run, beside the server.

    python -m scripts.prepare 127.0.0.1 8000
"""

import argparse
import fcntl
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo

from registry.db import db
from registry.faults import DatabaseError, is_refused, reason
from registry.places.geocoder import GAZETTEER
from registry.terminal import create_app

LOAD = (("db", "upgrade"), ("load",))
LOCATE = ("geocode-missing",)
ALONE = "SELECT pg_advisory_xact_lock(hashtext('preparing the registry'))"


def is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens there. The server itself would share a port without a word."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return False
    family, kind, protocol, _name, address = found[0]
    with socket.socket(family, kind, protocol) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(address)
        except OSError:
            return False
        return True


def shown(host: str, port: int) -> str:
    """Return an address as browsers write it: [::1]:8000."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else prepares the same data folder, and keep others waiting meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "preparing.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file closes, by a crash too
        yield


@contextmanager
def alone_on_server(app: Flask) -> Iterator[None]:
    """Do the same with other machines that prepare the same PostgreSQL; SQLite has none."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.begin() as connection:
        connection.exec_driver_sql(ALONE)  # given back when the transaction ends, by a crash too
        yield


def commands(geocoders: Sequence[Any]) -> tuple[tuple[str, ...], ...]:
    """Return what has to be run for these GEOCODERS."""
    names = [source.get("name") for source in geocoders if isinstance(source, dict)]
    return (*LOAD, LOCATE) if names == [GAZETTEER] else LOAD


def main() -> None:
    """Run the commands one after another; the first that fails ends it with its own status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    asked = parser.parse_args()
    if not is_free(asked.host, asked.port):
        address = shown(asked.host, asked.port)
        sys.exit(f"{address} is taken or not ours: name another port, such as PORT=8001.")
    try:
        prepare(create_app())
    except DatabaseError as error:
        if not is_refused(error):
            raise
        sys.exit(f"The database cannot be reached. {reason(error)}")


def prepare(app: Flask) -> None:
    """Run the commands when it is our turn."""
    with alone(app.config["REGISTRY_DATA"]), alone_on_server(app):
        for command in commands(app.config["GEOCODERS"]):
            try:
                app.cli.main(command, prog_name="flask", obj=ScriptInfo(create_app=lambda: app))
            except SystemExit as end:
                if end.code:
                    raise


if __name__ == "__main__":
    main()
