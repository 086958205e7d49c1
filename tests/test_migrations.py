"""The migrations make what the models say, on both engines, from nothing and back to nothing."""

import random
import subprocess
import sys
from os import environ

import pytest
from alembic import command
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from registry.db import db
from registry.places.models import Alias, Region
from tests.conftest import HERE, made

NO_WAY_BACK = "2026_11_24_words_as_sets"
"""The migration that a backup alone takes back."""

TEXTS = ["a", "B", "Z", "z", "KZ-1", "KZ1", "KZ-A", "Ә", "ә", "А", "я", "é", "e", "_", "ё", "😀"]
"""In another order by any language than by code point."""

UPGRADE = """
import sys
from flask_migrate import upgrade
from registry.terminal import create_app
app = create_app(SQLALCHEMY_DATABASE_URI=sys.argv[1])
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    upgrade()
"""


def config(app):
    return app.extensions["migrate"].migrate.get_config(None)


def test_the_migrations_make_what_the_models_say(app):
    command.check(config(app))  # raises and names what differs


def test_the_latest_migrations_can_be_taken_back(engine, tmp_path, request):
    address = request.getfixturevalue("cluster").create("back") if engine == "postgresql" else ""
    with made(tmp_path, address) as app, app.app_context():
        downgrade(revision=NO_WAY_BACK)
        upgrade()

        command.check(config(app))


def test_texts_are_in_the_same_order_on_both_engines(app):
    shuffled = random.Random(1).sample(TEXTS, len(TEXTS))  # noqa: S311
    db.session.add_all(Alias(name=name, lang="ru", target="KZ-10") for name in shuffled)
    db.session.commit()

    ordered = list(db.session.scalars(select(Alias.name).order_by(Alias.name)))

    assert ordered == sorted(TEXTS)


@pytest.mark.only_on("postgresql")
def test_no_text_is_sorted_by_the_language_of_the_database(app):
    others = text(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'spatial_ref_sys'"
        " AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
        " AND table_name IN (SELECT table_name FROM information_schema.tables"
        " WHERE table_type = 'BASE TABLE')"
    )

    assert db.session.execute(others).all() == []
    assert db.session.scalar(text("SELECT 'a' < 'B'"))  # the database itself is not of use here


def test_letters_great_and_small_are_different(app):
    db.session.add_all(Alias(name=name, lang="ru", target="KZ-10") for name in ("Ә", "ә", "A", "a"))
    db.session.commit()

    assert db.session.scalar(select(Alias.name).where(Alias.name == "ә")) == "ә"
    assert db.session.get(Region, "kz-10") is None


@pytest.mark.only_on("postgresql")
def test_machines_that_start_together_migrate_once(engine, cluster, tmp_path):
    address = cluster.create("together")
    secrets = {"SECRET_KEY": "tests", "SECURITY_PASSWORD_SALT": "tests"}
    started = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", UPGRADE, address],
            cwd=HERE,
            env={"PATH": environ["PATH"], "REGISTRY_DATA": str(tmp_path), **secrets},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]

    assert [process.stdout.readline() for process in started] == ["ready\n"] * 2
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()

    said = [process.communicate()[0] for process in started]

    assert [process.returncode for process in started] == [0, 0], said
