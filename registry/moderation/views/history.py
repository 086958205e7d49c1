"""The whole history of a record: who, what, when, why; and going back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act
from registry.db import db
from registry.facilities import queries as facilities
from registry.i18n import _
from registry.moderation import commands, queries
from registry.moderation.commands.recording import UNDONE_ELSEWHERE
from registry.moderation.display import field_changes
from registry.moderation.forms.base import wording
from registry.moderation.models import Proposal
from registry.moderation.rights import can
from registry.moderation.states import State
from registry.moderation.views.blueprint import bp, page_number
from registry.tasks import ask

SIZE = 30


@bp.get("/facilities/<public_id>/history")
def history(public_id: str) -> str:
    """Show every change of a record, the newest first."""
    facility, user = facilities.get(public_id), signed_in()
    number = page_number()
    found, total = queries.history(facility, number, SIZE)
    return render_template(
        "moderation/history.html",
        facility=facility,
        entries=[(one, field_changes(one.changes), _is_revertible(one)) for one in found],
        total=total,
        number=number,
        size=SIZE,
        names_people=can(user, Act.DECIDE, facility) or can(user, Act.SEE_FIGURES, facility),
        at_once=can(user, Act.REVERT_AT_ONCE, facility),
    )


def _is_revertible(proposal: Proposal) -> bool:
    is_change = proposal.base_version > 0 and proposal.origin not in UNDONE_ELSEWHERE
    return proposal.state is State.APPROVED and is_change


@bp.post("/proposals/<public_id>/revert")
def revert(public_id: str) -> Any:
    """Take a change back: at once for who decides here, else as a proposal."""
    reason = wording(request.form.get("reason")) or _("Return to the state before.")
    made = commands.revert(queries.get(public_id), signed_in(), reason)
    db.session.commit()
    ask("mail.send")
    if made.facility and made.state is State.APPROVED:
        flash(_("The change is taken back."))
        return redirect(url_for("moderation.history", public_id=made.facility.public_id), 303)
    flash(_("It is sent."))
    return redirect(url_for("moderation.show", public_id=made.public_id), 303)
