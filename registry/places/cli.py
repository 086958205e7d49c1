"""Places from the terminal: `flask places load-population`."""

from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from registry.db import db
from registry.errors import Command
from registry.places.commands import load_population

places = AppGroup("places", help="Where people live.")


@places.command("load-population", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", required=True, help="Whose count it is, as readers see it.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the count: 2026-01-01."
)
@click.option("--accept", is_flag=True, help="Although a region has more than its official total.")
@with_appcontext
def load(file: Path, title: str, day: datetime | None, accept: bool) -> None:
    """Load a finer count of people from FILE: CSV with lat, lon, people, name, settlement.

    Settlements or cells of a grid; the outlines say in which region each lies. What it counts is
    printed beside the official total of each region.
    """
    told = load_population(
        file.read_bytes(),
        file.name,
        current_app.config["COUNTRY"].upper(),
        title=title,
        counted_on=day.date() if day else None,
        is_accepted=accept,
    )
    db.session.commit()
    for one in told:
        share = "no official total" if one.share is None else f"{one.share:.1%} of {one.official}"
        click.echo(f"{one.iso}\t{one.counted:.0f}\t{share}")


def init_app(app: Flask) -> None:
    """Give `flask` its commands about places."""
    app.cli.add_command(places)
