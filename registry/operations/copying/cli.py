"""`flask registry copy`: moves a whole registry from one engine to the other."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from registry import migration
from registry.database_url import address
from registry.db import db
from registry.db import init_app as give_database
from registry.errors import Command, Conflict, Invalid
from registry.operations.copying import commands, queries
from registry.operations.copying.queries import Reading, doors, plan

TO = "--to"

OF_THE_SOURCE = {
    "SQLALCHEMY_ENGINE_OPTIONS": {},
    "SQLALCHEMY_BINDS": {},
    "DATABASE_REPLICA_URL": "",
}
"""Settings that say how the source is reached, and nothing about the target."""


@click.group("registry")
def group() -> None:
    """Move the registry as a whole."""


@group.command("copy", cls=Command)
@click.option(TO, required=True, help="Address of the target, as DATABASE_URL is written.")
@click.option("--again", is_flag=True, help="Empty the target and begin anew.")
@with_appcontext
def copy(to: str, again: bool) -> None:
    """Copy the whole registry into another database, SQLite or PostgreSQL.

    The target is an empty database; it gets the tables. What is copied is verified table by
    table: exit status 1 and a sentence tell of any difference. An interrupted copy goes on where
    it stopped when the same command is given again.
    """
    app = _registry_in(to)
    with app.app_context():
        target = doors.engine(db.engine.url)
    with commands.told():
        Copy(app, doors.engine(db.engine.url), target).run(again)
    click.echo(
        f"All of it is there. Now set DATABASE_URL to {doors.shown(target.url)} and start the"
        f" registry again; {current_app.config['REGISTRY_DATA']} goes along when it moves to"
        " another machine."
    )


def is_watched() -> bool:
    """Tell whether a person sits before the terminal, who can be asked."""
    return sys.stdin.isatty()


def _registry_in(url: str) -> Flask:
    """Return as much of an application as it takes to migrate the target."""
    app = Flask(current_app.import_name, instance_path=current_app.instance_path)
    app.config.update(current_app.config, **OF_THE_SOURCE)
    app.config["SQLALCHEMY_DATABASE_URI"] = address(url, TO)
    give_database(app)
    migration.init_app(app)
    return app


class Copy:
    """One run of the command."""

    def __init__(self, app: Flask, source: doors.Engine, target: doors.Engine) -> None:
        """Take the two doors, and the application behind the second."""
        self.app = app
        self.source = source
        self.target = target
        self.parts = plan.parts(db.metadata)
        self.revisions = doors.revisions(Path(current_app.config["HERE"]) / "migrations")

    def run(self, again: bool) -> None:
        """Check, copy, read back, compare; raises at the first of them that fails."""
        with doors.snapshot(self.source) as source:
            is_begun = self._refuse(source, again)
            rows = queries.count(source, self.parts)
            before = self._read(source, "Checking", rows)
            _require_fitting(before)
            self._fill(source, is_begun, rows)
        with doors.snapshot(self.target) as target:
            copied = self._read(target, "Reading back", rows)
        with doors.snapshot(self.source) as source:
            after = self._read(source, "Looking for changes meanwhile", rows)
        self._compare(before, copied, after)
        with doors.connected(self.target) as target:
            commands.close(target)
            target.commit()

    def _refuse(self, source: doors.Connection, again: bool) -> bool:
        """Tell whether the copy was begun earlier; raises when it must not be made."""
        commands.check_source(source, self.revisions)
        with doors.connected(self.target) as target:
            given = source, target, self.parts, self.revisions
            is_begun = commands.check_target(*given, again=again)
            if again and is_watched() and doors.has_tables(target, self.parts):
                url = doors.shown(self.target.url)
                click.confirm(f"Delete all that {url} holds?", abort=True)
        if left := doors.strangers(source, self.parts):
            click.echo(f"These tables are no part of the registry and stay behind: {_list(left)}.")
        return is_begun

    def _read(self, connection: doors.Connection, label: str, rows: int) -> Reading:
        found = Reading()
        _watch(queries.read(connection, self.parts, found), label, rows)
        return found

    def _fill(self, source: doors.Connection, is_begun: bool, rows: int) -> None:
        if not is_begun:
            with self.app.app_context():
                upgrade()
                db.engine.dispose()
        with doors.connected(self.target) as target:
            if not is_begun:
                commands.begin(target, self.parts)
                target.commit()
            label = "Going on copying" if is_begun else "Copying"
            with click.progressbar(length=rows, label=label) as bar:
                for count in commands.fill(source, target, self.parts):
                    # Rows and progress together: whenever it ends, the next run goes on from here.
                    target.commit()
                    bar.update(count)
            commands.finish(target, self.parts)
            target.commit()

    def _compare(self, before: Reading, copied: Reading, after: Reading) -> None:
        """Show every table; raise Conflict where the copy is not what the source is."""
        wide = max(len(part.name) for part in self.parts)
        for part in self.parts:
            total, there = before.sums[part.name], copied.sums[part.name]
            click.echo(f"{part.name:{wide}}  {total}")
            if there != total:
                click.echo(f"{'  in the target':{wide}}  {there}")
        if differing := _differing(before, copied):
            raise Conflict(
                f"The target differs from the source in {differing}. The source may have been"
                " changed since an earlier run was interrupted: run again with --again."
            )
        if changed := _differing(before, after):
            raise Conflict(
                f"The source was changed while it was copied, in {changed}; the target holds what"
                " was there at the start. Stop the registry and run again with --again."
            )


def _watch(counts: Iterable[int], label: str, rows: int) -> None:
    with click.progressbar(length=rows, label=label) as bar:
        for count in counts:
            bar.update(count)


def _require_fitting(found: Reading) -> None:
    """Tell all at once what the target could not hold."""
    if not found.faults:
        return
    for fault in found.faults:
        click.echo(fault)
    more = f" (the first {len(found.faults):,} are shown)" if found.untold else ""
    raise Invalid(
        f"{len(found.faults) + found.untold:,} cells do not fit into the target{more}. Mend them"
        " in the source and run again; the target was not touched."
    )


def _differing(one: Reading, other: Reading) -> str:
    return _list([name for name, total in one.sums.items() if other.sums[name] != total])


def _list(names: list[str]) -> str:
    return ", ".join(names)


def init_app(app: Flask) -> None:
    """Give `flask` the command."""
    app.cli.add_command(group)
