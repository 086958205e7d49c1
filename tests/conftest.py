"""What every test may rely on: an application, an empty database, and no network.

A test that asks for `app`, `client`, `country`, or whatever stands on them, runs once on each
engine; the mark `only_on("postgresql")` keeps it to one, `pytest --engine sqlite` the whole run.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from ipaddress import ip_address
from itertools import count
from os import environ
from pathlib import Path
from runpy import run_path
from unittest.mock import patch

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from flask_migrate import upgrade
from sqlalchemy import Connection

from registry.db import db
from registry.places.queries import forget_revisions
from registry.terminal import create_app
from tests.cluster import Cluster

pytest_plugins = ["tests.redis_server"]

HERE = Path(__file__).parents[1]
PACK = HERE / "registry" / "packs" / "kz"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ENGINES = ("sqlite", "postgresql")


def pytest_addoption(parser):
    parser.addoption("--engine", choices=ENGINES, help="run on this engine alone, not on both")


def pytest_configure(config):
    config.addinivalue_line("markers", "only_on(engine): what one engine alone has or does")


def pytest_generate_tests(metafunc):
    """Run a test once per engine when anything it stands on asks for the engine."""
    if "engine" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("only_on")
        wanted = mark.args if mark else ENGINES
        chosen = metafunc.config.getoption("engine") or wanted
        engines = [engine for engine in wanted if engine in chosen]
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


def read_afresh() -> None:
    """Let the test see what a request or a command has written."""
    if has_app_context():
        db.session.expire_all()
        forget_revisions(db.session())


class Browser(FlaskClient):
    """Sends each request without the test's application context around it, as in production.

    With the context of the test, Flask-Login would serve one browser's user to the next.
    """

    def open(self, *args, **kwargs):
        kwargs.setdefault("buffered", True)  # read a streamed page where it is made
        response = Context().run(super().open, *args, **kwargs)
        read_afresh()
        return response


class Terminal(FlaskCliRunner):
    """Runs each command without the test's application context around it."""

    def invoke(self, *args, **kwargs):
        result = Context().run(super().invoke, *args, **kwargs)
        read_afresh()
        return result


def guarded(real, host_of):
    """Return a function of the network that fails the test when it asks for a foreign host."""

    def guard(*args, **kwargs):
        host = host_of(*args, **kwargs)
        if host and not is_ours(host):
            pytest.fail(f"This test tried to reach {host}.")
        return real(*args, **kwargs)

    return guard


def is_ours(host):
    name = host.decode() if isinstance(host, bytes) else str(host)
    return name in LOOPBACK


def addressed(_socket, *args, **_kwargs):
    """Return the host that a method of a socket is to reach; None on a path in the file system."""
    return args[-1][0] if args and isinstance(args[-1], tuple) else None


