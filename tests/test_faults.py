"""The database goes away, is full, or takes too long; visitors are told, and it passes by itself.

The addresses under /en/test are made for these tests: they do what a page may do, at the wrong
moment.
"""

import threading
from secrets import token_hex
from time import monotonic, sleep

import pytest
from flask import jsonify
from sqlalchemy import event, text
from sqlalchemy.exc import InvalidatePoolError

from registry.db import db
from registry.facilities.models import Organisation
from registry.faults import DatabaseError
from tests.cluster import Cluster
from tests.conftest import made
from tests.several import applications

PAGE = "/en/about/data"
SENTENCES = {
    "kk": "Тізілім қазір өз деректеріне қол жеткізе алмай тұр.",
    "ru": "Реестр сейчас не может получить доступ к своим данным.",
    "en": "The registry cannot get at its data just now.",
    "fr": "Le registre n’a pas accès à ses données pour le moment.",
}
COUNTED = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT {} FROM n"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL that may be stopped, with the tables of the registry in `registry`."""
    with Cluster(tmp_path_factory.mktemp("faulty")) as cluster:
        with made(tmp_path_factory.mktemp("migrated"), cluster.create("registry")):
            pass
        yield cluster


@pytest.fixture
def application(server, tmp_path):
    """Make applications on that server, with settings of their own."""
    if server.server is None:
        server.start()
    with applications(server.url("registry"), tmp_path, add_pages) as make:
        yield make


@pytest.fixture
def embedded(tmp_path):
    """Make applications on one file of SQLite, with settings of their own."""
    with made(tmp_path):
        pass
    with applications(f"sqlite:///{tmp_path}/registry.db", tmp_path, add_pages) as make:
        yield make


def add_pages(app):
    """Add pages that lose their connection at once, that take long, and that hold on to it."""
    app.asked = []
    app.gate = threading.Event()

    @app.route("/en/test/lost", methods=["GET", "POST"])
    def lost():
        app.asked.append(db.session.scalar(text("SELECT pg_backend_pid()")))
        if len(app.asked) == 1:
            with db.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": app.asked[0]})
        return str(db.session.scalar(text("SELECT 1")))

    @app.get("/en/test/ended")
    def ended():
        pid = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        return "done"

    @app.get("/en/test/long")
    def long():
        return str(db.session.scalar(text(COUNTED.format(30_000_000, "count(*)"))))

    @app.get("/en/test/slow")
    def slow():
        return str(db.session.scalar(text("SELECT pg_sleep(5)")))

    @app.get("/en/test/held")
    def held():
        db.session.scalar(text("SELECT 1"))
        app.asked.append("held")
        app.gate.wait(5)
        return "held"

    @app.post("/en/test/organisation")
    def organisation():
        db.session.add(Organisation(key=token_hex(), names={"en": "One"}))
        db.session.commit()
        return jsonify(ok=True)

    @app.get("/en/test/mistake")
    def mistake():
        return str(db.session.scalar(text("SELECT nothing FROM nowhere")))


def seconds(ask):
    start = monotonic()
    ask()
    return monotonic() - start


def is_told(response, lang="en"):
    """Tell whether an answer says that the data are out of reach, and for how long to wait."""
    said = SENTENCES[lang] in response.get_data(as_text=True)
    return response.status_code == 503 and int(response.headers["Retry-After"]) > 0 and said


def test_a_restart_between_two_requests_is_not_noticed(application, server):
    client = application().test_client()
    assert client.get(PAGE).status_code == 200

    server.restart()

    assert client.get("/healthz").status_code == 200
    assert client.get(PAGE).status_code == 200


def test_after_a_restart_a_change_goes_through_at_once(application, server):
    client = application().test_client()
    assert client.get(PAGE).status_code == 200

    server.restart()
    answer = client.post("/en/test/organisation")

    assert answer.status_code == 200


def test_a_server_that_is_away_is_told_in_the_language_of_the_reader(application, server):
    client = application(DATABASE_RETRY_S=0).test_client()
    client.get(PAGE)
    server.stop()

    for lang in SENTENCES:
        page = client.get(f"/{lang}/about/data")
        assert is_told(page, lang)
        assert f'<html lang="{lang}">' in page.get_data(as_text=True)
    answer = client.get("/en/points.json?view=40,50,60,90&zoom=3")
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["title"].startswith(SENTENCES["en"])
    assert answer.headers["Retry-After"]
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()) == (503, {"status": "failing"})

    server.start()

    assert client.get(PAGE).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_a_read_waits_for_a_server_that_comes_back_soon(application, server):
    client = application().test_client()
    client.get(PAGE)
    server.stop()
    back = threading.Timer(0.3, server.start)
    back.start()

    answer = client.get(PAGE)

    back.join()
    assert answer.status_code == 200


