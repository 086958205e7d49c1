"""Letters that nobody asked for: what waits for reviewers, and what waits for too long."""

from collections.abc import Mapping

from flask import current_app

from registry.accounts.policy import Role
from registry.db import db, today
from registry.i18n import best
from registry.mail.commands import post
from registry.moderation.queries.regions import in_charge_of
from registry.outreach import queries
from registry.outreach.queries import Waiting
from registry.places import queries as places

NOWHERE = ""


def write_digests() -> int:
    """Tell each reviewer what waits in their regions, once in DIGEST_DAYS; return how many."""
    days = current_app.config["DIGEST_DAYS"]
    if not days:
        return 0
    waiting = queries.waiting_by_region(current_app.config["REVIEW_DAYS"])
    count = 0
    for user in queries.on_duty(Role.REVIEWER):
        mine = _together(waiting, in_charge_of(user))
        if not mine.total:
            continue
        letter = post(
            str(user.email),
            user.lang,
            "digest",
            key=f"digest {user.id} {today().toordinal() // days}",
            person=user.name or user.email,
            waiting=mine,
        )
        count += letter is not None
    db.session.flush()
    return count


def _together(waiting: Mapping[str, Waiting], regions: set[str] | None) -> Waiting:
    """Return what waits in regions; None is all, and what lies nowhere too."""
    found = Waiting(NOWHERE)
    for iso, one in waiting.items():
        if regions is None or iso in regions:
            found = found.plus(one)
    return found


def report_overdue() -> int:
    """Tell administrators, once a week, where decisions take too long; return how many."""
    waiting = queries.waiting_by_region(current_app.config["REVIEW_DAYS"])
    late = sorted((one for one in waiting.values() if one.overdue), key=lambda one: -one.overdue)
    if not late:
        return 0
    names = {region.iso: region.names for region in places.regions()}
    year, week, _day = today().isocalendar()
    count = 0
    for user in queries.on_duty(Role.ADMINISTRATOR):
        letter = post(
            str(user.email),
            user.lang,
            "overdue",
            key=f"overdue {user.id} {year}-{week}",
            person=user.name or user.email,
            rows=[(best(names.get(one.region_iso), user.lang).value, one) for one in late],
            days=current_app.config["REVIEW_DAYS"],
        )
        count += letter is not None
    db.session.flush()
    return count
