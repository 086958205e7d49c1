"""Where one's proposals stand."""

from flask import render_template

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act
from registry.moderation import queries
from registry.moderation.rights import demand
from registry.moderation.views.blueprint import bp


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
    return render_template("moderation/show.html", proposal=proposal, user=user)