def test_nobody_waits_for_a_server_that_has_been_away_for_long(application, server):
    client = application(DATABASE_RETRY_S=0.5).test_client()
    client.get(PAGE)
    server.stop()

    first = seconds(lambda: client.get(PAGE))
    later = seconds(lambda: client.get(PAGE))

    assert 0.2 < first < 2
    assert later < 0.2


def test_a_server_that_takes_connections_and_ends_them_is_told(application):
    app = application()
    ended = []

    def end(connection, *_rest):
        ended.append(connection.close())
        raise InvalidatePoolError

    with app.app_context():
        event.listen(db.engine, "checkout", end)

        answer = app.test_client().get(PAGE)

        event.remove(db.engine, "checkout", end)
    assert is_told(answer)
    assert len(ended) > 2
    assert app.test_client().get(PAGE).status_code == 200


def test_a_read_that_loses_its_connection_is_answered_all_the_same(application):
    app = application()

    answer = app.test_client().get("/en/test/lost")

    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "1")
    assert len(set(app.asked)) == 2


def test_a_change_that_loses_its_connection_is_not_tried_twice(application):
    app = application()
    client = app.test_client()

    answer = client.post("/en/test/lost")

    assert is_told(answer)
    assert len(app.asked) == 1
    assert client.post("/en/test/lost").status_code == 200


def test_a_connection_that_is_lost_after_the_answer_was_made_spoils_nothing(application):
    client = application(DATABASE_POOL_SIZE=2).test_client()

    answers = [client.get("/en/test/ended") for _time in range(5)]

    assert [answer.get_data(as_text=True) for answer in answers] == ["done"] * 5
    assert client.get(PAGE).status_code == 200


def test_a_full_pool_makes_requests_wait_for_their_turn(application):
    app = application(DATABASE_POOL_SIZE=1)
    holder = threading.Thread(target=app.test_client().get, args=["/en/test/held"])
    holder.start()
    while not app.asked:
        sleep(0.01)
    threading.Timer(0.3, app.gate.set).start()

    answer = app.test_client().get(PAGE)

    assert app.gate.is_set()
    assert answer.status_code == 200
    holder.join()


def test_a_pool_that_stays_full_is_told_after_a_bounded_time(application):
    app = application(DATABASE_POOL_SIZE=1, DATABASE_POOL_WAIT_S=1)
    holder = threading.Thread(target=app.test_client().get, args=["/en/test/held"])
    holder.start()
    while not app.asked:
        sleep(0.01)

    start = monotonic()
    answer = app.test_client().get(PAGE)
    waited = monotonic() - start

    app.gate.set()
    holder.join()
    assert is_told(answer)
    assert 1 <= waited < 2
    assert app.test_client().get(PAGE).status_code == 200


@pytest.mark.parametrize("page", ["/en/test/slow", "/en/test/long"])
def test_a_statement_of_a_page_is_cut_off(application, page):
    client = application(DATABASE_STATEMENT_TIMEOUT_S=0.2).test_client()

    start = monotonic()
    answer = client.get(page)

    assert is_told(answer)
    assert monotonic() - start < 2
    assert client.get(PAGE).status_code == 200


def test_a_command_may_take_its_time(application):
    app = application(DATABASE_STATEMENT_TIMEOUT_S=0.1, DATABASE_LOCK_TIMEOUT_S=0.1)
    limits = "SELECT current_setting(name) FROM unnest(ARRAY['statement_timeout', 'lock_timeout',"
    limits += " 'idle_in_transaction_session_timeout']) AS name"

    with app.app_context():
        db.session.execute(text("SELECT pg_sleep(0.3)"))
        assert set(db.session.scalars(text(limits))) == {"0"}
        db.session.remove()

    with app.test_request_context():
        assert list(db.session.scalars(text(limits))) == ["100ms", "100ms", "1min"]


def test_a_session_is_in_utc_and_says_who_it_is(application):
    with application().app_context():
        zone = db.session.scalar(text("SHOW timezone"))
        name = db.session.scalar(text("SHOW application_name"))

    assert (zone, name) == ("UTC", "registry")


