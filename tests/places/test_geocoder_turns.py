"""All workers together call one at a time."""

import subprocess
import sys
from itertools import pairwise
from threading import Thread
from types import SimpleNamespace

import pytest

from registry.db import db
from registry.errors import Unavailable
from registry.places import geocoder_state, geocoder_turns
from registry.places.geocoder import find
from tests.places.door import DAY_S, NOW


def test_calls_lie_an_interval_apart(door, server, time):
    find("ул. Абая, 1", "KZ-10", "Семей", watch=time.watch)
    find("ул. Абая, 2", "KZ-10", "Семей", watch=time.watch)

    assert sum(time.slept) == pytest.approx(1, abs=0.01)


def lease(time, key="nominatim"):
    return geocoder_turns.take(key, time.watch)


def test_a_worker_that_died_in_its_turn_holds_up_the_others_for_its_lease_only(door, time):
    lease(time)

    lease(time)

    assert sum(time.slept) == pytest.approx(2 * 5 + 1, abs=0.5)


def test_who_ends_a_turn_that_others_have_taken_over_leaves_theirs_alone(door, time):
    first = lease(time)
    second = lease(time)

    geocoder_turns.end("nominatim", first, time.watch)

    assert geocoder_state.standing("nominatim").next_call_at == second


def test_a_turn_that_the_database_gave_too_late_is_not_used(door, monkeypatch, time):
    real, delays = geocoder_state.take_turn, [8.0, 0.0]

    def late(key, now, lease):
        time.moment += delays.pop(0)
        return real(key, now, lease)

    monkeypatch.setattr(geocoder_state, "take_turn", late)

    assert lease(time) - NOW == pytest.approx(8 + 2 * 5 + 1)


def test_nobody_waits_for_ever(door, time):
    geocoder_state.meet("nominatim")
    geocoder_state.give_back("nominatim", 0.0, NOW + DAY_S)

    with pytest.raises(Unavailable, match="Too many others"):
        lease(time)


def test_a_locked_database_is_a_sentence(door, monkeypatch):
    engine = db.engine
    with engine.connect() as other, pytest.raises(Unavailable, match="busy"):
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        geocoder_state.meet("new")


def assert_apart(calls, interval_s):
    for before, after in pairwise(sorted(calls, key=lambda call: call.start)):
        assert after.start - before.end >= interval_s


def test_threads_take_turns(door, server, monkeypatch):
    monkeypatch.setitem(door.config, "GEOCODER_INTERVAL_S", 0.05)
    monkeypatch.setattr(geocoder_turns, "POLL_S", 0.005)
    server.work_s = 0.02
    failures = []

    def work(street):
        with door.app_context():
            for number in range(4):
                try:
                    find(f"ул. {street}, {number}", "KZ-10", "Семей")
                except Exception as error:  # noqa: BLE001 - a thread has to tell the test
                    failures.append(error)

    threads = [Thread(target=work, args=(street,)) for street in ("Абая", "Ленина")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(server.calls) >= 8
    assert_apart(server.calls, 0.05)


WORKER = """
import sys
from pathlib import Path
from registry import create_app
from registry.places.geocoder_turns import WATCH, end, take

app = create_app(
    SECRET_KEY="tests",
    SECURITY_PASSWORD_SALT="tests",
    REGISTRY_DATA=Path(sys.argv[1]).parent,
    SQLALCHEMY_DATABASE_URI=f"sqlite:///{sys.argv[1]}",
    GEOCODER_INTERVAL_S=0.05,
)
with app.app_context():
    for _turn in range(5):
        lease = take("nominatim", WATCH)
        start = WATCH.now()
        WATCH.sleep(0.01)
        print(start, WATCH.now())
        end("nominatim", lease, WATCH)
"""


def test_processes_take_turns(door, monkeypatch):
    command = [sys.executable, "-c", WORKER, db.engine.url.database]
    workers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        for _worker in range(2)
    ]

    lines = [line for worker in workers for line in worker.communicate()[0].splitlines()]

    calls = [SimpleNamespace(start=float(s), end=float(e)) for s, e in map(str.split, lines)]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert len(calls) == 10
    assert_apart(calls, 0.05)
