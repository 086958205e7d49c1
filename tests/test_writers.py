"""Eight writers at once lose nothing, on either engine, and none is turned away."""

import subprocess
import sys

from registry.db import db
from registry.facilities.models import Facility
from registry.places.models import Region, Revision
from registry.search import queries
from registry.search.question import Question
from tests.factories import region

THREADS, ROUNDS = 4, 5

WORKER = f"""
from concurrent.futures import ThreadPoolExecutor
from registry import create_app
from registry.db import db
from registry.search.commands import index
from tests.factories import facility

app = create_app()

def write(writer):
    with app.app_context():
        for round in range({ROUNDS}):
            name = f"writer {{app.config['COUNTRY']}}{{writer}}{{round}}"
            index([facility(name, public_id=name[7:])])
            db.session.commit()

with ThreadPoolExecutor({THREADS}) as pool:
    list(pool.map(write, range({THREADS})))
"""
"""One of two processes; COUNTRY tells them apart."""


def started(app, *arguments, **environment):
    settings = {
        "DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "REGISTRY_DATA": str(app.config["REGISTRY_DATA"]),
        "SECRET_KEY": "tests",
        "SECURITY_PASSWORD_SALT": "tests",
    }
    return subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments],
        env=settings | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_eight_writers_lose_nothing(app):
    region()
    before = db.session.get(Revision, "search")
    counted = before.number if before else 0
    db.session.commit()

    writers = [started(app, "-c", WORKER, COUNTRY=name) for name in ("one", "two")]
    said = [writer.communicate()[0] for writer in writers]

    assert said == ["", ""]
    written = 2 * THREADS * ROUNDS
    assert db.session.query(Facility).count() == written
    assert queries.find(Question()).total == written
    assert queries.find(Question(text="writer")).total == written
    assert db.session.get(Revision, "search").number == counted + written


def test_two_loads_at_once_add_everything_once(app):
    loads = [started(app, "-m", "flask", "load") for _load in range(2)]
    said = sorted(load.communicate()[0] for load in loads)

    assert [load.returncode for load in loads] == [0, 0], said
    assert said[0].startswith("Places: 0 changed. Facilities: 0 loaded,")
    assert db.session.query(Facility).count() == queries.find(Question()).total > 100
    assert db.session.query(Region).count() == 20
