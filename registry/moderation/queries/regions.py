"""Of which regions somebody is in charge, and what lies in them."""

from sqlalchemy import ColumnElement, and_, or_, true

from registry.accounts.models import User
from registry.accounts.policy import Role
from registry.facilities.models import Facility, Location

DECIDING = (Role.REVIEWER, Role.ADMINISTRATOR)


def in_charge_of(user: User) -> set[str] | None:
    """Return the regions for which somebody decides; None is all of them."""
    regions = {duty.region_iso for duty in user.duties if duty.role in DECIDING}
    return None if "" in regions else regions


def lies_in(regions: set[str] | None) -> ColumnElement[bool]:
    """Tell, in a query, whether a facility is in regions; one that is nowhere is in all alone."""
    if regions is None:
        return true()
    return or_(
        Facility.locations.any(and_(Location.is_current, Location.region_iso.in_(sorted(regions))))
    )
