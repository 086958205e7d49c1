"""A whole registry goes from one engine to the other, and whoever moves it can be certain."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, delete, insert, inspect, make_url, null, select, text, update

from registry.accounts.models import Role, User, WebAuthn
from registry.db import db
from registry.facilities.models import Facility, FormerName, Organisation
from registry.operations.copying import cli, commands, queries
from registry.operations.copying.models import progress
from registry.operations.copying.queries import doors, plan
from registry.places.models import Alias, GeocoderAnswer, Settlement
from tests import factories
from tests.conftest import HERE, made

numbers = count(1)


@pytest.fixture
def empty(cluster, migrated):
    """Make databases of PostgreSQL without a table; each is dropped at the end."""
    names = []

    def make(template=None):
        names.append(f"copy_{next(numbers)}")
        return cluster.create(names[-1], template)

    yield make
    for name in names:
        cluster.drop(name)


@pytest.fixture
def other(engine, empty, tmp_path):
    """The address of an empty database of the other engine."""
    return empty() if engine == "sqlite" else f"sqlite:///{tmp_path}/other.db"


@pytest.fixture
def same(engine, empty, tmp_path):
    """The address of an empty database of the same engine."""
    return empty() if engine == "postgresql" else f"sqlite:///{tmp_path}/same.db"


def copy(app, to, *options, **given):
    """Copy the registry of an application and return what was told."""
    words = ["registry", "copy", "--to", to, *options]
    result = app.test_cli_runner().invoke(args=words, **given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def copied(app, to, *options):
    """Copy, and return the sums of the tables: lines of name, rows, checksum."""
    result = copy(app, to, *options)
    assert result.exit_code == 0, result.output
    names = {table.name for table in db.metadata.sorted_tables}
    return [line for line in result.output.splitlines() if line.split(" ")[0] in names]


def opened(address, tmp_path):
    """Open the registry at an address as an application."""
    return made(tmp_path, address)


def records(app: Flask):
    """Return all that a registry holds as the models read it, in one order for both engines."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(
                repr([plain(cell) for cell in row]) for row in connection.execute(select(table))
            )
            for table in db.metadata.sorted_tables
        }


def plain(cell):
    """Return a moment in UTC, and anything else as it is."""
    is_moment = isinstance(cell, datetime) and cell.tzinfo
    return cell.astimezone(UTC) if is_moment else cell


def told(result):
    """Return the sentence that a refused command ends with."""
    assert result.exit_code == 1, result.output
    return result.output.splitlines()[-1]


class TestCountry:
    def test_goes_to_the_other_engine_and_back(self, country, other, same, tmp_path):
        sums = copied(country, other)
        with opened(other, tmp_path) as moved:
            sums_of_other = copied(moved, same)
            assert records(moved) == records(country)
        with opened(same, tmp_path) as back:
            assert records(back) == records(country)

        assert any(line.split()[:2] == ["facility", "107"] for line in sums)
        assert sums == sums_of_other

    def test_is_found_as_before(self, country, other, tmp_path):
        copied(country, other)

        with opened(other, tmp_path) as moved:
            for asked in ("технопарк", "hub --near Semey", "айти хаб", "labaratory", "Қостанай"):
                words = ["search", "--limit", "50", *asked.split(" --near ", 1)[:1]]
                words += ["--near", "Semey"] if "--near" in asked else []
                before, after = (
                    one.test_cli_runner().invoke(args=words).output for one in (country, moved)
                )
                assert before == after
                assert before

    def test_stays_as_it_was(self, country, other):
        before = records(country)

        copied(country, other)

        assert records(country) == before
        with country.app_context():
            assert not inspect(db.engine).has_table(progress.name)

    def test_tells_what_to_set_next_without_the_password(self, country, other):
        output = copy(country, other).output

        shown = other.replace(other.partition("postgres:")[2].partition("@")[0], "***")
        assert f"Now set DATABASE_URL to {shown if '@' in other else other}" in output
        assert "goes along when it moves to another machine" in output

    def test_takes_new_records_in_its_new_place(self, country, other, tmp_path):
        copied(country, other)

        with opened(other, tmp_path) as moved, moved.app_context():
            highest = db.session.scalar(select(db.func.max(Facility.id)))
            assert factories.facility().id == highest + 1
            db.session.add(Alias(name="new", lang="en", target="KZ-10"))
            db.session.add(User(email="a@example.kz", active=True, fs_uniquifier="a"))
            db.session.commit()


