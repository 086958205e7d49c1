"""Staying true: operators are asked once a year, reminded, and say that all is still correct."""

from datetime import timedelta

from flask import current_app

from registry.accounts.models import User
from registry.accounts.policy import Act, Is, may
from registry.db import db, today, utcnow
from registry.errors import NotAllowed
from registry.facilities.models import Facility
from registry.i18n import _, best
from registry.mail.commands import post
from registry.moderation import links
from registry.moderation.commands.steps import alone, new_id
from registry.moderation.models import Confirmation, Proposal
from registry.moderation.queries import confirmations as queries
from registry.moderation.rights import region_of, relations
from registry.moderation.states import Origin, State
from registry.search.commands import index

PURPOSE = "confirmation"

AT_ONCE = 200
"""Operators that are asked in one go; the others follow the next time."""


def confirm(facility: Facility, by: User, reason: str = "") -> None:
    """Let somebody of the operator say that all of a record is still correct.

    Raises:
        NotAllowed: They do not work for the operator as editor or owner.
    """
    if not may(Act.CONFIRM, relations(by, facility)):
        raise NotAllowed(_("Only editors of the operator say whether its record is correct."))
    now = utcnow()
    for one in queries.open_of(facility):
        one.confirmed_at, one.confirmed_by_id = now, by.id
    if facility.confirmed_on == today():
        return
    _put_on_record(facility, by, reason)
    with alone():
        facility.confirmed_on = today()
    index([facility])


def _put_on_record(facility: Facility, by: User, reason: str) -> None:
    now = utcnow()
    db.session.add(
        Proposal(
            public_id=new_id(12),
            facility=facility,
            origin=Origin.CONFIRMATION,
            state=State.APPROVED,
            changes={},
            reason=reason,
            base_version=facility.version,
            region_iso=region_of(facility),
            is_risky=False,
            author_id=by.id,
            reviewer_id=by.id,
            submitted_at=now,
            decided_at=now,
        )
    )


def ask_operators() -> int:
    """Ask whose records nobody confirmed for a year; return how many records that were."""
    before = today() - timedelta(days=current_app.config["CONFIRMED_WITHIN_DAYS"])
    facilities = queries.to_ask(before, AT_ONCE)
    for facility in facilities:
        asked = Confirmation(facility=facility, asked_on=today(), reminded=0)
        db.session.add(asked)
        db.session.flush()
        _write(asked)
    return len(facilities)


def remind_operators() -> int:
    """Remind who was asked and did not answer; return how many records that were."""
    between = timedelta(days=current_app.config["CONFIRM_REMIND_DAYS"])
    most = current_app.config["CONFIRM_REMINDERS"]
    year = timedelta(days=current_app.config["CONFIRMED_WITHIN_DAYS"])
    due = [
        one
        for one in queries.waiting(today() - year, most)
        if one.asked_on + between * (one.reminded + 1) <= today()
    ]
    for one in due:
        one.reminded += 1
        _write(one)
    db.session.flush()
    return len(due)


def _write(asked: Confirmation) -> None:
    """Write to everybody who may answer for the operator."""
    days = current_app.config["CONFIRM_LINK_DAYS"]
    for user in queries.answering(asked.facility):
        post(
            str(user.email),
            user.lang,
            "still_correct",
            key=f"confirmation {asked.id} {asked.reminded} {user.id}",
            name=best(asked.facility.names, user.lang).value,
            person=user.name or user.email,
            facility=asked.facility,
            is_reminder=asked.reminded > 0,
            token=token(asked, user),
            days=days,
        )


def token(asked: Confirmation, user: User) -> str:
    """Return the part of the link by which somebody confirms without signing in."""
    return links.token(str(current_app.secret_key), PURPOSE, [asked.id, user.id])


def opened(text: str) -> tuple[Confirmation, User]:
    """Return what a link of a letter is about, and whose it is.

    Raises:
        Conflict: It has expired.
        NotFound: Nobody here made it.
        NotAllowed: Who got it no longer works for the operator.
    """
    days = current_app.config["CONFIRM_LINK_DAYS"]
    confirmation_id, user_id = links.read(str(current_app.secret_key), PURPOSE, text, days)
    asked, user = queries.get(confirmation_id), db.session.get(User, user_id)
    if user is None or Is.EDITOR not in relations(user, asked.facility):
        raise NotAllowed(_("This link was for somebody who works for the operator no longer."))
    return asked, user
