"""Applying an import in one transaction, and taking it back in another."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from registry.accounts.models import User
from registry.db import db, room_to_write, take_turn, utcnow
from registry.facilities.models import Facility, GeocodingTask, Location
from registry.facilities.queries import PAGE
from registry.facilities.record import NOTHING, Values, difference, overtaken, snapshot
from registry.facilities.writing import put
from registry.intake.commands.deciding import APART
from registry.intake.commands.making import make
from registry.intake.commands.operators import Operators
from registry.intake.merging import merged
from registry.intake.models import Import, ImportRow, Pair
from registry.intake.similarity import LIKELY
from registry.intake.stages import Outcome, Stage, Verdict
from registry.moderation.commands import record_many
from registry.moderation.models import Proposal
from registry.moderation.states import Origin, State
from registry.search.commands import index_many, remove

ROOM_KIB = 16 * 1024
"""What SQLite takes for it: the worker is to stay small."""

BATCH = 500
"""Facilities that are written together."""

Written = list[tuple[Any, Values, Values]]
"""Facility, or what stands for one that was made; its values before and after."""


def taken(import_id: int, stage: Stage) -> Import | None:
    """Return an import that waits in a stage, once nobody else is at it; None when it does not."""
    take_turn(f"import {import_id}")
    found = db.session.get(Import, import_id, populate_existing=True)
    return found if found and found.stage is stage else None


def apply(imported: Import) -> None:
    """Make and change what the rows without faults say; all of it is on record."""
    by = imported.reviewer or imported.author
    if by is None:
        imported.stage, imported.moved_at = Stage.WITHDRAWN, utcnow()
        return
    import_id, by_id = imported.id, by.id
    author_id = imported.author_id
    operators, ids = Operators(), list[int]()
    with room_to_write(ROOM_KIB):
        for some in _batches(import_id, (Outcome.NEW, Outcome.CHANGED)):
            written = _written(some, operators)
            ids += [facility.id for facility, _old, _new in written]
            record_many(written, db.session.get_one(User, by_id), Origin.IMPORT, import_id)
            db.session.flush()
            _forget(operators)
        index_many(ids)
    db.session.execute(
        update(Proposal).where(Proposal.batch_id == import_id).values(author_id=author_id)
    )
    _settle(import_id, Stage.APPLIED)


def _forget(operators: Operators) -> None:
    """Let go of the records of a batch; the operators are wanted again."""
    db.session.expunge_all()
    operators.keep()


def _settle(import_id: int, stage: Stage, **values: Any) -> None:
    settled = update(Import).where(Import.id == import_id)
    db.session.execute(settled.values(stage=stage, moved_at=utcnow(), **values))


def _batches(import_id: int, outcomes: Sequence[Outcome]) -> Iterator[Sequence[ImportRow]]:
    last = 0
    while True:
        wanted = (
            select(ImportRow)
            .where(ImportRow.import_id == import_id, ImportRow.row > last)
            .where(ImportRow.outcome.in_(outcomes))
            .order_by(ImportRow.row)
            .limit(BATCH)
        )
        some = db.session.scalars(wanted).all()
        if not some:
            return
        last = some[-1].row
        yield some


def _written(rows: Sequence[ImportRow], operators: Operators) -> Written:
    new = [row for row in rows if row.outcome is Outcome.NEW]
    changed = [row for row in rows if row.outcome is Outcome.CHANGED]
    return [*_made(new, operators), *_changed(changed, operators)]


def _made(rows: Sequence[ImportRow], operators: Operators) -> Written:
    """Make what new rows say, and note which facility each became."""
    values = []
    for row in rows:
        operator = _operator(row.values, operators)
        values.append(merged(NOTHING, row.values, operator and operator.id))
    if not values:
        return []
    made = make(values)
    linked = [
        {"import_id": row.import_id, "row": row.row, "facility_id": one.id}
        for row, one in zip(rows, made, strict=True)
    ]
    db.session.execute(update(ImportRow), linked)
    _remember_apart(rows, [one.id for one in made])
    return [(one, NOTHING, NOTHING | told) for one, told in zip(made, values, strict=True)]


def _remember_apart(rows: Sequence[ImportRow], ids: Sequence[int]) -> None:
    """Remember of rows that somebody judged that they are not the facilities they look like."""
    judged = [(row.values.get(APART), id) for row, id in zip(rows, ids, strict=True)]
    there = set(
        db.session.scalars(
            select(Facility.id).where(Facility.id.in_([o for o, _id in judged if o]))
        )
    )
    pairs = [
        {"low_id": min(other, id), "high_id": max(other, id), "score": LIKELY, "signs": {},
         "verdict": Verdict.DIFFERENT}
        for other, id in judged
        if other in there
    ]  # fmt: skip
    if pairs:
        db.session.execute(insert(Pair), pairs)


def _changed(rows: Sequence[ImportRow], operators: Operators) -> Written:
    there = _loaded([row.facility_id for row in rows if row.facility_id])
    done: Written = []
    places = []
    for row in rows:
        facility = there.get(row.facility_id or 0)
        if facility is None:
            continue  # deleted since it was checked
        operator = _operator(row.values, operators)
        before = snapshot(facility)
        after = merged(before, row.values, operator and operator.id)
        changes = {name: one["new"] for name, one in difference(before, after).items()}
        if changes:
            facility.updated_at = utcnow()
            with db.session.no_autoflush:
                places.append(put(facility, changes))
            done.append((facility, before, before | changes))
    db.session.flush()
    _queue(places)
    return done


def _loaded(ids: Sequence[int]) -> dict[int, Facility]:
    wanted = select(Facility).where(Facility.id.in_(ids)).options(*PAGE)
    return {facility.id: facility for facility in db.session.scalars(wanted)}


def _operator(values: Values, operators: Operators) -> Any:
    told = values.get("operator")
    if not told:
        return None
    found = operators.named(told.get("names", {}), told.get("bin", ""))
    if found is not None and found.id is None:
        db.session.flush([found])
    return found


def _queue(places: Sequence[Location | None]) -> None:
    """Let addresses without a pin wait for the geocoder, and those with one no longer."""
    ids = {place.id: place.point is None for place in places if place is not None}
    waiting = select(GeocodingTask.location_id).where(GeocodingTask.location_id.in_(ids))
    there = set(db.session.scalars(waiting))
    if new := [id for id, is_unpinned in ids.items() if is_unpinned and id not in there]:
        db.session.execute(insert(GeocodingTask), [{"location_id": id} for id in new])
    if found := [id for id in there if not ids[id]]:
        db.session.execute(delete(GeocodingTask).where(GeocodingTask.location_id.in_(found)))


def undo(imported: Import) -> None:
    """Take an import back: delete what it made, give what it changed its old values.

    What others have changed since stays as they left it; how many rows that are is counted.
    """
    import_id, by_id = imported.id, imported.reviewer_id or imported.author_id
    counts = dict(imported.counts)
    kept, gone, changed = 0, list[int](), list[int]()
    with room_to_write(ROOM_KIB):
        for some in _batches(import_id, (Outcome.NEW, Outcome.CHANGED)):
            made = [row.facility_id for row in some if row.outcome is Outcome.NEW]
            stay = _touched([id for id in made if id], import_id)
            kept += len(stay)
            gone += [id for id in made if id and id not in stay]
            other = [row.facility_id for row in some if row.outcome is Outcome.CHANGED]
            kept += _revert([id for id in other if id], import_id, by_id, changed)
            db.session.flush()
            db.session.expunge_all()
        remove(*gone)
        for start in range(0, len(gone), BATCH):
            some_ids = gone[start : start + BATCH]
            db.session.execute(delete(Facility).where(Facility.id.in_(some_ids)))
        index_many(changed)
    _settle(import_id, Stage.UNDONE, counts=counts | {"kept": kept})


def _touched(ids: Sequence[int], import_id: int) -> set[int]:
    """Return the facilities that somebody has changed since, or made part of something."""
    touched = select(Proposal.facility_id).where(
        Proposal.facility_id.in_(ids),
        Proposal.batch_id.is_distinct_from(import_id),
        (Proposal.state == State.APPROVED) | Proposal.is_live,
    )
    mothers = select(Facility.parent_id).where(Facility.parent_id.in_(ids))
    found = {*db.session.scalars(touched), *db.session.scalars(mothers)}
    return {id for id in found if id is not None}


def _revert(ids: Sequence[int], import_id: int, by_id: int | None, changed: list[int]) -> int:
    """Give facilities the values they had before; return how many keep a field of the import."""
    wanted = select(Proposal).where(Proposal.batch_id == import_id, Proposal.facility_id.in_(ids))
    proposals = {one.facility_id: one for one in db.session.scalars(wanted)}
    done: Written = []
    places = []
    kept = 0
    for facility in _loaded([id for id in ids if id in proposals]).values():
        before = snapshot(facility)
        back = {
            name: {"old": one["new"], "new": one["old"]}
            for name, one in proposals[facility.id].changes.items()
        }
        late = overtaken(back, before)
        kept += bool(late)
        values = {name: one["new"] for name, one in back.items() if name not in late}
        facility.updated_at = utcnow()
        places.append(put(facility, values))
        done.append((facility, before, before | values))
    db.session.flush()
    _queue(places)
    changed += [facility.id for facility, _old, _new in done]
    by = db.session.get(User, by_id) if by_id else None
    if by is not None:
        record_many(done, by, Origin.REVERT, import_id)
    return kept