def facilities(*links):
    """Save facilities, each below the one of which the number is given."""
    saved = [factories.facility() for _link in links]
    for facility, link in zip(saved, links, strict=True):
        facility.parent_id = None if link is None else saved[link].id
    db.session.commit()
    return saved


class TestRows:
    def test_may_refer_to_later_ones_and_to_each_other(self, app, other, tmp_path, monkeypatch):
        monkeypatch.setattr(queries, "BATCH", 2)
        facilities(3, None, 2, 4, 0, 6, 1)

        copied(app, other)

        with opened(other, tmp_path) as moved:
            assert records(moved) == records(app)

    def test_keep_the_moment_of_their_last_change(self, app, other, tmp_path):
        moment = datetime(2001, 2, 3, 4, 5, 6, 789, UTC)
        first = facilities(1, None)[0].id
        db.session.execute(update(Facility).where(Facility.id == first).values(updated_at=moment))
        db.session.commit()

        copied(app, other)

        with opened(other, tmp_path) as moved, moved.app_context():
            assert db.session.get(Facility, first).updated_at == moment

    def test_without_a_key_come_as_often_as_they_are(self, app, other, tmp_path, monkeypatch):
        monkeypatch.setattr(queries, "BATCH", 2)
        db.session.add(Role(id=1, name="editor"))
        db.session.add(User(id=1, email="a@example.kz", active=True, fs_uniquifier="a"))
        db.session.flush()
        table = db.metadata.tables["roles_users"]
        db.session.execute(insert(table), [{"user_id": 1, "role_id": 1}] * 5)
        db.session.commit()

        copied(app, other)

        with opened(other, tmp_path) as moved:
            assert len(records(moved)["roles_users"]) == 5

    def test_are_copied_in_the_order_of_any_key(self, app, other, tmp_path, monkeypatch):
        monkeypatch.setattr(queries, "BATCH", 2)
        names = ["b", "B", "a", "A", "ä", "Ә", "-", "a-b", "ab", "", " ", "я", "😀"]
        answers = [
            GeocoderAnswer(
                provider=one,
                question=other_one,
                found={},
                expires_at=datetime(2030, 1, 1, tzinfo=UTC),
            )
            for one in names
            for other_one in names
        ]
        db.session.add_all(answers)
        db.session.commit()

        copied(app, other)

        with opened(other, tmp_path) as moved:
            assert records(moved) == records(app)


letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def texts(longest):
    return st.text(letters, max_size=longest)


floats = st.floats(allow_nan=False).map(lambda number: number + 0.0)  # SQLite has no -0.0
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(-1e300, 1e300)
    | texts(5)
)


def inside(inner):
    return st.lists(inner, max_size=3) | st.dictionaries(texts(5), inner, max_size=3)


# A bare number is another one in SQLite, 1.0 is 1; no column of ours holds any.
documents = st.none() | texts(5) | inside(st.recursive(leaves, inside, max_leaves=5))
moments = st.datetimes(timezones=st.just(UTC))
whole = st.integers(-(2**31), 2**31 - 1)


