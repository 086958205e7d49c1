"""Counts are exact, whoever keeps them and however many count at once."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import sleep, time

import pytest
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from registry.db import db
from registry.limits import limiter
from registry.limits import storage as database_storage
from registry.limits.models import RateLimit


@pytest.fixture
def storage(app, keeper):
    return limiter.storage(app)


def test_hits_are_counted(storage):
    assert [storage.incr("one", 60) for _hit in range(3)] == [1, 2, 3]
    assert storage.get("one") == 3


def test_a_hit_may_count_for_several(storage):
    storage.incr("one", 60, 5)

    assert storage.incr("one", 60, 2) == 7


def test_nobody_counts_for_another(storage):
    storage.incr("one", 60)
    storage.incr("one", 60)

    assert storage.incr("other", 60) == 1
    assert storage.get("nobody") == 0


def test_a_window_ends_so_long_after_its_first_hit(storage):
    start = time()
    storage.incr("one", 60)
    sleep(0.01)
    storage.incr("one", 60)

    assert storage.get_expiry("one") == pytest.approx(start + 60, abs=1.5)


def test_after_a_window_another_begins(storage):
    storage.incr("one", 1)
    sleep(0.6)
    storage.incr("one", 1)  # which does not prolong it
    sleep(0.6)

    assert storage.get("one") == 0
    assert storage.incr("one", 1) == 1


def test_a_count_can_be_forgotten(storage):
    storage.incr("one", 60)
    storage.incr("other", 60)

    storage.clear("one")

    assert (storage.get("one"), storage.get("other")) == (0, 1)


def test_all_counts_can_be_forgotten(storage):
    storage.incr("one", 60)
    storage.incr("other", 60)

    assert storage.reset() == 2
    assert storage.get("other") == 0


def test_the_limits_of_the_library_work_on_it(storage):
    counts, limit = FixedWindowRateLimiter(storage), parse("2 per minute")

    assert [counts.hit(limit, "one") for _hit in range(3)] == [True, True, False]
    assert not counts.test(limit, "one")
    assert counts.get_window_stats(limit, "one").remaining == 0
    assert counts.test(limit, "other")


def test_it_tells_that_it_is_up(app, storage):
    assert storage.check()


def test_no_hit_of_many_threads_is_lost(app, storage):
    def hit(key):
        with app.app_context():
            return storage.incr(key, 60)

    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(hit, ["one", "other"] * 100))

    assert sorted(counted) == sorted([*range(1, 101)] * 2)


WORKER = """
import json, sys
from registry import create_app
from registry.limits.limiter import storage

app = create_app()
counts = storage(app)
with app.app_context():
    sys.stdin.read()
    print(json.dumps([counts.incr("one", 60) for _hit in range(25)]))
"""


def test_no_hit_of_many_processes_is_lost(app, storage):
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "REDIS_URL": app.config["REDIS_URL"],
        "REGISTRY_DATA": str(app.config["REGISTRY_DATA"]),
        "SECRET_KEY": "tests",
        "SECURITY_PASSWORD_SALT": "tests",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], env=environment, text=True, **pipes)  # noqa: S603
        for _worker in range(4)
    ]
    for worker in workers:
        worker.stdin.close()  # all of them wait for this, so that none is early
        worker.stdin = None

    counted = [hits for worker in workers for hits in json.loads(worker.communicate()[0])]

    assert sorted(counted) == list(range(1, 101))


def test_the_database_throws_away_what_has_ended(app, monkeypatch):
    counts = database_storage.DatabaseStorage()
    moment = [1_800_000_000.0]
    monkeypatch.setattr(database_storage, "_now", lambda: moment[0])
    for key in ("one", "other", "third"):
        counts.incr(key, 60)
    moment[0] += 30
    counts.incr("late", 60)
    moment[0] += 31

    counts.incr("one", 60)

    kept = {row.key: row.hits for row in db.session.query(RateLimit)}
    assert kept == {"one": 1, "late": 1}


def test_the_database_throws_away_little_at_a_time(app, monkeypatch):
    counts = database_storage.DatabaseStorage()
    moment = [1_800_000_000.0]
    monkeypatch.setattr(database_storage, "_now", lambda: moment[0])
    monkeypatch.setattr(database_storage, "CLEARED", 2)
    for number in range(5):
        counts.incr(f"visitor {number}", 60)
    moment[0] += 61

    counts.incr("new", 60)

    assert db.session.query(RateLimit).count() == 5 - 2 + 1
