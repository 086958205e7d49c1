"""Every state x every step x everybody: what is possible happens, nothing else does."""

import pytest

from registry.accounts.policy import Membership, Role, may
from registry.db import db
from registry.errors import Conflict, NotAllowed
from registry.moderation import commands
from registry.moderation.models import Proposal
from registry.moderation.rights import relations
from registry.moderation.states import ACTS, STEPS, State, Step
from tests import factories
from tests.moderation import world

DO = {
    Step.EDIT: lambda proposal, by: commands.edit(
        proposal, {"short_name": "Newer"}, by, proposal.revision
    ),
    Step.SUBMIT: lambda proposal, by: commands.submit(proposal, by, "why"),
    Step.WITHDRAW: commands.withdraw,
    Step.APPROVE: commands.approve,
    Step.RETURN: lambda proposal, by: commands.give_back(proposal, by, {"kind": "which?"}, ""),
    Step.REJECT: lambda proposal, by: commands.reject(proposal, by, "no"),
}

ALLOWED = {
    Step.EDIT: {"author"},
    Step.SUBMIT: {"author"},
    Step.WITHDRAW: {"author"},
    Step.APPROVE: {"reviewer", "reviewer of everything", "administrator"},
    Step.RETURN: {"reviewer", "reviewer of everything", "administrator"},
    Step.REJECT: {"reviewer", "reviewer of everything", "administrator"},
}
"""Written by hand, so that a slip in the table of rights shows."""


def outcome(proposal_id, step, by):
    """Return what a step leads to, and undo it."""
    proposal = db.session.get(Proposal, proposal_id)
    try:
        DO[step](proposal, by)
        db.session.flush()
        return proposal.state
    except (Conflict, NotAllowed) as error:
        return type(error)
    finally:
        db.session.rollback()


@pytest.mark.only_on("sqlite")  # the database plays no part
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_every_step_from_every_state_by_everybody(app, state, step):
    author, organisation = factories.person(), factories.organisation()
    factories.member(author, organisation, Membership.EDITOR)
    proposal = world.registration(author, state=state, organisation_id=organisation.id)
    people = world.everybody(author, organisation)

    for name, by in people.items():
        found = outcome(proposal.id, step, by)

        is_allowed = name in ALLOWED[step]
        assert is_allowed == may(ACTS[step], relations(by, proposal)), name
        expected = STEPS.get((state, step), Conflict) if is_allowed else NotAllowed
        assert found == expected, f"{name}: {found}"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("step", [Step.APPROVE, Step.RETURN, Step.REJECT])
def test_nobody_decides_about_their_own(app, role, step):
    author = factories.person(duties=[role])
    proposal = world.registration(author, state=State.SUBMITTED)

    assert outcome(proposal.id, step, author) is NotAllowed


def test_final_states_lead_nowhere():
    final = {State.APPROVED, State.REJECTED, State.WITHDRAWN}

    assert {state for state, _step in STEPS} == set(State) - final
    assert all(step in ACTS for step in Step)


def test_every_state_can_be_reached():
    reached = {State.DRAFT}
    for _round in State:
        reached |= {to for (state, _step), to in STEPS.items() if state in reached}

    assert reached == set(State)
