"""What every test may rely on: an application, an empty database, and no network."""

import socket
from contextvars import Context
from ipaddress import ip_address
from os import environ
from pathlib import Path
from runpy import run_path
from unittest.mock import patch

import pytest
from flask import has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from flask_migrate import upgrade

from registry import create_app
from registry.db import db
from registry.search.queries import sqlite

HERE = Path(__file__).parents[1]
PACK = HERE / "registry" / "packs" / "kz"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def read_afresh() -> None:
    """Let the test see what a request or a command has written."""
    if has_app_context():
        db.session.expire_all()


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


def made(folder: Path):
    """Return an application with a migrated, empty database in this folder."""
    settings = {"TESTING": True, "SECRET_KEY": "tests", "SECURITY_PASSWORD_SALT": "tests"}
    app = create_app(**defaults(folder) | settings)
    app.test_client_class = Browser
    app.test_cli_runner_class = Terminal
    with app.app_context():
        upgrade()
    return app


@pytest.fixture(scope="session")
def whole_app(tmp_path_factory):
    return made(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="session")
def country(tmp_path_factory):
    """An application with the real data, for tests that only read."""
    app = made(tmp_path_factory.mktemp("country"))
    runner = app.test_cli_runner()
    for command in ("load", "geocode-missing"):
        assert runner.invoke(args=[command]).exit_code == 0
    return app


def emptied() -> None:
    """Delete every row, so that the next test starts from nothing."""
    db.session.rollback()
    connection = db.session.connection()
    for table in reversed(db.metadata.sorted_tables):
        connection.execute(table.delete())
    for statement in EMPTYING:
        connection.exec_driver_sql(statement)
    db.session.commit()


EMPTYING = sqlite.EMPTYING


@pytest.fixture
def app(whole_app):
    """The application with an empty database; what a test writes is gone after it."""
    with whole_app.app_context():
        yield whole_app
        emptied()


@pytest.fixture
def client(app):
    return app.test_client()
