"""What every test may rely on: an application, an empty database, and no network."""

import socket
from contextvars import Context
from pathlib import Path

import pytest
from flask import has_app_context
from flask.testing import FlaskClient, FlaskCliRunner
from flask_migrate import upgrade

from registry import create_app
from registry.db import db
from registry.search.queries import sqlite

PACK = Path(__file__).parents[1] / "registry" / "packs" / "kz"
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


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Let tests talk to servers of their own and to nobody else."""
    real = socket.socket.connect

    def connect(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            pytest.fail(f"This test tried to reach {address[0]}.")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


def made(folder: Path):
    """Return an application with a migrated, empty database in this folder."""
    app = create_app(
        TESTING=True,
        SECRET_KEY="tests",
        SECURITY_PASSWORD_SALT="tests",
        REGISTRY_DATA=folder,
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/registry.db",
    )
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
