"""What reviewers do with a proposal that was submitted. Nobody decides on their own."""

from collections.abc import Mapping

from registry.accounts.models import User
from registry.errors import Invalid
from registry.facilities.models import Facility
from registry.facilities.record import BY_NAME
from registry.i18n import _
from registry.moderation.commands.applying import apply, take_back
from registry.moderation.commands.steps import alone, decide, tell_author, tell_operator
from registry.moderation.models import Proposal
from registry.moderation.states import Step


def approve(proposal: Proposal, reviewer: User, reason: str = "") -> Facility:
    """Publish what a proposal wants.

    Raises:
        NotAllowed: Somebody else has to decide.
        Conflict: It does not wait for review; or others changed the same fields since.
    """
    decide(proposal, Step.APPROVE, reviewer, reason)
    # What the operator made public at once is there already.
    facility = proposal.facility if proposal.is_live else None
    with alone():
        facility = facility or apply(proposal)
        proposal.is_live = False
    tell_author(proposal)
    tell_operator(proposal)
    return facility


def give_back(
    proposal: Proposal, reviewer: User, objections: Mapping[str, str], reason: str
) -> None:
    """Return a proposal to its author for correction.

    Args:
        proposal: One that waits for review.
        reviewer: Who decides.
        objections: What is wrong, by field.
        reason: What is wrong as a whole; "" when the objections say all.

    Raises:
        NotAllowed: Somebody else has to decide.
        Conflict: It does not wait for review.
        Invalid: Nothing says why.
    """
    decide(proposal, Step.RETURN, reviewer, reason)
    said = {name: text.strip() for name, text in objections.items() if name in BY_NAME}
    proposal.objections = {name: text for name, text in said.items() if text}
    if not (proposal.objections or proposal.decision):
        raise Invalid(_("Say what has to be corrected."), {"reason": [_("This is needed.")]})
    take_back(proposal)
    with alone():
        pass
    tell_author(proposal)


def reject(proposal: Proposal, reviewer: User, reason: str) -> None:
    """Refuse a proposal for good.

    Raises:
        NotAllowed: Somebody else has to decide.
        Conflict: It does not wait for review.
        Invalid: Nothing says why.
    """
    decide(proposal, Step.REJECT, reviewer, reason)
    if not proposal.decision:
        raise Invalid(_("Say why it is rejected."), {"reason": [_("This is needed.")]})
    take_back(proposal)
    with alone():
        pass
    tell_author(proposal)
