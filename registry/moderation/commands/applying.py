"""Brings approved changes into the published record, or takes them back."""

from collections.abc import Mapping

from registry.db import db, utcnow
from registry.errors import Conflict, Invalid
from registry.facilities.models import Facility
from registry.facilities.record import BY_NAME, NOTHING, Value, Values, snapshot
from registry.facilities.slug import slug
from registry.facilities.vocabulary import Confidence, Kind, Status
from registry.facilities.writing import write
from registry.i18n import _
from registry.moderation.commands.steps import alone, new_id, overtaken_fields
from registry.moderation.models import Proposal
from registry.moderation.states import Origin
from registry.search.commands import index

PUBLIC_ID = 8
NEEDED = ("names", "kind", "status", "place")
"""Fields without which nobody finds a facility."""


def apply(proposal: Proposal) -> Facility:
    """Write what a proposal wants.

    Raises:
        Conflict: Others changed the same fields since the author saw them.
        Invalid: What a record needs would be missing.
    """
    values = wanted(proposal)
    if proposal.facility is None:
        proposal.facility = create(values)
        return proposal.facility
    if late := overtaken_fields(proposal):
        raise Conflict(
            _(
                "Others have changed the same since: %(fields)s.",
                fields=", ".join(str(BY_NAME[name].label) for name in late),
            )
        )
    change(proposal.facility, values, has_moved=proposal.origin is Origin.LIFE)
    return proposal.facility


def wanted(proposal: Proposal) -> Values:
    """Return the values that a proposal wants, by field."""
    return {name: one["new"] for name, one in proposal.changes.items()}


def take_back(proposal: Proposal) -> None:
    """Undo what a proposal made before it was reviewed; what others changed since stays."""
    if not proposal.is_live or proposal.facility is None:
        return
    late = overtaken_fields(proposal)
    values = {name: one["old"] for name, one in proposal.changes.items() if name not in late}
    proposal.is_live = False
    change(proposal.facility, values)


def create(values: Mapping[str, Value]) -> Facility:
    """Make a record of values, and let it be found."""
    check(values)
    kind = Kind(values["kind"])
    facility = Facility(
        public_id=new_id(PUBLIC_ID),
        slug=slug(values["names"], kind),
        names=values["names"],
        descriptions={},
        kind=kind,
        status=Status(values["status"]),
        confidence=Confidence.HIGH,
    )
    db.session.add(facility)
    db.session.flush()
    write(facility, values)
    index([facility])
    return facility


def change(facility: Facility, values: Mapping[str, Value], *, has_moved: bool = False) -> None:
    """Give a record values, and let it be found by them."""
    check({name: value for name, value in values.items() if name in NEEDED})
    moves = has_moved and values.get("place") is not None
    with alone():
        # Every change counts the version of the record, whichever of its parts it touches.
        facility.updated_at = utcnow()
        db.session.flush()
        write(facility, values, has_moved=moves)
    index([facility])


def check(values: Mapping[str, Value]) -> None:
    """Refuse values of a record that lack what every record needs.

    Raises:
        Invalid: Some are missing; it names the fields.
    """
    missing = {
        name: [_("This is needed.")] for name, value in values.items() if is_missing(name, value)
    }
    if missing:
        raise Invalid(_("Something that every record needs is missing."), missing)


def is_missing(name: str, value: Value) -> bool:
    """Tell whether a field that every record needs is empty."""
    if name == "place":
        return not (value and value["region_iso"])
    return name in NEEDED and not value


def complete(proposal: Proposal) -> Values:
    """Return a record as a proposal would have it."""
    before = snapshot(proposal.facility) if proposal.facility else NOTHING
    return before | wanted(proposal)
