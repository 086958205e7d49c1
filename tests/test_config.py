import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from config import kept
from registry import create_app
from registry.database_url import address
from registry.db import options
from tests.conftest import defaults, made

HERE = Path(__file__).parents[1]
SHOW = (
    "import sys; sys.stdin.read(); from config import SECRET_KEY, SECURITY_PASSWORD_SALT;"
    "print(SECRET_KEY, SECURITY_PASSWORD_SALT)"
)


def test_processes_that_start_together_keep_one_key_and_one_salt(tmp_path):
    folder = tmp_path / "data"
    environment = {"PATH": os.environ["PATH"], "REGISTRY_DATA": str(folder)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, "-c", SHOW]
    started = [
        subprocess.Popen(command, cwd=HERE, env=environment, text=True, **pipes)  # noqa: S603
        for _ in range(8)
    ]
    for process in started:
        process.stdin.close()  # all of them wait for this, so that none is early
        process.stdin = None

    said = {process.communicate()[0] for process in started}

    assert len(said) == 1
    key, salt = said.pop().split()
    assert len(key) >= 64 and len(salt) >= 64
    assert key != salt
    files = list(folder.iterdir())
    assert {file.name for file in files} == {"secret_key", "password_salt"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_secret_is_made_once(tmp_path):
    path = tmp_path / "key"

    assert kept(path) == kept(path) == path.read_text()


def test_of_two_who_make_a_secret_at_once_the_first_wins(tmp_path, monkeypatch):
    path = tmp_path / "key"

    def other(_length):
        path.write_text("the first")
        return "the second"

    monkeypatch.setattr("config.secrets.token_urlsafe", other)

    assert kept(path) == "the first"
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_secret_is_refused(tmp_path):
    (tmp_path / "key").write_text("\n")

    with pytest.raises(SystemExit, match=r"key is empty"):
        kept(tmp_path / "key")


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("sqlite:////data/registry.db", "sqlite:////data/registry.db"),
        ("postgresql://me:p%40ss@db/reg", "postgresql+psycopg://me:p%40ss@db/reg"),
        ("postgres://me@db:6000/reg", "postgresql+psycopg://me@db:6000/reg"),
        ("postgresql+psycopg://me@[::1]:6000/reg", "postgresql+psycopg://me@[::1]:6000/reg"),
        ("postgresql://me@/reg?host=/run/pg", "postgresql+psycopg://me@/reg?host=%2Frun%2Fpg"),
        (
            "postgresql://me:s@one:5432,two:5433/reg?target_session_attrs=read-write",
            "postgresql+psycopg://me:s@/reg"
            "?host=one%2Ctwo&port=5432%2C5433&target_session_attrs=read-write",
        ),
    ],
)
def test_an_address_is_taken_as_libpq_writes_it(given, taken):
    found = address(given)

    assert found.render_as_string(hide_password=False) == taken
    assert address(found) is found


def test_several_hosts_reach_the_driver():
    url = address("postgresql://me@[::1]:5432,two:5433/reg?target_session_attrs=read-write")

    said = create_engine(url).dialect.create_connect_args(url)[1]

    assert (said["host"], said["port"]) == ("::1,two", "5432,5433")
    assert said["target_session_attrs"] == "read-write"


def test_what_an_address_says_of_the_connection_goes_before_our_settings(tmp_path):
    url = address("postgresql://db/reg?application_name=two&options=-c%20jit%3Don")

    told = options(url, defaults(tmp_path) | {"DATABASE_STATEMENT_TIMEOUT_S": 1.5})["connect_args"]

    assert "application_name" not in told
    assert told["options"].startswith("-c statement_timeout=1500 ")
    assert told["options"].endswith(" -c jit=on")  # the last word counts


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("mysql+pymysql://x:secret@host/y", "names mysql: the registry runs on SQLite and Postgre"),
        ("postgresql+asyncpg://x:secret@host/y", "PostgreSQL is reached by psycopg alone"),
        ("postgresql://x:secret@host:port/y", "cannot be read: an address is written as"),
        ("postgresql://x:secret@host/y?nonsense=1", "cannot be read: an address is written as"),
        ("x:secret", "cannot be read: an address is written as"),
        ("secret", "cannot be read: an address is written as"),
    ],
)
def test_an_address_of_no_use_is_refused_in_a_sentence(given, sentence):
    with pytest.raises(SystemExit, match=r"^DATABASE_URL .+") as refusal:
        create_app(SQLALCHEMY_DATABASE_URI=given)

    assert sentence in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_the_application_under_test_does_not_follow_the_environment(tmp_path, monkeypatch):
    monkeypatch.setattr("config.PUBLIC_URL", "https://example.org")  # as config.py has read it
    monkeypatch.setenv("GEOCODERS", '[{"name": "nominatim"}]')

    with made(tmp_path) as app:
        pass

    assert app.config["PUBLIC_URL"] == ""
    assert app.config["GEOCODERS"] == [{"name": "gazetteer"}]
    assert str(app.config["SQLALCHEMY_DATABASE_URI"]) == f"sqlite:///{tmp_path}/registry.db"


def over(kind, call):
    with socket.socket(socket.AF_INET, kind) as one:
        call(one)


@pytest.mark.parametrize(
    "reach",
    [
        lambda: over(socket.SOCK_STREAM, lambda one: one.connect(("192.0.2.1", 80))),
        lambda: over(socket.SOCK_STREAM, lambda one: one.connect_ex(("192.0.2.1", 80))),
        lambda: over(socket.SOCK_DGRAM, lambda one: one.sendto(b"", ("192.0.2.1", 53))),
        lambda: over(socket.SOCK_DGRAM, lambda one: one.sendto(b"", 0, ("192.0.2.1", 53))),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.gethostbyname("example.org"),
    ],
)
def test_no_test_reaches_the_network(reach):
    with pytest.raises(pytest.fail.Exception, match="tried to reach"):
        reach()
