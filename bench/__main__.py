"""`python -m bench`: makes registries of two sizes, measures search, writes docs/performance.md."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import orjson
from flask_migrate import upgrade

from bench import report
from bench.floor import TABLES
from bench.generate import fill
from registry import create_app
from registry.db import db, today
from registry.facilities.commands import geocode_missing
from registry.intake.commands import load_facilities
from registry.places.commands import load_places
from registry.search.commands import reindex

ROOT = Path(__file__).parents[1]
PACK = ROOT / "registry" / "packs" / "kz"
PAGE = ROOT / "docs" / "performance.md"


def made(folder: Path, records: int) -> Path:
    """Make a registry of this many facilities in a folder; return the path of its database."""
    path = folder / "registry.db"
    app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{path}", REGISTRY_DATA=folder)
    with app.app_context():
        upgrade()
        load_places(PACK)
        load_facilities(PACK)
        db.session.commit()
        for _step in geocode_missing():
            db.session.commit()
        fill(records)
        reindex()
        db.session.commit()
        db.engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.executescript(TABLES)
    return path


def measured(path: Path, questions: int, rounds: int) -> dict[str, Any]:
    """Measure a registry in a process of its own."""
    command = [sys.executable, "-m", "bench.measure", str(path), str(questions), str(rounds)]
    ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603
    result: dict[str, Any] = orjson.loads(ran.stdout.splitlines()[-1])
    return result


@click.command(help="Measure search on invented facilities and write docs/performance.md.")
@click.option("--records", multiple=True, type=int, default=(107, 100_000), show_default=True)
@click.option("--questions", default=100, show_default=True, help="Per operation.")
@click.option("--rounds", default=3, show_default=True)
def main(records: tuple[int, ...], questions: int, rounds: int) -> None:
    """Print a table for each size, then write the page."""
    results = []
    for count in records:
        with TemporaryDirectory() as folder:
            click.echo(f"Making {count:,} facilities …", err=True)
            results.append(measured(made(Path(folder), count), questions, rounds))
        click.echo(report.table(results[-1]))
    PAGE.write_text(report.page(results, today()), encoding="utf-8")


if __name__ == "__main__":
    main()