@st.composite
def odd_rows(draw):
    """Rows whose cells are at the bounds of what their columns hold, by table."""
    ids = draw(st.lists(whole, unique=True, min_size=1, max_size=8))
    keys = draw(st.lists(texts(40), unique=True, min_size=len(ids), max_size=len(ids)))
    day = st.none() | st.dates()
    return {
        Organisation: [
            {
                "id": id,
                "names": draw(documents),
                "key": key,
                "bin": None,
                "legal_form": draw(texts(100)),
            }
            for id, key in zip(ids, keys, strict=True)
        ],
        GeocoderAnswer: [
            {
                "provider": draw(texts(40)),
                "question": key,
                "found": draw(documents | st.just(null()) | st.just(JSON.NULL)),
                "expires_at": draw(moments),
            }
            for key in keys
        ],
        User: [
            {
                "id": id,
                "email": key,
                "active": draw(st.booleans()),
                "fs_uniquifier": key,
                "username": draw(st.none() | st.just(key)),
                "mf_recovery_codes": draw(st.none() | st.lists(st.just("ab"), min_size=1)),
                "confirmed_at": draw(st.none() | st.datetimes()),
                "login_count": draw(st.none() | whole),
                "tf_totp_secret": draw(st.none() | texts(255)),
            }
            for id, key in zip(ids, keys, strict=True)
        ],
        WebAuthn: [
            {
                "id": id,
                "name": key,
                "user_id": id,
                "usage": "",
                "credential_id": draw(st.binary(min_size=1)) + key.encode(),
                "public_key": draw(st.binary()),
                "backup_state": draw(st.booleans()),
                "lastuse_datetime": draw(st.datetimes()),
                "device_type": draw(texts(64)),
            }
            for id, key in zip(ids, keys, strict=True)
        ],
        Settlement: [
            {
                "id": id,
                "names": draw(documents.filter(lambda value: value is not None)),
                "other_names": [],
                "region_iso": "KZ-10",
                "national_code": draw(texts(20)),
                "population": draw(st.none() | st.integers(1, 2**31 - 1)),
                "lat": draw(floats),
                "lon": draw(floats),
            }
            for id in ids
        ],
        FormerName: [
            {
                "id": id,
                "facility_id": 1,
                "name": draw(texts(300)),
                "valid_from": draw(day),
                "valid_to": draw(day),
            }
            for id in ids
        ],
    }


def stored(app):
    """Return how NULL and JSON's null stand in the tables, which the models read as the same."""
    with app.app_context(), db.engine.connect() as connection:
        found = connection.execute(
            text("SELECT question, found IS NULL, CAST(found AS text) FROM geocoder_answer")
        )
        return sorted((question, bool(is_null), json) for question, is_null, json in found)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller case takes minutes to find
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=odd_rows())
def test_odd_cells_go_there_and_back(app, other, same, tmp_path, rows):
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(delete(table))
    factories.facility(id=1)
    for model, many in rows.items():
        for one in many:
            db.session.execute(insert(model), [one])
    db.session.commit()

    sums = copied(app, other, "--again")
    with opened(other, tmp_path) as moved:
        assert copied(moved, same, "--again") == sums
        assert records(moved) == records(app)
        assert stored(moved) == stored(app)
    with opened(same, tmp_path) as back:
        assert records(back) == records(app)
        assert stored(back) == stored(app)


KILLED = """
import os, signal, sys
from flask.cli import main
from registry.operations.copying import cli, commands, queries

queries.BATCH = 20
left = int(sys.argv.pop(1))

def dying(insert):
    def put(*given):
        global left
        insert(*given)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
    return put

for module in commands.ENGINES.values():
    module.insert = dying(module.insert)
main()
"""
"""The command in a process that is killed when it has filled so many batches, the last of them
not committed."""


