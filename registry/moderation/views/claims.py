"""Claims: somebody says to run a facility; reviewers decide."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.accounts.guard import signed_in
from registry.accounts.models import User
from registry.accounts.policy import Act, Membership, may
from registry.db import db
from registry.errors import Invalid, NotAllowed
from registry.facilities import queries as facilities
from registry.facilities.models import Facility
from registry.i18n import _, best
from registry.moderation.claiming import domains
from registry.moderation.commands import claims as commands
from registry.moderation.commands.evidence import attach
from registry.moderation.forms.claims import ClaimDecisionForm, ClaimForm
from registry.moderation.queries import claims as queries
from registry.moderation.states import ClaimState
from registry.moderation.views.blueprint import bp
from registry.organisations import queries as organisations
from registry.tasks import ask

DECIDING = {"grant": commands.grant, "refuse": commands.refuse, "revoke": commands.revoke}


def _organisations(facility: Facility, user: User) -> dict[str, str]:
    """Return for whom somebody can claim a facility: own ones, and an operator without people."""
    ids = organisations.ids_of(user, Membership.OWNER, Membership.EDITOR)
    own = [organisations.get(number) for number in ids if number != facility.operator_id]
    if facility.operator and not queries.has_members(facility.operator):
        own.insert(0, facility.operator)
    return {str(one.id): best(one.names).value for one in own}


@bp.route("/facilities/<public_id>/claim", methods=["GET", "POST"])
def claim(public_id: str) -> Any:
    """Let somebody say that an organisation of theirs runs a facility."""
    facility, user = facilities.get(public_id), signed_in()
    form = ClaimForm(request.form or None)
    choices = _organisations(facility, user)
    form.organisation.choices = list(choices)
    status = 200
    if request.method == "POST":
        if form.validate() and (made := _made(facility, user, form)):
            return redirect(url_for("moderation.claim_status", claim_id=made), 303)
        status = 422
    page = render_template(
        "moderation/claim.html",
        facility=facility,
        form=form,
        choices=choices,
        domains=domains(facility.contacts),
        most=current_app.config["EVIDENCE_MAX_MIB"],
    )
    return page, status


def _made(facility: Facility, user: User, form: ClaimForm) -> int | None:
    """Make a claim and commit; what is wrong is told beside its field."""
    organisation = organisations.get(int(form.organisation.data))
    try:
        made = commands.claim(facility, organisation, user, form.note.data, form.email.data)
        for sent in request.files.getlist("file"):
            if sent.filename:
                attach(made, user, sent.filename, sent.read())
    except Invalid as error:
        field = form.email if "email" in error.fields else form.note
        field.errors = [*field.errors, str(error)]
        db.session.rollback()
        return None
    db.session.commit()
    ask("mail.send")
    flash(_("Your claim is made. A reviewer will decide; you will get a letter."))
    return made.id


@bp.get("/claims/<int:claim_id>")
def claim_status(claim_id: int) -> str:
    """Show where a claim stands, to who made it and to who decides."""
    found, user = queries.get(claim_id), signed_in()
    standing = queries.relations(user, found)
    can_decide = may(Act.DECIDE, standing)
    if not (may(Act.SEE_PROPOSAL, standing) or can_decide):
        raise NotAllowed(_("You may not do this."))
    return render_template(
        "moderation/claim_status.html",
        claim=found,
        can_decide=can_decide,
        is_own=found.author_id == user.id,
        is_open=found.state is ClaimState.MADE,
        is_held=found.state in queries.HELD,
        others=[one for one in queries.of_facility(found.facility) if one is not found],
    )


@bp.get("/claims")
def my_claims() -> str:
    """List the claims of who is signed in."""
    return render_template("moderation/my_claims.html", claims=queries.of_author(signed_in()))


@bp.get("/review/claims")
def claims() -> str:
    """List the claims that wait for who is signed in."""
    return render_template("moderation/claims.html", claims=queries.waiting(signed_in()))


@bp.post("/claims/<int:claim_id>/decide")
def decide_on_claim(claim_id: int) -> Response:
    """Grant a claim, refuse or revoke it."""
    form = ClaimDecisionForm(request.form)
    form.require()
    if form.step.data not in DECIDING:
        raise Invalid(_("Part of the address makes no sense."))
    found = queries.get(claim_id)
    DECIDING[form.step.data](found, signed_in(), form.decision.data)
    db.session.commit()
    ask("mail.send")
    flash(_("The claim is decided on."))
    return redirect(url_for("moderation.claim_status", claim_id=claim_id), 303)


@bp.post("/claims/<int:claim_id>/withdraw")
def withdraw_claim(claim_id: int) -> Response:
    """Take one's own claim back."""
    commands.withdraw_claim(queries.get(claim_id), signed_in())
    db.session.commit()
    flash(_("Your claim is withdrawn."))
    return redirect(url_for("moderation.claim_status", claim_id=claim_id), 303)


@bp.route("/claims/address/<token>", methods=["GET", "POST"])
def claim_address(token: str) -> str | Response:
    """Prove, from the link of a letter, that one reads the mail of a facility."""
    found = commands.opened(token)
    if request.method == "POST":
        commands.prove_address(found)
        db.session.commit()
        return redirect(url_for("moderation.claim_address", token=token), 303)
    return render_template("moderation/claim_address.html", claim=found)
