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

pytestmark = pytest.mark.usefixtures("keeper")


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

    assert geocoder_state.store().standing("nominatim").next_call_at == second


def test_a_turn_that_the_database_gave_too_late_is_not_used(door, monkeypatch, time):
    real, delays = geocoder_state.store().take_turn, [8.0, 0.0]

    def late(key, now, lease):
        time.moment += delays.pop(0)
        return real(key, now, lease)

    monkeypatch.setattr(geocoder_state.store(), "take_turn", late)

    assert lease(time) - NOW == pytest.approx(8 + 2 * 5 + 1)


def test_nobody_waits_for_ever(door, time):
    geocoder_state.store().meet("nominatim")
    geocoder_state.store().give_back("nominatim", 0.0, NOW + DAY_S)

    with pytest.raises(Unavailable, match="Too many others"):
        lease(time)


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
from registry import create_app
from registry.places.geocoder_turns import WATCH, end, take

app = create_app()
with app.app_context():
    for _turn in range(5):
        lease = take("nominatim", WATCH)
        start = WATCH.now()
        WATCH.sleep(0.01)
        print(start, WATCH.now())
        end("nominatim", lease, WATCH)
"""


def test_processes_take_turns(door):
    environment = {
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "REDIS_URL": door.config["REDIS_URL"],
        "REGISTRY_DATA": str(door.config["REGISTRY_DATA"]),
        "SECRET_KEY": "tests",
        "SECURITY_PASSWORD_SALT": "tests",
        "GEOCODER_INTERVAL_S": "0.05",
    }
    workers = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _worker in range(3)
    ]

    lines = [line for worker in workers for line in worker.communicate()[0].splitlines()]

    calls = [SimpleNamespace(start=float(s), end=float(e)) for s, e in map(str.split, lines)]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert len(calls) == 15
    assert_apart(calls, 0.05)
