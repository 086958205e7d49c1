"""How people stand to proposals and records: what the table of rights is asked with."""

from registry.accounts.models import User
from registry.accounts.policy import REFUSALS, Act, Is, may
from registry.errors import NotAllowed
from registry.facilities.models import Facility
from registry.i18n import _
from registry.moderation.models import Proposal
from registry.organisations.queries import relations as standing


def relations(user: User | None, of: Proposal | Facility | None) -> set[Is]:
    """Return how somebody stands to a proposal, to a record, or to nothing in particular.

    To a proposal, members of the organisation that runs the facility stand as those of the one for
    which its author acts.
    """
    if isinstance(of, Facility):
        return standing(user, region_iso=region_of(of), organisation_id=of.operator_id)
    if of is None:
        return standing(user)
    found = standing(
        user,
        author_id=of.author_id,
        region_iso=of.region_iso,
        organisation_id=of.organisation_id,
    )
    if of.facility and of.facility.operator_id != of.organisation_id:
        found |= standing(user, organisation_id=of.facility.operator_id)
    return found


def region_of(facility: Facility) -> str:
    """Return the region where a facility is; "" when nobody knows."""
    return (facility.location.region_iso if facility.location else None) or ""


def can(user: User | None, act: Act, of: Proposal | Facility | None = None) -> bool:
    """Tell whether somebody may do this to a proposal or a record."""
    return may(act, relations(user, of))


def demand(user: User | None, act: Act, of: Proposal | Facility | None = None) -> None:
    """Let somebody do this.

    Raises:
        NotAllowed: They may not.
    """
    if not can(user, act, of):
        raise NotAllowed(str(REFUSALS.get(act) or _("You may not do this.")))
