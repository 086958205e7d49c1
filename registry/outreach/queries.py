"""What outreach looks for by itself."""

from sqlalchemy import func, select

from registry.db import db, today
from registry.facilities.models import Facility
from registry.search.document import STALE_AFTER
from registry.search.models import SearchEntry

AT_ONCE = 500
"""Records that are brought to another place in lists in one go."""

FRESH = "0"
"""Second letter of SearchEntry.standing for a record that is not silent: search/document.py."""


def fallen_silent() -> list[Facility]:
    """Return facilities that stand in lists as if their operators still confirmed them."""
    rows = (
        select(Facility)
        .join(SearchEntry, SearchEntry.facility_id == Facility.id)
        .where(
            Facility.confirmed_on < today() - STALE_AFTER,
            func.substr(SearchEntry.standing, 2, 1) == FRESH,
        )
        .order_by(Facility.id)
        .limit(AT_ONCE)
    )
    return list(db.session.scalars(rows))
