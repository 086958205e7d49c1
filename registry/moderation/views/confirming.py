"""What keeps a record true: how complete it is, and that its operator says it still is correct."""

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act, may
from registry.db import db
from registry.facilities import completeness
from registry.facilities import queries as facilities
from registry.i18n import _
from registry.moderation.commands import confirming
from registry.moderation.rights import relations
from registry.moderation.views.blueprint import bp


@bp.app_template_global()
def is_there(endpoint: str) -> bool:
    """Tell whether there are pages of a name."""
    return endpoint in current_app.view_functions


@bp.get("/facilities/<public_id>/keep")
def keep(public_id: str) -> str:
    """Show what is missing in a record, and what who is signed in can do about it."""
    facility, user = facilities.get(public_id), signed_in()
    standing = relations(user, facility)
    return render_template(
        "moderation/keep.html",
        facility=facility,
        score=completeness.score(facility),
        missing=completeness.missing(facility),
        can={act.value for act in Act if may(act, standing)},
    )


@bp.post("/facilities/<public_id>/confirm")
def confirm(public_id: str) -> Response:
    """Let somebody of the operator say that all of a record is still correct."""
    confirming.confirm(facilities.get(public_id), signed_in())
    db.session.commit()
    flash(_("Thank you: the record says that it was confirmed today."))
    return redirect(url_for("moderation.keep", public_id=public_id), 303)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def still_correct(token: str) -> str | Response:
    """Let who got a letter say that all is still correct, without signing in."""
    asked, user = confirming.opened(token)
    if request.method == "POST":
        confirming.confirm(asked.facility, user)
        db.session.commit()
        return redirect(url_for("moderation.still_correct", token=token), 303)
    facility = facilities.get(asked.facility.public_id)
    return render_template("moderation/confirm.html", facility=facility, asked=asked, token=token)
