"""A standby takes over from the primary, and who reads meanwhile notices nothing."""

from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from threading import Event, Timer
from time import sleep

import pytest
from sqlalchemy import text

from registry.db import db
from registry.facilities.models import Organisation
from tests.several import applications, followed

PAGE = "/en/about/data"


@pytest.fixture
def pair(tmp_path):
    with followed(tmp_path) as both:
        yield both


@pytest.fixture
def application(pair, tmp_path):
    """Make applications that know both servers and want the one that takes changes."""
    hosts = ",".join(f"127.0.0.1:{one.port}" for one in pair)
    address = f"postgresql://postgres:{pair[0].password}@{hosts}/registry"
    both = f"{address}?target_session_attrs=read-write"
    with applications(both, tmp_path, add_pages) as make:
        yield make


def add_pages(app):
    @app.post("/en/test/organisation")
    def organisation():
        db.session.add(Organisation(key=token_hex(), names={"en": "One"}))
        db.session.commit()
        return "added"


def test_reads_during_a_failover_are_answered(application, pair):
    primary, standby = pair
    app = application()
    assert app.test_client().post("/en/test/organisation").status_code == 200
    over = Event()

    def read():
        client, answers = app.test_client(), []
        while not over.is_set():
            answers.append(client.get(PAGE).status_code)
            sleep(0.01)
        return answers

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _reader in range(4)]
        sleep(0.2)
        primary.stop("immediate")
        sleep(0.3)
        standby.promote()
        sleep(0.5)
        over.set()

    answers = [answer for reader in readers for answer in reader.result()]
    assert len(answers) > 20
    assert set(answers) == {200}
    assert app.test_client().post("/en/test/organisation").status_code == 200


def test_a_change_waits_for_a_primary_to_connect_to(application, pair):
    primary, standby = pair
    app = application()
    primary.stop()  # before the first connection is made
    switch = Timer(0.3, standby.promote)
    switch.start()

    answer = app.test_client().post("/en/test/organisation")

    switch.join()
    assert answer.status_code == 200


def test_a_standby_is_read_and_its_changes_are_told_to_wait(pair, tmp_path):
    _primary, standby = pair
    with applications(standby.url("registry"), tmp_path, add_pages) as make:
        app = make()
        client = app.test_client()
        assert client.get(PAGE).status_code == 200

        answer = client.post("/en/test/organisation")

        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        standby.promote()
        assert client.post("/en/test/organisation").status_code == 200
        with app.app_context():
            assert not db.session.scalar(text("SELECT pg_is_in_recovery()"))
