"""Pages are read from a replica, except by whoever has just changed something."""

from time import sleep

import psycopg
import pytest
from sqlalchemy import func, select, text

from registry import replica
from registry.db import db
from registry.facilities.models import Organisation
from registry.search import queries
from registry.search.commands import index
from registry.search.question import Question
from tests.factories import facility
from tests.several import applications, followed

PAGE = "/en/about/data"
NAMES = "/en/test/names"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    with followed(tmp_path_factory.mktemp("replica")) as both:
        yield both


@pytest.fixture
def application(pair, tmp_path):
    """Make applications that read from the standby."""
    for server in pair:
        if server.server is None:
            server.start()
    tell(pair[1], "SELECT pg_wal_replay_resume()")
    with applications(pair[0].url("registry"), tmp_path, add_pages) as make:
        yield lambda **more: make(**{"DATABASE_REPLICA_URL": pair[1].url("registry")} | more)


def add_pages(app):
    """Add a page that lists organisations, one that adds one, and one that says who answers."""

    @app.route(NAMES)
    def names():
        return ",".join(db.session.scalars(select(Organisation.key).order_by(Organisation.id)))

    @app.post("/en/test/add/<name>")
    def add(name):
        held = db.session.scalar(select(func.count(Organisation.id)))
        db.session.add(Organisation(key=f"{name}{held}", names={"en": name}))
        db.session.commit()
        return "added"

    @app.get("/en/test/found")
    def found():
        return str(queries.find(Question()).total)

    @app.post("/en/test/found")
    def more():
        index([facility()])
        db.session.commit()
        return "added"

    @app.route("/en/test/standby", methods=["GET", "POST"])
    def standby():
        return str(db.session.scalar(text("SELECT pg_is_in_recovery()")))


def tell(server, statement):
    with psycopg.connect(
        server.url("registry").replace("+psycopg", ""), autocommit=True
    ) as connection:
        return connection.execute(statement).fetchone()[0]


def caught_up(primary, standby):
    """Wait until the standby has what the primary has."""
    written = tell(primary, "SELECT pg_current_wal_lsn()")
    while not tell(standby, f"SELECT pg_last_wal_replay_lsn() >= '{written}'"):
        sleep(0.02)


def names(client):
    return client.get(NAMES).get_data(as_text=True).split(",")


def test_reads_go_to_the_replica_and_changes_to_the_primary(application):
    app = application()

    assert app.test_client().get("/en/test/standby").text == "True"
    assert app.test_client().post("/en/test/standby").text == "False"
    with app.app_context():
        assert not db.session.scalar(text("SELECT pg_is_in_recovery()"))
        assert db.session.get_bind() is db.engine


def test_who_changes_something_sees_it_at_once_and_others_when_it_has_come(application, pair):
    app = application()
    writer, other = app.test_client(), app.test_client()
    before = names(other)
    tell(pair[1], "SELECT pg_wal_replay_pause()")

    assert writer.post("/en/test/add/mine").status_code == 200

    assert any(name.startswith("mine") for name in names(writer))
    assert names(other) == before
    tell(pair[1], "SELECT pg_wal_replay_resume()")
    caught_up(*pair)
    assert names(other) == names(writer) != before


def test_each_searches_in_the_index_of_the_server_that_answers(application, pair):
    app = application()
    writer, other = app.test_client(), app.test_client()
    writer.post("/en/test/found")
    caught_up(*pair)
    before = int(other.get("/en/test/found").text)
    tell(pair[1], "SELECT pg_wal_replay_pause()")

    assert writer.post("/en/test/found").status_code == 200

    for _time in range(2):
        assert int(writer.get("/en/test/found").text) == before + 1
        assert int(other.get("/en/test/found").text) == before
    tell(pair[1], "SELECT pg_wal_replay_resume()")
    caught_up(*pair)
    assert int(other.get("/en/test/found").text) == before + 1


def test_after_a_while_the_writer_reads_from_the_replica_again(application):
    client = application(DATABASE_REPLICA_LAG_S=7).test_client()

    answer = client.post("/en/test/add/one")

    assert answer.status_code == 200
    assert client.get_cookie(replica.COOKIE).max_age == 7
    assert client.get("/en/test/standby").text == "False"
    client.delete_cookie(replica.COOKIE)  # as a browser does then
    assert client.get("/en/test/standby").text == "True"


def test_a_change_that_is_refused_turns_nobody_to_the_primary(application):
    client = application().test_client()

    assert client.post("/en/nowhere").status_code == 404

    assert client.get("/en/test/standby").text == "True"


def test_without_a_replica_no_cookie_is_set(application):
    client = application(DATABASE_REPLICA_URL="").test_client()

    answer = client.post("/en/test/add/two")

    assert answer.status_code == 200
    assert replica.COOKIE not in answer.headers.get("Set-Cookie", "")


def test_while_the_replica_is_away_the_primary_is_read(application, pair, monkeypatch, caplog):
    monkeypatch.setattr(replica, "REST_S", 0.5)
    client = application().test_client()
    assert client.get("/en/test/standby").text == "True"
    pair[1].stop()

    answers = [client.get("/en/test/standby").text for _time in range(3)]

    assert answers == ["False"] * 3
    warnings = [one for one in caplog.messages if one.startswith("The replica failed")]
    assert len(warnings) == 1
    pair[1].start()
    sleep(0.6)
    assert client.get("/en/test/standby").text == "True"


def test_while_the_primary_is_away_pages_are_read_and_changes_wait(application, pair):
    client = application(DATABASE_RETRY_S=0).test_client()
    pair[0].stop()

    assert client.get(PAGE).status_code == 200
    assert client.get("/healthz").status_code == 503
    assert client.post("/en/test/add/three").status_code == 503
    assert client.get(PAGE).status_code == 200
    pair[0].start()
    assert client.get("/healthz").status_code == 200
    assert client.post("/en/test/add/three").status_code == 200
