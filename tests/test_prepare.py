import socket
from threading import Thread

import pytest

from registry.terminal import create_app
from scripts.prepare import LOAD, LOCATE, alone, alone_on_server, commands, is_free, main, shown
from tests.cluster import free_port
from tests.conftest import defaults

GAZETTEER = {"name": "gazetteer"}
OUTSIDE = {"name": "nominatim"}


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_port_is_free_until_somebody_listens(host):
    family, kind, _protocol, _name, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[
        0
    ]
    with socket.socket(family, kind) as other:
        other.bind(address)
        port = other.getsockname()[1]
        other.listen()

        assert not is_free(host, port)

    assert is_free(host, port)


def test_an_address_that_is_not_ours_is_not_free():
    assert not is_free("192.0.2.1", 8000)


def test_addresses_are_shown_as_browsers_write_them():
    assert shown("127.0.0.1", 80) == "127.0.0.1:80"
    assert shown("::1", 80) == "[::1]:80"


@pytest.mark.parametrize("geocoders", [[GAZETTEER, OUTSIDE], [OUTSIDE], [], ["nonsense"]])
def test_nobody_outside_is_asked_before_serving(geocoders):
    assert commands(geocoders) == LOAD


def test_the_gazetteer_is_asked_before_serving():
    assert commands([GAZETTEER]) == (*LOAD, LOCATE)


def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path, monkeypatch):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # nobody listens there
        monkeypatch.setattr("sys.argv", ["prepare", "127.0.0.1", str(free_port())])
        away = f"postgresql://me:secret@127.0.0.1:{held.getsockname()[1]}/registry"
        settings = defaults(tmp_path) | {"SQLALCHEMY_DATABASE_URI": away, "DATABASE_RETRY_S": 0}
        monkeypatch.setattr("scripts.prepare.create_app", lambda: create_app(**settings))

        with pytest.raises(SystemExit, match=r"^The database cannot be reached") as end:
            main()

    assert "secret" not in str(end.value)


def in_turns(alone):
    """Return who was told when a second prepares while a first still does."""
    told = []

    def prepare():
        with alone():
            told.append("second")

    with alone():
        second = Thread(target=prepare, daemon=True)
        second.start()
        second.join(0.5)
        told.append("first")
    second.join(10)
    return told


def test_two_who_prepare_one_folder_take_turns(tmp_path):
    assert in_turns(lambda: alone(tmp_path / "data")) == ["first", "second"]


@pytest.mark.only_on("postgresql")
def test_two_machines_that_prepare_one_database_take_turns(app):
    assert in_turns(lambda: alone_on_server(app)) == ["first", "second"]


@pytest.mark.only_on("sqlite")
def test_on_a_file_the_folder_is_enough(app):
    with alone_on_server(app), alone_on_server(app):
        pass
