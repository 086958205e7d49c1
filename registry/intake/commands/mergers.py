"""Making one record of two, taking that back, and remembering which pairs are two."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from registry.accounts.models import User
from registry.accounts.policy import Act
from registry.db import db, utcnow
from registry.errors import Conflict
from registry.facilities.mergers.models import Merger
from registry.facilities.models import Facility
from registry.facilities.record import BY_NAME, Value, Values, difference, overtaken, snapshot
from registry.i18n import _
from registry.intake import queries
from registry.intake.models import Pair
from registry.intake.stages import Verdict
from registry.moderation.commands import change_at_once
from registry.moderation.rights import demand
from registry.moderation.states import Origin
from registry.search.commands import index, remove

OTHER, BOTH = "other", "both"
"""What may be chosen of a field, beside staying with what the record has."""

JOINED = ("contacts", "services", "sectors", "stages", "languages", "programmes", "former_names")
"""Lists of which both records' may be kept."""


INSIDE = "inside"
"""Under which a merger keeps the ids of what was part of the record that goes."""


def merge(
    kept: Facility, gone: Facility, choices: Mapping[str, str], by: User, reason: str
) -> None:
    """Make a record part of another, under which its address is found for ever.

    Its names go on finding the other one, as former names.

    Args:
        kept: The record that stays.
        gone: The one that becomes part of it.
        choices: By field, OTHER for the value of the one that goes, BOTH for those of both.
        by: Who decides.
        reason: Why they are one.

    Raises:
        NotAllowed: They may not decide on both.
        Conflict: One of them is part of another already, or they are the same record.
    """
    demand(by, Act.MERGE, kept)
    demand(by, Act.MERGE, gone)
    if kept.id == gone.id or db.session.get(Merger, kept.id) or db.session.get(Merger, gone.id):
        raise Conflict(_("One of them is part of another record already."))
    before = snapshot(kept)
    wanted = chosen(before, snapshot(gone), choices)
    changes = difference(before, wanted)
    if changes:
        change_at_once(kept, wanted, by, Origin.MERGE, reason or gone.public_id)
    inside = _lead_on(gone, kept)
    made = Merger(facility_id=gone.id, into_id=kept.id, changes=changes | {INSIDE: inside})
    db.session.add(made)
    db.session.flush()
    remove(gone.id)
    _judge(kept, gone, by, Verdict.SAME)


def _lead_on(gone: Facility, kept: Facility) -> list[int]:
    """Let what is part of one record be part of another; return which records that were."""
    wanted = select(Facility).where(Facility.parent_id == gone.id, Facility.id != kept.id)
    inside = list(db.session.scalars(wanted.order_by(Facility.id)))
    for one in inside:
        one.parent = kept
    return [one.id for one in inside]


def _lead_back(ids: Sequence[int], kept: Facility, gone: Facility) -> None:
    """Let records be part of the one they were part of, but for those that were moved since."""
    wanted = select(Facility).where(Facility.id.in_(ids), Facility.parent_id == kept.id)
    for one in db.session.scalars(wanted):
        one.parent = gone


def chosen(kept: Mapping[str, Any], gone: Mapping[str, Any], choices: Mapping[str, str]) -> Values:
    """Return the values that a record gets by a merger."""
    found: dict[str, Any] = {}
    for name in BY_NAME:
        choice = choices.get(name)
        if choice == OTHER:
            found[name] = gone[name]
        elif choice == BOTH and name in JOINED:
            found[name] = joined(kept[name], gone[name])
    names = found.get("names", kept["names"])
    former = found.get("former_names", kept["former_names"])
    every = [*kept["names"].values(), *gone["names"].values()]
    known = {*names.values(), *(one["name"] for one in former)}
    new = [name for name in dict.fromkeys(every) if name not in known]
    if new:
        added = [{"name": name, "from": None, "to": None} for name in new]
        found["former_names"] = [*former, *added]
    return found


def joined(one: Value, other: Value) -> Value:
    """Return two lists as one; of two services that are the same the first one's conditions."""
    if one and isinstance(one[0], dict) and "service" in one[0]:
        known = {item["service"] for item in one}
        return [*one, *(item for item in other if item["service"] not in known)]
    return [*one, *(item for item in other if item not in one)]


def unmerge(gone: Facility, by: User, reason: str) -> Facility:
    """Take a merger back: both records are as they were, but for what others changed since.

    Returns:
        The record of which the other had become part.

    Raises:
        Conflict: It is part of no other.
    """
    merger = db.session.get(Merger, gone.id)
    if merger is None:
        raise Conflict(_("This record is part of no other."))
    kept = merger.into
    demand(by, Act.MERGE, kept)
    demand(by, Act.MERGE, gone)
    before = snapshot(kept)
    back: dict[str, Any] = {
        name: {"old": one["new"], "new": one["old"]}
        for name, one in merger.changes.items()
        if name != INSIDE
    }
    late = overtaken(back, before)
    values = {name: one["new"] for name, one in back.items() if name not in late}
    if difference(before, values):
        change_at_once(kept, values, by, Origin.UNMERGE, reason or gone.public_id)
    _lead_back(merger.changes.get(INSIDE, []), kept, gone)
    db.session.delete(merger)
    db.session.flush()
    index([gone])
    _judge(kept, gone, by, Verdict.OPEN)
    return kept


def keep_apart(one: Facility, other: Facility, by: User) -> None:
    """Remember that two facilities are two, however alike they are."""
    demand(by, Act.DECIDE_DUPLICATES, one)
    demand(by, Act.DECIDE_DUPLICATES, other)
    _judge(one, other, by, Verdict.DIFFERENT)


def note(one_id: int, other_id: int, score: float, signs: Mapping[str, float]) -> bool:
    """Put two facilities that may be one before people; tell whether that is new."""
    low, high = sorted((one_id, other_id))
    if db.session.get(Pair, (low, high)):
        return False
    db.session.add(Pair(low_id=low, high_id=high, score=score, signs=dict(signs)))
    return True


def _judge(one: Facility, other: Facility, by: User, verdict: Verdict) -> None:
    pair = queries.pair(one, other)
    if pair is None:
        low, high = sorted((one.id, other.id))
        pair = Pair(low_id=low, high_id=high, score=0.0, signs={})
        db.session.add(pair)
    pair.verdict = verdict
    is_open = verdict is Verdict.OPEN
    pair.decided_by_id = None if is_open else by.id
    pair.decided_at = None if is_open else utcnow()
    db.session.flush()