def looked_up(host, *_args, **_kwargs):
    """Return the name that somebody has to be asked for; None for an address in numbers."""
    try:
        ip_address(host.decode() if isinstance(host, bytes) else host or "127.0.0.1")
    except ValueError:
        return host
    return None


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Let tests, and what they share, talk to servers of their own and to nobody else."""
    with pytest.MonkeyPatch.context() as session:
        for name in ("connect", "connect_ex", "sendto"):
            session.setattr(socket.socket, name, guarded(getattr(socket.socket, name), addressed))
        for name in ("getaddrinfo", "gethostbyname"):
            session.setattr(socket, name, guarded(getattr(socket, name), looked_up))
        yield


def defaults(folder: Path):
    """Return every setting as it is when the environment names the data folder and nothing else."""
    with patch.dict(environ, {"REGISTRY_DATA": str(folder)}, clear=True):
        found = run_path(str(HERE / "config.py"))
    return {name: value for name, value in found.items() if name.isupper()}


def unmade(folder: Path, address: str = "") -> Flask:
    """Return an application whose database has no tables: SQLite's in this folder, or another."""
    settings = {"TESTING": True, "SECRET_KEY": "tests", "SECURITY_PASSWORD_SALT": "tests"}
    settings["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {"argon2__memory_cost": 1024}  # in no time
    if address:
        settings["SQLALCHEMY_DATABASE_URI"] = address
    app = create_app(**defaults(folder) | settings)
    app.test_client_class = Browser
    app.test_cli_runner_class = Terminal
    return app


@contextmanager
def closing(app: Flask) -> Iterator[Flask]:
    """Leave no connection of the application open."""
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def made(folder: Path, address: str = "") -> Iterator[Flask]:
    """Give an application with a migrated database; what is in that stays as it is."""
    with closing(unmade(folder, address)) as app:
        with app.app_context():
            upgrade()
        yield app


@pytest.fixture(scope="session")
def engine(request):
    """The name of the engine that a test runs on."""
    return request.param


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """The PostgreSQL of this run, started by the first test that needs it."""
    try:
        started = Cluster(tmp_path_factory.mktemp("cluster"), {"autovacuum": "off"}).start()
    except RuntimeError as error:
        pytest.exit(str(error), returncode=1)
    with started:
        yield started


@pytest.fixture(scope="session")
def migrated(cluster, tmp_path_factory):
    """The name of a database with empty tables, from which others are copied in no time."""
    address = cluster.create("migrated")
    with made(tmp_path_factory.mktemp("migrated"), address):
        return "migrated"


@pytest.fixture(scope="session")
def database(request, engine):
    """Make a database with empty tables on the engine; return its address, empty for SQLite."""
    if engine == "sqlite":
        return lambda _name: ""
    template = request.getfixturevalue("migrated")
    # Another worker's tests may come back to an engine that was left: then all is made anew.
    numbers = request.getfixturevalue("database_numbers")
    made = request.getfixturevalue("cluster").create
    return lambda name: made(f"{name}_{next(numbers)}", template)


@pytest.fixture(scope="session")
def database_numbers():
    return count(1)


@pytest.fixture(scope="session")
def whole_app(database, tmp_path_factory):
    with made(tmp_path_factory.mktemp("registry"), database("registry")) as app:
        yield app


@pytest.fixture(scope="session")
def country(database, tmp_path_factory):
    """An application with the real data, for tests that only read."""
    with made(tmp_path_factory.mktemp("country"), database("country")) as app:
        runner = app.test_cli_runner()
        for command in ("load", "geocode-missing"):
            assert runner.invoke(args=[command]).exit_code == 0
        yield app


def emptied() -> None:
    """Delete every row, so that the next test starts from nothing, with the same numbers."""
    db.session.rollback()
    connection = db.session.connection()
    for statement in emptying(connection):
        connection.exec_driver_sql(statement)
    db.session.commit()


def emptying(connection: Connection) -> list[str]:
    """Return what empties the tables, in as few trips to the database as the engine takes."""
    tables = list(reversed(db.metadata.sorted_tables))
    deletes = [str(table.delete().compile(connection)) for table in tables]
    if connection.dialect.name == "sqlite":
        return deletes
    keys = [table.autoincrement_column for table in tables]
    sequence = """pg_get_serial_sequence('"{0.table.name}"', '{0.name}')"""
    restarts = [
        f"SELECT setval({sequence.format(key)}, 1, false)" for key in keys if key is not None
    ]
    # What another connection of the test still holds shall fail the test, not hang it.
    return ["; ".join(("SET LOCAL lock_timeout = '10s'", *deletes, *restarts))]


@pytest.fixture
def app(whole_app):
    """The application with an empty database; what a test writes and sets is gone after it."""
    settings = dict(whole_app.config)
    with whole_app.app_context():
        yield whole_app
        emptied()
    whole_app.config.clear()
    whole_app.config.update(settings)


@pytest.fixture
def client(app):
    return app.test_client()