def test_a_change_that_waits_too_long_for_another_is_told(application):
    app = application(DATABASE_LOCK_TIMEOUT_S=0.2)
    with app.app_context(), db.engine.begin() as other:
        other.execute(text("LOCK TABLE organisation"))

        answer = app.test_client().post("/en/test/organisation")

    assert is_told(answer)


def test_a_mistake_of_ours_is_not_put_down_to_the_database(application, embedded):
    for make in (application, embedded):
        client = make().test_client()

        answer = client.get("/en/test/mistake")

        assert answer.status_code == 500
        assert "Retry-After" not in answer.headers


def test_a_command_says_in_a_sentence_that_the_server_is_away(application, server):
    app = application(DATABASE_RETRY_S=0)
    server.stop()

    result = app.test_cli_runner().invoke(args=["load"])

    assert result.exit_code == 1
    assert SENTENCES["en"] in result.output
    assert "Traceback" not in result.output


def test_sqlite_cuts_off_a_statement_of_a_page(embedded):
    client = embedded(DATABASE_STATEMENT_TIMEOUT_S=0.2).test_client()

    start = monotonic()
    answer = client.get("/en/test/long")

    assert is_told(answer)
    assert monotonic() - start < 2
    assert client.get(PAGE).status_code == 200


def test_sqlite_lets_a_command_take_its_time(embedded):
    some = COUNTED.format(200_000, "count(*)")

    with embedded(DATABASE_STATEMENT_TIMEOUT_S=0.01).app_context():
        count = db.session.scalar(text(some))

    assert count == 200_000


def test_sqlite_reads_a_streamed_result_at_the_pace_of_its_reader(embedded):
    some = COUNTED.format(200_000, "i")
    with embedded(DATABASE_STATEMENT_TIMEOUT_S=0.01).test_request_context():
        found = db.session.execute(text(some).execution_options(yield_per=10_000))

        assert sum(map(len, found.partitions())) == 200_000

        with pytest.raises(DatabaseError):
            db.session.execute(text(some)).all()


def test_a_command_waits_for_its_turn_to_write_to_sqlite(embedded):
    with embedded(DATABASE_LOCK_TIMEOUT_S=0.05).app_context():
        other = db.engine.connect()
        other.exec_driver_sql("DELETE FROM organisation")
        over = threading.Timer(0.3, other.commit)
        over.start()

        db.session.add(Organisation(key="one", names={}))
        db.session.commit()

        over.join()
        other.close()
        assert db.session.query(Organisation).count() == 1


def test_a_savepoint_of_sqlite_reads_what_nobody_can_change_before_it_writes(embedded):
    with embedded().app_context(), db.engine.connect() as other:
        other.exec_driver_sql("PRAGMA busy_timeout = 0")
        with db.session.begin_nested():
            assert db.session.query(Organisation).count() == 0

            with pytest.raises(DatabaseError, match="locked"):
                other.exec_driver_sql("INSERT INTO organisation (key) VALUES ('other')")

            db.session.add(Organisation(key="one", names={}))
        db.session.commit()


def test_a_change_that_waits_too_long_for_sqlite_is_told(embedded):
    app = embedded(DATABASE_LOCK_TIMEOUT_S=0.2)
    with app.app_context(), db.engine.begin() as other:
        other.exec_driver_sql("DELETE FROM organisation")

        assert app.test_client().get(PAGE).status_code == 200
        answer = app.test_client().post("/en/test/organisation")

    assert is_told(answer)
    assert app.test_client().post("/en/test/organisation").status_code == 200


def test_a_server_that_takes_no_changes_any_more_is_given_up(application):
    app = application(DATABASE_POOL_SIZE=1)
    client = app.test_client()
    with app.app_context():
        db.session.execute(text("SET default_transaction_read_only = on"))
        db.session.commit()

    answer = client.post("/en/test/organisation")

    assert is_told(answer)
    assert client.post("/en/test/organisation").status_code == 200


def test_a_file_of_sqlite_that_is_away_is_told(embedded, tmp_path):
    app = embedded()
    (tmp_path / "registry.db").rename(tmp_path / "elsewhere.db")
    (tmp_path / "registry.db").mkdir()

    assert is_told(app.test_client().get(PAGE))
    assert app.test_client().get("/healthz").status_code == 503