def killed(app, to, after):
    """Copy in a process of its own that is killed on the way."""
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    told = ("PATH", "HOME", "LANG")
    environment = {name: os.environ[name] for name in told if name in os.environ} | {
        "DATABASE_URL": address,
        "REGISTRY_DATA": str(app.config["REGISTRY_DATA"]),
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", KILLED, str(after), "--app", "wsgi", "registry", "copy", "--to", to],
        env=environment,
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def stands(address):
    """Return how many rows the target holds by its own account, and how far it came."""
    door = doors.engine(make_url(address))
    with doors.connected(door) as target:
        rows = target.execute(select(progress)).all()
        held = sum(
            target.scalar(select(db.func.count()).select_from(table))
            for table in db.metadata.sorted_tables
        )
    return held, sum(row.rows for row in rows), [row.step for row in rows if row.is_done]


def write(address, *statements):
    """Change a registry behind the back of whoever copies it."""
    door = doors.engine(make_url(address))
    with door.begin() as connection:
        for statement in statements:
            connection.execute(statement)


class TestInterrupted:
    @pytest.mark.parametrize("after", [1, 40])
    def test_goes_on_where_it_was_killed(self, country, other, tmp_path, monkeypatch, after):
        killed(country, other, after)
        held, noted, done = stands(other)
        filled = []
        for module in commands.ENGINES.values():
            monkeypatch.setattr(module, "insert", recording(module.insert, filled))

        result = copy(country, other)

        assert held == noted  # rows and progress are one
        assert "Going on copying" in result.output
        assert not set(filled) & {step for step in done if " " not in step}
        with opened(other, tmp_path) as moved:
            assert records(moved) == records(country)

    def test_is_begun_anew_by_again(self, country, other, tmp_path):
        killed(country, other, 30)

        result = copy(country, other, "--again")

        assert "Going on" not in result.output
        with opened(other, tmp_path) as moved:
            assert records(moved) == records(country)

    def test_finds_out_that_the_source_was_changed_since(self, app, other, tmp_path):
        for number in range(100):
            db.session.add(Alias(name=f"name {number}", lang="en", target="KZ-10"))
        first = factories.facility().id
        db.session.commit()
        killed(app, other, 8)
        assert "alias" in stands(other)[2]
        alias = db.session.scalars(select(Alias)).first()
        alias.name = "changed"
        db.session.commit()

        result = copy(app, other)

        assert "The target differs from the source in alias." in told(result)
        assert "run again with --again" in told(result)
        assert copy(app, other).exit_code == 1  # until it is done
        assert copied(app, other, "--again")
        with opened(other, tmp_path) as moved, moved.app_context():
            assert db.session.get(Facility, first)


def recording(insert, into):
    def record(connection, part, *given):
        into.append(part.name)
        insert(connection, part, *given)

    return record


def before_the_end(monkeypatch, act):
    """Do something when all is copied and nothing is read back yet."""
    for module in commands.ENGINES.values():
        finish = module.finish

        def late(*given, finish=finish):
            act()
            finish(*given)

        monkeypatch.setattr(module, "finish", late)


def before_the_first_row(monkeypatch, act):
    """Do something once when all is checked and nothing is copied yet."""
    acts = [act]
    for module in commands.ENGINES.values():
        insert_rows = module.insert

        def late(*given, insert_rows=insert_rows):
            while acts:
                acts.pop()()
            insert_rows(*given)

        monkeypatch.setattr(module, "insert", late)


class TestMeanwhile:
    def test_what_is_changed_in_the_source_is_found_out(self, app, other, monkeypatch):
        factories.facility()
        new = {"name": "new", "lang": "en", "target": "KZ-10"}
        with app.app_context():
            source = db.engine.url.render_as_string(hide_password=False)
        change = insert(Alias.__table__).values(new)
        before_the_first_row(monkeypatch, lambda: write(source, change))

        result = copy(app, other)

        assert "The source was changed while it was copied, in alias" in told(result)

    def test_what_is_changed_in_the_target_is_found_out(self, app, other, monkeypatch):
        factories.facility()
        spoilt = update(Facility.__table__).values(short_name="ABC", updated_at=datetime.now(UTC))
        before_the_end(monkeypatch, lambda: write(other, spoilt))

        result = copy(app, other)

        assert "The target differs from the source in facility." in told(result)
        lines = result.output.splitlines()
        shown = next(number for number, line in enumerate(lines) if line.startswith("facility "))
        assert lines[shown + 1].startswith("  in the target")

    def test_another_run_is_found_out(self, app, other, monkeypatch):
        factories.facility()
        real = commands._copy

        def copy_twice(source, target, part, last):
            if part.name == "facility":
                values = {"last": "[1]", "rows": 1}
                write(other, update(progress).where(progress.c.step == "facility").values(values))
            yield from real(source, target, part, last)

        monkeypatch.setattr(commands, "_copy", copy_twice)

        result = copy(app, other)

        assert told(result) == ("Error: Another run is filling the target. Let it end, or stop it.")


class TestRefused:
    def test_a_target_in_use(self, app, other, tmp_path):
        factories.facility()
        with opened(other, tmp_path) as used, used.app_context():
            factories.region("KZ-75")
        before = records(app)

        result = copy(app, other)

        assert "The target holds a registry already." in told(result)
        assert "--again" in told(result)
        with opened(other, tmp_path) as used, used.app_context():
            assert [len(rows) for rows in records(used).values() if rows] == [1]
        copied(app, other, "--again")
        with opened(other, tmp_path) as moved:
            assert records(moved) == before

    def test_a_target_that_a_person_rather_keeps(self, app, other, tmp_path, monkeypatch):
        with opened(other, tmp_path) as used, used.app_context():
            factories.region("KZ-75")
        monkeypatch.setattr(cli, "is_watched", lambda: True)

        result = copy(app, other, "--again", input="n\n")

        assert "Delete all that" in result.output
        assert "Aborted!" in told(result)
        with opened(other, tmp_path) as used:
            assert len(records(used)["region"]) == 1

    def test_a_target_at_another_revision(self, app, other, tmp_path):
        with opened(other, tmp_path):
            write(other, text("UPDATE alembic_version SET version_num = '2026_11_24_tables'"))

        result = copy(app, other)

        assert "The target stands at revision 2026_11_24_tables, this program at" in told(result)

    def test_a_target_of_another_program(self, app, other, tmp_path):
        with opened(other, tmp_path):
            write(other, text("UPDATE alembic_version SET version_num = 'abc'"))

        for options in ([], ["--again"]):
            result = copy(app, other, *options)

            assert "revision abc, which this program does not know" in told(result)

    def test_a_source_at_another_revision(self, app, same, other, tmp_path):
        with opened(same, tmp_path) as source:
            write(same, text("UPDATE alembic_version SET version_num = '2026_11_24_tables'"))

            result = copy(source, other)

        assert "run `flask db upgrade` first" in told(result)

    def test_the_registry_itself(self, app):
        with app.app_context():
            own = db.engine.url.render_as_string(hide_password=False)

        result = copy(app, own, "--again")

        assert told(result) == "Error: The target is the registry itself. Name another database."

    @pytest.mark.parametrize(
        "address",
        ["postgresql://me:secret@127.0.0.1:1/none", "sqlite:////no/such/folder/registry.db"],
    )
    def test_a_target_that_is_not_there(self, app, address):
        sentence = told(copy(app, address))

        assert "cannot be reached" in sentence
        assert "secret" not in sentence

    def test_an_address_of_no_engine_of_ours(self, app):
        result = copy(app, "mysql://me:secret@127.0.0.1/registry")

        assert "--to names mysql" in result.output + str(result.exception)
        assert "secret" not in result.output

    def test_what_the_target_does_not_take(self, app, other, tmp_path):
        with opened(other, tmp_path):
            write(other, text("CREATE UNIQUE INDEX strict ON facility (kind)"))
        facilities(None, None)

        sentence = told(copy(app, other))

        assert "A database failed: " in sentence
        assert "facility.kind" in sentence or "strict" in sentence


def stored_oddly(app, *statements):
    """Write into the file of SQLite what the application would not: statements, with values."""
    with app.app_context():
        file = db.engine.url.database
        db.session.remove()
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement, *values in statements:
            connection.execute(statement, values)


@pytest.mark.only_on("sqlite")
class TestMisfits:
    def test_are_told_all_at_once_and_nothing_is_touched(self, app, other):
        one, two = (facility.id for facility in facilities(None, 0))
        stored_oddly(
            app,
            ("UPDATE facility SET short_name = ?, version = 'nine' WHERE id = ?", "x" * 61, one),
            ("UPDATE facility SET slug = ?, names = '{' WHERE id = ?", "a\0b", two),
            ("UPDATE facility SET opened_on = '2026-02-30' WHERE id = ?", one),
            ("UPDATE facility SET created_at = 'soon', parent_id = 4294967296 WHERE id = ?", two),
            ("UPDATE location SET is_current = 7 WHERE facility_id = ?", one),
            ("UPDATE location SET provider = CAST(x'ff41' AS text) WHERE facility_id = ?", two),
            ("INSERT INTO facility_sector VALUES (999, 'ict')",),
            (
                "INSERT INTO geocoder_answer VALUES (CAST(x'ff' AS text), 'b', ?, '2030-01-01')",
                '{"x": ["\\u0000"]}',
            ),
        )

        result = copy(app, other)

        lines = result.output.splitlines()
        for fault in (
            f"facility, id {one}, short_name: 61 characters, of which 60 fit",
            f"facility, id {one}, version: “nine” is not a whole number",
            f"facility, id {one}, opened_on: “2026-02-30” is not a day",
            f"facility, id {two}, slug: a NUL character, which PostgreSQL cannot hold",
            f"facility, id {two}, names: “{{” is not JSON",
            f"facility, id {two}, created_at: “soon” is not a moment",
            f"facility, id {two}, parent_id: 4294967296 is beyond 2147483647",
            f"facility, id {two}, parent_id: no such facility",
            "facility_sector, facility_id 999, sector ict, facility_id: no such facility",
            "geocoder_answer, provider \\udcff, question b, provider: bytes that are not UTF-8",
            "geocoder_answer, provider \\udcff, question b, found: a NUL character,"
            " which PostgreSQL cannot hold",
        ):
            assert fault in lines
        assert any("is_current: “7” is not yes or no" in line for line in lines)
        assert any("provider: bytes that are not UTF-8" in line for line in lines)
        assert "13 cells do not fit into the target" in told(result)
        with doors.connected(doors.engine(make_url(other))) as target:
            assert inspect(target).get_table_names() == []

    def test_beyond_a_thousand_are_counted(self, app, other, monkeypatch):
        monkeypatch.setattr(queries, "SHOWN", 2)
        facilities(None, None, None)
        stored_oddly(app, ("UPDATE facility SET short_name = ?", "x" * 61))

        result = copy(app, other)

        assert result.output.count("61 characters") == 2
        assert "3 cells do not fit into the target (the first 2 are shown)" in told(result)

    def test_a_table_of_somebody_else_is_told(self, app, other):
        stored_oddly(app, ("CREATE TABLE notes (id INTEGER)",))
        try:
            assert "stay behind: notes" in copy(app, other).output
        finally:
            stored_oddly(app, ("DROP TABLE notes",))


def test_every_table_can_be_copied_after_those_that_it_refers_to():
    parts = plan.parts(db.metadata)

    names = [part.name for part in parts]
    assert sorted(names) == sorted(db.metadata.tables)
    for part in parts:
        held = {column.name for column in part.held}
        for constraint in part.table.foreign_key_constraints:
            is_held = set(constraint.column_keys) <= held
            is_before = names.index(constraint.referred_table.name) < names.index(part.name)
            assert is_held != is_before
    assert [part.name for part in parts if part.held] == ["facility", "proposal"]
