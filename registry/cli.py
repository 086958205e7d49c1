"""What is done from a terminal: load the data, find their places, search them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson
from flask import Flask, current_app
from flask.cli import with_appcontext
from werkzeug.datastructures import MultiDict

from registry.db import db, take_turn
from registry.errors import Command
from registry.facilities import commands as facilities
from registry.facilities import queries as waiting
from registry.i18n import LANGUAGES, best, speaking
from registry.intake.commands import load_facilities
from registry.intake.commands.searching import search_batch
from registry.places import commands as places
from registry.places import queries as gazetteers
from registry.search import commands as index
from registry.search import queries
from registry.search.forms import SearchForm

PACKS = Path(__file__).parent / "packs"

lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the names."
)


def _print(line: dict[str, Any]) -> None:
    click.echo(orjson.dumps(line).decode())


def _exit_unless(found: bool) -> None:
    if not found:
        raise click.exceptions.Exit(1)


@click.command("load", cls=Command)
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
@with_appcontext
def load(folder: Path | None) -> None:
    """Load a country's data pack: places, boundaries, facilities.

    FOLDER is the pack; without it, the one that COUNTRY names. What is there already stays as it
    is, so loading again changes nothing. A pack with faults is not loaded at all: every fault is
    named by file, row and column. A search index that a new release wants anew is made.
    """
    folder = folder or PACKS / current_app.config["COUNTRY"]
    take_turn("load")
    was_made = queries.is_made()
    changed = places.load_places(folder)
    counts = load_facilities(folder)
    if not was_made:
        index.reindex()
    db.session.commit()
    click.echo(
        f"Places: {changed} changed. Facilities: {counts.created} loaded,"
        f" {counts.already_there} already there."
    )


@click.command("geocode-missing", cls=Command)
@click.option("--limit", type=click.IntRange(1), help="Addresses to try at most.")
@click.option("--refine", is_flag=True, help="Also those known only by their town or region.")
@with_appcontext
def geocode_missing(limit: int | None, refine: bool) -> None:
    """Find the place of every facility that has none, and try again what failed before."""
    total = len(waiting.waiting(limit, refine=refine))
    outcomes: dict[str, int] = {}
    with click.progressbar(_steps(limit, refine), length=total, label="Geocoding") as steps:
        for step in steps:
            outcomes[step.outcome] = outcomes.get(step.outcome, 0) + 1
    told = ", ".join(f"{outcome}: {count}" for outcome, count in sorted(outcomes.items()))
    click.echo(told or "Nothing waits to be located.")


def _steps(limit: int | None, refine: bool) -> Iterator[Any]:
    for step in facilities.geocode_missing(limit, refine=refine):
        if step.has_changed:
            index.index([step.facility])
        # One commit each: what is found stays found when the next call fails.
        db.session.commit()
        yield step


@click.command("geocode", cls=Command)
@click.argument("text")
@click.option("--region", help="ISO 3166-2 code of the region, to tell namesakes apart.")
@lang_option
@with_appcontext
def geocode(text: str, region: str | None, lang: str) -> None:
    """Print where TEXT is: a place by name, or an address.

    One JSON line for each place that may be meant, the likeliest first: name, region (ISO code),
    lat, lon, precision (building, street, settlement, region), confidence (0 to 1). Exit status
    is 1 when nothing is found.
    """
    found = gazetteers.gazetteer().geocode(text, exactly_one=False, region=region) or []
    for location in found:
        raw = location.raw
        _print(
            {
                "name": best(raw["names"], lang).value,
                "region": raw["region_iso"],
                "lat": location.latitude,
                "lon": location.longitude,
                "precision": raw["precision"],
                "confidence": raw["confidence"],
                "id": raw["id"],
            }
        )
    _exit_unless(bool(found))


@click.command("search", cls=Command)
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--near", default="", help="A place by name, or latitude,longitude.")
@click.option("--radius-km", default="", help="Kilometres around it.")
@click.option("--kind", multiple=True, help="Code of a kind; may be repeated.")
@click.option("--region", multiple=True, help="ISO code of a region; may be repeated.")
@lang_option
@with_appcontext
def search(lang: str, limit: int, **asked: Any) -> None:
    """Print the facilities that TEXT asks for, as the search page finds them.

    One JSON line for each: id, slug, name, kind, status, region, lat, lon, precision, distance_km
    (null without a place). Exit status is 1 when nothing is found.
    """
    words = MultiDict({"q": asked["text"], "near": asked["near"], "radius_km": asked["radius_km"]})
    words.setlist("kind", asked["kind"])
    words.setlist("region", asked["region"])
    with speaking(lang):
        form = SearchForm(words)
        form.require()
        page = queries.find(form.question().having(size=limit))
    for card, distance_km in page.hits:
        _print(
            {
                "id": card.public_id,
                "slug": card.slug,
                "name": best(card.names, lang).value,
                "kind": card.kind,
                "status": card.status,
                "region": card.region_iso,
                "lat": card.lat,
                "lon": card.lon,
                "precision": card.precision,
                "distance_km": None if distance_km is None else round(distance_km, 3),
            }
        )
    _exit_unless(bool(page.hits))


@click.command("reindex", cls=Command)
@with_appcontext
def reindex() -> None:
    """Make the search index anew from the records."""
    count = index.reindex()
    db.session.commit()
    click.echo(f"Indexed {count} facilities.")


@click.command("find-duplicates", cls=Command)
@with_appcontext
def find_duplicates() -> None:
    """Look among all facilities for pairs that may be one, and put them before reviewers.

    What is known already, or was judged, stays as it is; so running it again changes nothing.
    """
    last, total = search_batch(0)
    db.session.commit()
    while last:
        db.session.expunge_all()  # the memory of one batch is enough
        last, new = search_batch(last)
        db.session.commit()
        total += new
    click.echo(f"New pairs that may be one: {total}.")


def init_app(app: Flask) -> None:
    """Give `flask` its commands."""
    for command in (load, geocode_missing, geocode, search, reindex, find_duplicates):
        app.cli.add_command(command)
