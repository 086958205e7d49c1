"""Where one's proposals stand."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act
from registry.db import db
from registry.facilities.record import snapshot
from registry.i18n import _
from registry.moderation import commands, queries
from registry.moderation.commands.evidence import sees
from registry.moderation.commands.steps import name_of, overtaken_fields
from registry.moderation.display import field_changes
from registry.moderation.forms import STEPS
from registry.moderation.models import Proposal
from registry.moderation.rights import can, demand
from registry.moderation.states import State
from registry.moderation.views.blueprint import bp
from registry.tasks import ask

STEP_OF = {field: step for step, form in STEPS.items() for field in form.of}
"""The step in which a field is filled in."""

bp.add_app_template_global(name_of, "name_of_proposal")


@bp.app_template_global()
def step_of_field(name: str) -> str:
    """Return the step of the form in which a field is filled in; "" for one that is in none."""
    return STEP_OF.get(name, "")


@bp.get("/proposals")
def mine() -> str:
    """List the proposals of who asks, newest first."""
    return render_template("moderation/mine.html", proposals=queries.of_author(signed_in()))


@bp.get("/proposals/<public_id>")
def show(public_id: str) -> str:
    """Show what a proposal says, where it stands and what comes next."""
    proposal = queries.get(public_id)
    user = signed_in()
    demand(user, Act.SEE_PROPOSAL, proposal)
    return render_template(
        "moderation/show.html",
        proposal=proposal,
        changes=field_changes(proposal.changes, _current(proposal), proposal.objections),
        evidence=proposal.evidence if sees(proposal, user) else [],
        is_own=proposal.author_id == user.id,
        may_decide=can(user, Act.DECIDE, proposal),
        is_open=proposal.state in queries.OPEN,
        is_editable=proposal.state in (State.DRAFT, State.RETURNED),
        late=overtaken_fields(proposal) if proposal.state in queries.OPEN else [],
    )


def _current(proposal: Proposal) -> dict[str, Any] | None:
    is_open = proposal.state in queries.OPEN and not proposal.is_live
    return snapshot(proposal.facility) if proposal.facility and is_open else None


@bp.post("/proposals/<public_id>/withdraw")
def withdraw(public_id: str) -> Any:
    """Give a proposal up."""
    commands.withdraw(queries.get(public_id), signed_in())
    db.session.commit()
    ask("mail.send")
    flash(_("The proposal is withdrawn."))
    return redirect(url_for("moderation.mine"), 303)
