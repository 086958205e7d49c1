"""What authors do with a proposal: begin, edit, bring up to date, submit, withdraw."""

from collections.abc import Collection, Mapping

from registry.accounts.models import User
from registry.accounts.policy import Act, Is
from registry.db import db, utcnow
from registry.errors import Conflict, Invalid, NotAllowed
from registry.facilities.models import Facility
from registry.facilities.record import NOTHING, Value, difference, is_risky, snapshot
from registry.i18n import _
from registry.moderation.commands.applying import NEEDED, apply, check, complete, take_back, wanted
from registry.moderation.commands.steps import (
    alone,
    due,
    harmless_fields,
    new_id,
    overtaken_fields,
    said,
    take,
    tell_author,
)
from registry.moderation.models import Proposal
from registry.moderation.rights import demand, region_of, relations
from registry.moderation.states import Origin, State, Step
from registry.organisations.queries import relations as standing

PROPOSAL_ID = 12


def begin(
    author: User, facility: Facility | None, origin: Origin, organisation_id: int | None = None
) -> Proposal:
    """Begin a proposal, a draft that changes nothing yet.

    Args:
        author: Whose it is.
        facility: What is to change; None for a new one.
        origin: How it comes about.
        organisation_id: For which the author acts, as its editor; it runs what is new.

    Raises:
        NotAllowed: The author may not, or not for this organisation.
    """
    demand(author, Act.REGISTER if facility is None else Act.PROPOSE, facility)
    acts_for = standing(author, organisation_id=organisation_id)
    if organisation_id is not None and Is.EDITOR not in acts_for:
        raise NotAllowed(_("Only editors of an organisation can act for it."))
    proposal = Proposal(
        public_id=new_id(PROPOSAL_ID),
        facility=facility,
        origin=origin,
        state=State.DRAFT,
        changes={},
        base_version=facility.version if facility else 0,
        author=author,
        organisation_id=organisation_id,
        region_iso=region_of(facility) if facility else "",
    )
    if facility is None and organisation_id is not None:
        proposal.changes = difference(NOTHING, {"operator_id": organisation_id})
    db.session.add(proposal)
    db.session.flush()
    return proposal


def edit(
    proposal: Proposal,
    values: Mapping[str, Value],
    by: User,
    revision: int,
    version: int | None = None,
) -> None:
    """Set what a proposal wants of some fields; those that are not named stay.

    Args:
        proposal: A draft, or one that was returned.
        values: By field, as facilities.record has them.
        by: Who edits.
        revision: The one of the proposal that they saw.
        version: The one of the record that they saw; that of the proposal when left out.

    Raises:
        NotAllowed: They may not.
        Conflict: It can no longer be edited; or what they saw is not what there is.
    """
    take(proposal, Step.EDIT, by)
    facility = proposal.facility
    seen = proposal.base_version if version is None else version
    is_late = facility is not None and facility.version != seen
    unseen = set(overtaken_fields(proposal)) - values.keys()
    if proposal.revision != revision or is_late or unseen:
        raise Conflict(_("This has been changed meanwhile. Compare both versions first."))
    _set(proposal, snapshot(facility) if facility else NOTHING, wanted(proposal) | dict(values))


def _set(proposal: Proposal, before: Mapping[str, Value], after: Mapping[str, Value]) -> None:
    proposal.changes = difference(before, after)
    proposal.is_risky = is_risky(proposal.changes)
    if proposal.facility is None:
        place = after.get("place") or {}
        proposal.region_iso = place.get("region_iso") or ""
    else:
        proposal.base_version = proposal.facility.version
    proposal.updated_at = utcnow()  # counts the revision, even of an edit that changes nothing
    with alone():
        pass


def bring_up_to_date(
    proposal: Proposal, by: User, revision: int, mine: Collection[str] = ()
) -> None:
    """Put a proposal upon the record as it is now.

    Args:
        proposal: Whose record others have changed since.
        by: Who does it.
        revision: The one of the proposal that they saw.
        mine: Of the fields that others changed too, those where the proposal stands; elsewhere the
            record does.

    Raises:
        NotAllowed: They may not.
        Conflict: Somebody else has edited the proposal.
    """
    take(proposal, Step.EDIT, by)
    if proposal.facility is None or proposal.revision != revision:
        raise Conflict(_("This has been changed meanwhile. Compare both versions first."))
    late = set(overtaken_fields(proposal)) - set(mine)
    kept = {name: value for name, value in wanted(proposal).items() if name not in late}
    _set(proposal, snapshot(proposal.facility), kept)


def submit(proposal: Proposal, by: User, reason: str = "") -> None:
    """Ask for a review. Harmless changes by the operator are public at once, where that is set.

    Raises:
        NotAllowed: They may not.
        Conflict: It was submitted or decided already; or others changed the same fields.
        Invalid: It changes nothing, or lacks what every record needs.
    """
    take(proposal, Step.SUBMIT, by)
    if not proposal.changes:
        raise Invalid(_("Nothing is changed yet."))
    check({name: complete(proposal).get(name) for name in NEEDED})
    if overtaken_fields(proposal):
        raise Conflict(_("This has been changed meanwhile. Compare both versions first."))
    proposal.reason = said(reason)
    proposal.is_risky = is_risky(proposal.changes)
    proposal.submitted_at, proposal.due_at = utcnow(), due()
    proposal.objections = {}
    if _goes_live(proposal, by):
        apply(proposal)
        proposal.is_live = True
    with alone():
        pass
    tell_author(proposal)


def _goes_live(proposal: Proposal, by: User) -> bool:
    is_harmless = set(proposal.changes) <= harmless_fields() and not proposal.is_risky
    return (
        is_harmless
        and proposal.facility is not None
        and Is.EDITOR in relations(by, proposal.facility)
    )


def withdraw(proposal: Proposal, by: User) -> None:
    """Give a proposal up; what was public before its review is taken back."""
    take(proposal, Step.WITHDRAW, by)
    take_back(proposal)
    with alone():
        pass
