"""Reading places: regions, settlements, outlines, sources; and the gazetteer made of them.

What is large and changes seldom is kept in the process, under the database's address and the
revision: every worker renews it after a change. Places that no pack brought have no revision, and
what is made of them is made afresh.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, joinedload

from registry.db import db
from registry.errors import NotFound
from registry.geo import Point
from registry.i18n import _
from registry.places.gazetteer import Entry, Gazetteer
from registry.places.models import Alias, Boundary, DataSource, Region, Revision, Settlement
from registry.places.pins import Outlines

Made = TypeVar("Made")

PART = "places"

REVISIONS = "revisions"
"""Where a session keeps what it has read of them."""

BOUNDARIES_FILE = "boundaries.geojson"


_STATE = Revision.__table__.c

STATES = select(_STATE.part, _STATE.number, _STATE.changed_at).order_by(_STATE.part)
"""Made once: every request begins with it."""


class State(NamedTuple):
    """How far a part of the data has come."""

    number: int
    changed_at: datetime


def states(connection: Connection) -> dict[str, State]:
    """Read the state of every part of the data."""
    rows = connection.execute(STATES)
    return {part: State(number, changed_at) for part, number, changed_at in rows}


def revisions(session: Session) -> dict[str, State]:
    """Return the state of every part of the data, which changes whenever any of it does.

    It is read once in a transaction: a request sees one state from its first question on.
    """
    transaction, read = session.info.get(REVISIONS, (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        read = states(session.connection())
        session.info[REVISIONS] = (session.get_transaction(), read)
    found: dict[str, State] = read
    return found


def forget_revisions(session: Session) -> None:
    """Read the state anew when it is asked for; for commands that have changed it."""
    session.info.pop(REVISIONS, None)


def revision() -> str:
    """Return the name of the present state of the places; empty where no pack brought them."""
    found = revisions(db.session()).get(PART)
    return f"{found.number}-{found.changed_at:%Y%m%d%H%M%S%f}" if found else ""


def _kept(make: Callable[[], Made]) -> Callable[[], Made]:
    """Keep what a function makes of the places until they change."""
    kept = lru_cache(maxsize=4)(lambda *_state: make())

    @wraps(make)
    def made() -> Made:
        session = db.session()
        found = revisions(session).get(PART)
        return kept(session.get_bind().engine, *found) if found else make()

    return made


@_kept
def regions() -> tuple[Region, ...]:
    """Return all regions by ISO code: copies that belong to no session, to be read only."""
    columns = Region.__table__.columns
    rows = db.session.execute(select(*columns).order_by(columns.iso)).mappings()
    return tuple(Region(**row) for row in rows)


def region(iso: str) -> Region:
    """Return one region.

    Raises:
        NotFound: No region has this code.
    """
    found = db.session.get(Region, iso)
    if found is None:
        raise NotFound(_("No region has the code %(code)s.", code=iso))
    return found


def settlements() -> list[Settlement]:
    """Return all settlements with their regions, by id."""
    rows = select(Settlement).options(joinedload(Settlement.region)).order_by(Settlement.id)
    return list(db.session.scalars(rows))


def settlement(id: int) -> Settlement | None:
    """Return one settlement; None when there is none with this GeoNames id."""
    return db.session.get(Settlement, id)


@_kept
def boundaries() -> tuple[tuple[str, str], ...]:
    """Return ISO code and GeoJSON geometry of every region, by code; the same object each time."""
    rows = select(Boundary.region_iso, Boundary.geometry).order_by(Boundary.region_iso)
    return tuple((iso, geometry) for iso, geometry in db.session.execute(rows))


@_kept
def outlines() -> Outlines:
    """Return the outlines of all regions, ready for questions about pins."""
    return Outlines(boundaries())


def region_at(point: Point) -> str | None:
    """Return the ISO code of the region in which a point lies, or the nearest within 2 km."""
    return outlines().region_at(point)


@_kept
def gazetteer() -> Gazetteer:
    """Return the gazetteer of all settlements and regions."""
    aliases = defaultdict(list)
    for alias in db.session.scalars(select(Alias).order_by(Alias.id)):
        aliases[alias.target].append(alias.name)
    towns = [_town(town, aliases[str(town.id)]) for town in settlements()]
    return Gazetteer([*towns, *(_region(one, aliases[one.iso]) for one in regions())])


def _town(town: Settlement, aliases: list[str]) -> Entry:
    return Entry(
        id=str(town.id),
        names=dict(town.names),
        others=(*town.other_names, *aliases),
        level="settlement",
        region_iso=town.region_iso,
        region_names=dict(town.region.names),
        population=town.population,
        point=town.point,
    )


def _region(one: Region, aliases: list[str]) -> Entry:
    return Entry(
        id=one.iso,
        names=dict(one.names),
        others=(*one.short_names.values(), *aliases),
        level="region",
        region_iso=one.iso,
        region_names=dict(one.names),
        population=one.population,
        point=one.point,
    )


def sources() -> list[DataSource]:
    """Return where the data are from, in the order of the pack."""
    return list(db.session.scalars(select(DataSource).order_by(DataSource.id)))


def boundaries_credit() -> str:
    """Return how the makers of the outlines want to be named; empty when nobody is on record."""
    rows = select(DataSource.attribution).where(DataSource.file == BOUNDARIES_FILE)
    return db.session.scalar(rows.order_by(DataSource.id).limit(1)) or ""
