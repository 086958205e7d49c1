"""Whether who asks may do something to a thing."""

from registry.accounts.guard import current, signed_in
from registry.accounts.models import User
from registry.accounts.policy import REFUSALS, Act, may
from registry.errors import NotAllowed
from registry.i18n import _
from registry.organisations.queries import relations


def require(
    act: Act,
    *,
    author_id: int | None = None,
    region_iso: str | None = None,
    organisation_id: int | None = None,
) -> User:
    """Return who asks, when they may do this to a thing; see `relations` for what tells it.

    Raises:
        NotAllowed: They may not, or nobody is signed in.
    """
    standing = relations(
        current(), author_id=author_id, region_iso=region_iso, organisation_id=organisation_id
    )
    if not may(act, standing):
        raise NotAllowed(str(REFUSALS.get(act) or _("You may not do this.")))
    return signed_in()
