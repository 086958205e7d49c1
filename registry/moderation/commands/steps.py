"""What every step of a proposal has in common: the right, the state, the letter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from secrets import choice

from flask import current_app
from sqlalchemy.orm.exc import StaleDataError

from registry.accounts.models import User
from registry.db import db, utcnow
from registry.errors import Conflict
from registry.facilities.models import Facility
from registry.facilities.record import BY_NAME, overtaken, snapshot
from registry.i18n import _, best, speaking
from registry.mail.commands import post
from registry.moderation.models import Proposal
from registry.moderation.rights import demand
from registry.moderation.states import ACTS, STEPS, Origin, State, Step
from registry.organisations.queries import owners

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody takes for one another."""


REASON_MOST = 1000
"""Characters of a reason."""


def new_id(length: int) -> str:
    """Return an identifier that nobody guesses."""
    return "".join(choice(LETTERS) for _place in range(length))


def said(reason: str) -> str:
    """Return a reason as it is kept."""
    return reason.strip()[:REASON_MOST]


def take(proposal: Proposal, step: Step, by: User) -> None:
    """Let somebody lead a proposal one step further.

    Raises:
        NotAllowed: They may not.
        Conflict: The proposal is not in a state from which this step leads anywhere.
    """
    demand(by, ACTS[step], proposal)
    to = STEPS.get((proposal.state, step))
    if to is None:
        raise Conflict(
            _(
                "This cannot be done any more: the proposal is in the state “%(state)s”.",
                state=proposal.state.label,
            )
        )
    proposal.state = to


@contextmanager
def alone() -> Iterator[None]:
    """Write, unless somebody else has written the same proposal or record meanwhile.

    Raises:
        Conflict: Somebody has.
    """
    try:
        yield
        db.session.flush()
    except StaleDataError as error:
        raise Conflict(
            _("Somebody else has changed this meanwhile. Look at it anew, then try again.")
        ) from error


def overtaken_fields(proposal: Proposal) -> list[str]:
    """Return the fields that others changed since the author saw them."""
    if proposal.facility is None:
        return []
    return overtaken(proposal.changes, snapshot(proposal.facility))


def harmless_fields() -> set[str]:
    """Return the fields that a confirmed operator may change before anybody has looked."""
    return set(current_app.config["PROPOSALS_LIVE_FIELDS"])


def due() -> datetime:
    """Return by when what is submitted now should be decided."""
    return utcnow() + timedelta(days=current_app.config["REVIEW_DAYS"])


def decide(proposal: Proposal, step: Step, reviewer: User, reason: str) -> None:
    """Lead a proposal to a decision, and put on record whose it is."""
    take(proposal, step, reviewer)
    proposal.reviewer, proposal.decided_at = reviewer, utcnow()
    proposal.decision = said(reason)


def tell_author(proposal: Proposal) -> None:
    """Write to the author how the proposal stands now."""
    if proposal.state is State.WITHDRAWN or proposal.author is None:
        return
    lang = proposal.author.lang
    post(
        proposal.author.email,
        lang,
        f"proposal_{proposal.state}",
        key=f"proposal {proposal.public_id} {proposal.state} {proposal.revision}",
        proposal=proposal,
        name=name_of(proposal, lang),
    )


TOLD = (Origin.CHANGE, Origin.REVERT, Origin.LIFE)
"""Changes of which owners hear; imports, mergers and claims have ways of their own."""


def tell_operator(proposal: Proposal) -> None:
    """Write to who runs a facility that somebody else's change of it is public."""
    facility = proposal.facility
    if facility is None or proposal.origin not in TOLD or facility.operator_id is None:
        return
    if proposal.organisation_id == facility.operator_id:
        return
    for owner in owners(facility.operator_id):
        if owner.user and owner.user_id not in (proposal.author_id, proposal.reviewer_id):
            _tell_of_change(proposal, facility, owner.user)


def _tell_of_change(proposal: Proposal, facility: Facility, to: User) -> None:
    with speaking(to.lang):
        fields = ", ".join(str(BY_NAME[name].label) for name in proposal.changes)
    post(
        to.email,
        to.lang,
        "record_changed",
        key=f"record changed {proposal.public_id} {to.id}",
        user=to,
        facility=facility,
        name=best(facility.names, to.lang).value,
        fields=fields,
    )


def name_of(proposal: Proposal, lang: str | None = None) -> str:
    """Return the name of the facility that a proposal is about, as it would be; "" without one."""
    names = proposal.changes.get("names", {}).get("new")
    return best(names or (proposal.facility.names if proposal.facility else None), lang).value
