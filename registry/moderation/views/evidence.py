"""Sending files as evidence, and reading them: as attachments, never as pages of ours."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, send_file, url_for

from registry.accounts.guard import signed_in
from registry.db import db
from registry.errors import Invalid
from registry.i18n import _
from registry.moderation import files, queries
from registry.moderation.commands.evidence import MIB, attach, demand_sight, detach, folder
from registry.moderation.views.blueprint import bp
from registry.moderation.views.register import editable, steps

LARGE = ("moderation.evidence", "moderation.claim")
"""The endpoints that take more than other requests may send."""


@bp.url_value_preprocessor
def make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let files be sent to the addresses that take them, before anything reads the request."""
    if endpoint in LARGE:
        most = int(current_app.config["EVIDENCE_MAX_MIB"] * MIB)
        request.max_content_length = most + MIB


@bp.route("/proposals/<public_id>/evidence", methods=["GET", "POST"])
def evidence(public_id: str) -> Any:
    """Show the files of a proposal, and take another."""
    proposal = editable(public_id)
    if request.method == "POST":
        sent = [one for one in request.files.getlist("file") if one.filename]
        for one in sent:
            with one.stream as content:
                attach(proposal, signed_in(), one.filename or "", content.read())
        if not sent:
            raise Invalid(_("Choose a file first."), {"file": [_("This is needed.")]})
        db.session.commit()
        flash(_("The file is added."))
        return redirect(url_for("moderation.evidence", public_id=public_id), 303)
    return render_template(
        "moderation/evidence.html",
        proposal=proposal,
        steps=steps(proposal, "evidence"),
        most=current_app.config["EVIDENCE_MAX_MIB"],
    )


@bp.get("/evidence/<int:id>")
def evidence_file(id: int) -> Any:
    """Give a file to who may see what it belongs to."""
    found = queries.evidence(id)
    demand_sight(found, signed_in())
    response = send_file(
        files.path(folder(), found.digest),
        mimetype=found.type,
        as_attachment=True,
        download_name=found.name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.post("/evidence/<int:id>/delete")
def delete_evidence(id: int) -> Any:
    """Take a file back."""
    found = queries.evidence(id)
    digest, proposal = found.digest, found.proposal
    detach(found, signed_in())
    db.session.commit()
    if not queries.is_used(digest):
        files.forget(folder(), digest)
    flash(_("The file is taken away."))
    if proposal is None:
        return redirect(url_for("moderation.mine"), 303)
    return redirect(url_for("moderation.evidence", public_id=proposal.public_id), 303)
