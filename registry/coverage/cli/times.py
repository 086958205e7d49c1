"""`flask coverage load-times`: travel times that a routing engine has made."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from registry.coverage.commands.travel import load_times
from registry.db import db
from registry.errors import Command


@click.command("load-times", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="What the table is called; each name once.")
@click.option("--engine", required=True, help="What made it, with its version: Valhalla 3.5.1.")
@click.option("--mode", default="car", show_default=True, help="How people travel.")
@click.option(
    "--extract-date",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of the road network, such as 2026-01-31.",
)
@click.option("--longest-min", required=True, type=click.FloatRange(0), help="Minutes.")
@with_appcontext
def load(
    file: Path, name: str, engine: str, mode: str, extract_date: datetime, longest_min: float
) -> None:
    """Load travel times from FILE: CSV with settlement, facility or candidate, minutes.

    Pairs that it does not have, and those above the longest time, count as out of reach.
    """
    table, count = load_times(
        file.read_bytes(),
        file.name,
        name=name,
        engine=engine,
        mode=mode,
        extract_date=extract_date.date(),
        longest_min=longest_min,
    )
    db.session.commit()
    click.echo(f"Table {table.id}, “{table.name}”: {count} travel times loaded.")
