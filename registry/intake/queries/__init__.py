"""Imports, their rows, and pairs of facilities that may be one."""

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, func, or_, select

from registry.accounts.models import User
from registry.accounts.policy import Is
from registry.db import db
from registry.errors import NotFound
from registry.facilities.models import Facility, Location
from registry.i18n import _
from registry.intake.models import ColumnMapping, Import, ImportRow, Pair
from registry.intake.stages import Outcome, Stage, Verdict
from registry.organisations.queries import relations

ROWS_SHOWN = 100
"""Rows of an import on one page."""

LISTED = 50

NOWHERE = ""
"""Region of what is in none: only who is on duty for all regions decides there."""


def get(public_id: str) -> Import:
    """Return an import.

    Raises:
        NotFound: There is none with this number.
    """
    found: Import | None = db.session.scalar(select(Import).where(Import.public_id == public_id))
    if found is None:
        raise NotFound(_("There is no such import."))
    return found


def of_author(user: User) -> list[Import]:
    """Return the imports of somebody, the latest first."""
    mine = select(Import).where(Import.author_id == user.id)
    return list(db.session.scalars(mine.order_by(Import.id.desc()).limit(LISTED)))


def submitted() -> list[Import]:
    """Return the imports that wait for review, the oldest first."""
    waiting = select(Import).where(Import.stage == Stage.SUBMITTED)
    return list(db.session.scalars(waiting.order_by(Import.moved_at).limit(LISTED)))


def same_before(imported: Import) -> Import | None:
    """Return an import of the same file by the same person that was applied."""
    found: Import | None = db.session.scalar(
        select(Import)
        .where(Import.author_id == imported.author_id, Import.digest == imported.digest)
        .where(Import.stage == Stage.APPLIED, Import.id != imported.id)
        .order_by(Import.id.desc())
        .limit(1)
    )
    return found


def counts(imported: Import) -> dict[str, int]:
    """Return how many rows have each outcome."""
    rows = (
        select(ImportRow.outcome, func.count())
        .where(ImportRow.import_id == imported.id)
        .group_by(ImportRow.outcome)
    )
    return {outcome.value: count for outcome, count in db.session.execute(rows)}


def rows(imported: Import, outcome: Outcome, after: int = 0) -> list[ImportRow]:
    """Return some rows with an outcome, in the order of the file."""
    wanted = (
        select(ImportRow)
        .where(ImportRow.import_id == imported.id, ImportRow.outcome == outcome)
        .where(ImportRow.row > after)
        .order_by(ImportRow.row)
        .limit(ROWS_SHOWN)
    )
    return list(db.session.scalars(wanted))


def row(imported: Import, number: int) -> ImportRow:
    """Return one row.

    Raises:
        NotFound: The import has no such row.
    """
    found = db.session.get(ImportRow, (imported.id, number))
    if found is None:
        raise NotFound(_("The file has no such row."))
    return found


def named(ids: Iterable[int | None]) -> dict[int, Facility]:
    """Return facilities by id, for links to them."""
    wanted = select(Facility).where(Facility.id.in_([id for id in ids if id]))
    return {facility.id: facility for facility in db.session.scalars(wanted)}


def regions(imported: Import) -> set[str]:
    """Return the regions of all that an import would make or change, NOWHERE for those in none.

    A row that changes a facility counts for the region where that is now as well.
    """
    of_import = (ImportRow.import_id == imported.id) & ImportRow.outcome.in_(
        (Outcome.NEW, Outcome.CHANGED)
    )
    told = ImportRow.values[("place", "region_iso")].as_string()
    # What a changed row does not tell of its region is where the facility is.
    found = set(
        db.session.scalars(
            select(func.coalesce(told, NOWHERE))
            .where(of_import, or_(ImportRow.outcome == Outcome.NEW, told.is_not(None)))
            .distinct()
        )
    )
    places = and_(Location.facility_id == ImportRow.facility_id, Location.is_current)
    kept = (
        select(func.coalesce(Location.region_iso, NOWHERE))
        .select_from(ImportRow)
        .outerjoin(Location, places)
        .where(of_import, ImportRow.outcome == Outcome.CHANGED)
        .distinct()
    )
    return found | set(db.session.scalars(kept))


def standing(user: User, imported: Import, *, as_author: bool = True) -> set[Is]:
    """Return how somebody stands to all that an import touches: what holds in every region."""
    author_id = imported.author_id if as_author else None
    every = [
        relations(user, author_id=author_id, region_iso=iso) for iso in regions(imported) or {""}
    ]
    return set.intersection(*every)


def mapping(user: User, header: str) -> dict[str, str] | None:
    """Return how somebody had columns with such a header read; None when never."""
    found = db.session.get(ColumnMapping, (user.id, header))
    return found.columns if found else None


def open_pairs(limit: int = LISTED) -> list[Pair]:
    """Return pairs that nobody has decided on, the likeliest first."""
    wanted = select(Pair).where(Pair.verdict == Verdict.OPEN)
    return list(db.session.scalars(wanted.order_by(Pair.score.desc(), Pair.low_id).limit(limit)))


def pair(one: Facility, other: Facility) -> Pair | None:
    """Return what is known of two facilities as a pair."""
    return db.session.get(Pair, (min(one.id, other.id), max(one.id, other.id)))


def decided(ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return the pairs, of these facilities among each other, on which somebody decided."""
    rows = select(Pair.low_id, Pair.high_id).where(
        Pair.low_id.in_(ids), Pair.high_id.in_(ids), Pair.verdict != Verdict.OPEN
    )
    return {(low, high) for low, high in db.session.execute(rows)}


def at_work(stages: Iterable[Stage], since: object) -> list[int]:
    """Return the imports that are in such a stage, and have not gone on since a moment."""
    wanted = select(Import.id).where(Import.stage.in_(list(stages)), Import.moved_at < since)
    return list(db.session.scalars(wanted.order_by(Import.id)))


def notes(imported: Import) -> list[tuple[int, Outcome, dict[str, str]]]:
    """Return number, outcome and faults of every row."""
    columns = (ImportRow.row, ImportRow.outcome, ImportRow.faults)
    found = select(*columns).where(ImportRow.import_id == imported.id)
    return [(number, outcome, faults) for number, outcome, faults in db.session.execute(found)]
