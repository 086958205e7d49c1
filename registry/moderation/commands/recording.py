"""Changes that need no review, on the record all the same; and going back in history."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import insert

from registry.accounts.models import User
from registry.accounts.policy import Act
from registry.db import db, utcnow
from registry.errors import Conflict, Invalid
from registry.facilities.models import Facility
from registry.facilities.record import (
    BY_NAME,
    NOTHING,
    Value,
    Values,
    difference,
    is_risky,
    overtaken,
    reversed_changes,
    snapshot,
)
from registry.i18n import _
from registry.moderation.commands import applying
from registry.moderation.commands.drafts import PROPOSAL_ID, begin, submit
from registry.moderation.commands.steps import new_id, said, tell_operator
from registry.moderation.models import Proposal
from registry.moderation.rights import can, demand, region_of
from registry.moderation.states import Origin, State

BATCH = 1000
"""Rows that are written together."""

UNDONE_ELSEWHERE = (Origin.MERGE, Origin.UNMERGE)
"""Changes of several records at once, which are taken back as a whole."""


def change_at_once(
    facility: Facility | None,
    values: Mapping[str, Value],
    by: User,
    origin: Origin,
    reason: str,
    *,
    has_moved: bool = False,
) -> Proposal:
    """Change a record, or make one, for somebody who may decide about it; it goes on record.

    Raises:
        NotAllowed: They may not decide here.
        Invalid: Nothing would change, or something that every record needs would be missing.
    """
    before = snapshot(facility) if facility else NOTHING
    changes = difference(before, values)
    if not changes:
        raise Invalid(_("Nothing is changed yet."))
    proposal = Proposal(
        public_id=new_id(PROPOSAL_ID),
        facility=facility,
        origin=origin,
        changes=changes,
        base_version=facility.version if facility else 0,
        region_iso=_region(facility, values),
        is_risky=is_risky(changes),
        organisation_id=None,
    )
    with db.session.no_autoflush:
        demand(by, Act.DECIDE, proposal)
    _settle(proposal, by, reason)
    if facility is None:
        proposal.facility = applying.create({name: one["new"] for name, one in changes.items()})
    else:
        new = {name: one["new"] for name, one in changes.items()}
        applying.change(facility, new, has_moved=has_moved)
    db.session.add(proposal)
    db.session.flush()
    tell_operator(proposal)
    return proposal


def _region(facility: Facility | None, values: Mapping[str, Value]) -> str:
    if facility is not None:
        return region_of(facility)
    return (values.get("place") or {}).get("region_iso") or ""


def _settle(proposal: Proposal, by: User, reason: str) -> None:
    now = utcnow()
    proposal.state, proposal.reason = State.APPROVED, said(reason)
    proposal.author, proposal.reviewer = by, by
    proposal.submitted_at = proposal.decided_at = now


def revert(proposal: Proposal, by: User, reason: str) -> Proposal:
    """Take an approved change back: at once for who may, else by a proposal that waits for review.

    Raises:
        NotAllowed: They may not.
        Conflict: It was never made, is the beginning of the record, or others changed the same
            fields since.
    """
    facility = proposal.facility
    if proposal.state is not State.APPROVED or facility is None:
        raise Conflict(_("Only what was approved can be taken back."))
    if proposal.origin in UNDONE_ELSEWHERE or _is_beginning(proposal):
        raise Conflict(_("This cannot be taken back here."))
    changes = reversed_changes(proposal.changes)
    if late := overtaken(changes, snapshot(facility)):
        names = ", ".join(str(BY_NAME[name].label) for name in late)
        raise Conflict(
            _("Take back the later changes of the same first: %(fields)s.", fields=names)
        )
    values = {name: one["new"] for name, one in changes.items()}
    if can(by, Act.REVERT_AT_ONCE, facility):
        made = change_at_once(facility, values, by, Origin.REVERT, reason)
    else:
        made = begin(by, facility, Origin.REVERT)
        made.changes = difference(snapshot(facility), values)
        submit(made, by, reason)
    made.reverts_id = proposal.id
    db.session.flush()
    return made


def _is_beginning(proposal: Proposal) -> bool:
    return proposal.base_version == 0


def record_many(
    written: Iterable[tuple[Facility, Values, Values]], by: User, origin: Origin, batch_id: int
) -> int:
    """Put on record what an import has written, and return how many records that were.

    Args:
        written: Facility (flushed), its values before (record.NOTHING for a new one), and after.
        by: Who decided.
        origin: How it came about.
        batch_id: Of the import.
    """
    count, waiting = 0, iter(written)
    while some := list(islice(waiting, BATCH)):
        rows = [
            row
            for facility, old, new in some
            if (row := _row(facility, difference(old, new), old == NOTHING))
        ]
        shared = _shared(by, origin, batch_id)
        if rows:
            db.session.execute(insert(Proposal.__table__), [shared | row for row in rows])
        count += len(rows)
    return count


def _row(facility: Facility, changes: Any, is_new: bool) -> dict[str, Any] | None:
    if not changes:
        return None
    return {
        "public_id": new_id(PROPOSAL_ID),
        "facility_id": facility.id,
        "changes": changes,
        "base_version": 0 if is_new else facility.version,
        "region_iso": region_of(facility),
        "is_risky": is_risky(changes),
    }


def _shared(by: User, origin: Origin, batch_id: int) -> dict[str, Any]:
    now = utcnow()
    return {
        "origin": origin,
        "state": State.APPROVED,
        "reason": "",
        "revision": 1,
        "author_id": by.id,
        "reviewer_id": by.id,
        "is_live": False,
        "created_at": now,
        "updated_at": now,
        "submitted_at": now,
        "decided_at": now,
        "decision": "",
        "objections": {},
        "batch_id": batch_id,
    }
