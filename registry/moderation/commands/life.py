"""Events in the life of a facility become changes of its record, or proposals of such."""

from collections.abc import Mapping
from datetime import date

from registry.accounts.models import User
from registry.accounts.policy import Act, Is
from registry.db import today
from registry.errors import Conflict, Invalid
from registry.facilities.models import Facility
from registry.facilities.record import Value, snapshot
from registry.i18n import _
from registry.moderation.commands.drafts import begin, edit, submit
from registry.moderation.commands.recording import change_at_once
from registry.moderation.life import FROM, Event, fault, values
from registry.moderation.models import Proposal
from registry.moderation.rights import can, relations
from registry.moderation.states import Origin


def happen(
    facility: Facility,
    event: Event,
    by: User,
    on: date,
    answers: Mapping[str, Value],
    reason: str = "",
) -> Proposal:
    """Let something happen to a facility: at once for who may decide, else after a review.

    Args:
        facility: To which it happens.
        event: What.
        by: Who says so.
        on: When it happened.
        answers: `place` of what moved, `names` of what was renamed.
        reason: How it is known.

    Raises:
        NotAllowed: They may not even propose it.
        Conflict: It cannot happen to a facility in this state.
        Invalid: The day makes no sense, or nothing would change.
    """
    if facility.status not in FROM[event]:
        raise Conflict(
            _(
                "This cannot happen to a facility in the state “%(state)s”.",
                state=facility.status.label,
            )
        )
    before = snapshot(facility)
    if sentence := fault(before, event, on, today()):
        raise Invalid(sentence, {"on": [sentence]})
    after = values(before, event, on, answers)
    said = f"{event.label} ({on.isoformat()}). {reason}".strip()
    if can(by, Act.DECIDE, facility):
        return change_at_once(
            facility, after, by, Origin.LIFE, said, has_moved=event is Event.MOVED
        )
    is_ours = Is.EDITOR in relations(by, facility)
    proposal = begin(by, facility, Origin.LIFE, facility.operator_id if is_ours else None)
    edit(proposal, after, by, proposal.revision)
    submit(proposal, by, said)
    return proposal
