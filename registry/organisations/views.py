"""Pages of organisations: those one belongs to, and who is in them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.accounts.guard import signed_in
from registry.accounts.models import User
from registry.accounts.policy import Act, Membership
from registry.db import db
from registry.facilities.models import Organisation
from registry.i18n import _
from registry.organisations import commands, queries
from registry.organisations.forms import (
    MEMBERSHIPS,
    InvitationForm,
    MembershipForm,
    OrganisationForm,
)
from registry.organisations.guard import require
from registry.tasks import ask

bp = Blueprint("organisations", __name__, url_prefix="/<lang:lang>/organisations")


def _done(message: str, endpoint: str = "organisations.mine", **values: Any) -> AnyResponse:
    """Commit, have letters sent, say what was done, and go on."""
    db.session.commit()
    ask("mail.send")
    flash(message)
    return redirect(url_for(endpoint, **values))


@bp.get("/")
def mine() -> str:
    """List the organisations of who asks, and find others."""
    typed = request.args.get("q", "")[:200]
    return render_template(
        "organisations/mine.html",
        memberships=queries.memberships(signed_in()),
        typed=typed,
        found=queries.named(typed) if typed else [],
        names=MEMBERSHIPS,
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> str | AnyResponse:
    """Make an organisation."""
    form = OrganisationForm(request.form or None)
    if request.method == "POST" and form.validate():
        made = commands.create(signed_in(), form.names(), form.bin.data)
        return _done(_("The organisation is made."), "organisations.show", organisation_id=made.id)
    return render_template("organisations/new.html", form=form)


@bp.get("/<int:organisation_id>")
def show(organisation_id: int) -> str:
    """Show who is in an organisation, and what it runs."""
    organisation = queries.get(organisation_id)
    user = require(Act.SEE_ORGANISATION, organisation_id=organisation_id)
    return _page(organisation, user, InvitationForm())


def _page(organisation: Organisation, user: User, form: InvitationForm) -> str:
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        members=queries.members(organisation.id),
        facilities=queries.facilities(organisation.id),
        form=form,
        names=MEMBERSHIPS,
        is_owner=queries.membership(user, organisation.id) is Membership.OWNER,
        user=user,
    )


@bp.post("/<int:organisation_id>/invite")
def invite(organisation_id: int) -> str | AnyResponse:
    """Invite somebody by letter."""
    organisation = queries.get(organisation_id)
    user = require(Act.MANAGE_MEMBERS, organisation_id=organisation_id)
    form = InvitationForm(request.form)
    if not form.validate():
        return _page(organisation, user, form)
    commands.invite(organisation, user, form.email.data, form.chosen())
    return _done(
        _("The invitation is on its way."), "organisations.show", organisation_id=organisation_id
    )


@bp.post("/<int:organisation_id>/ask")
def ask_to_join(organisation_id: int) -> AnyResponse:
    """Ask the owners to be let in."""
    commands.ask(queries.get(organisation_id), signed_in())
    return _done(_("The owners were asked. You get a letter when one of them answers."))


@bp.post("/<int:organisation_id>/leave")
def leave(organisation_id: int) -> AnyResponse:
    """Leave an organisation, or take a request back."""
    commands.leave(queries.get(organisation_id), signed_in())
    return _done(_("Done."))


@bp.post("/members/<int:member_id>")
def change_member(member_id: int) -> AnyResponse:
    """Agree to a request, change what a member may, hand the organisation over, or remove them."""
    member = queries.get_member(member_id)
    user = require(Act.MANAGE_MEMBERS, organisation_id=member.organisation_id)
    organisation_id = member.organisation_id
    form = MembershipForm(request.form)
    form.require()
    match request.form.get("act"):
        case "agree":
            commands.agree(member, user, form.chosen())
        case "change":
            commands.change(member, user, form.chosen())
        case "transfer":
            commands.transfer(member, user)
        case "remove":
            commands.remove(member, user)
    if queries.membership(user, organisation_id):
        return _done(_("Saved."), "organisations.show", organisation_id=organisation_id)
    return _done(_("Saved."))


@bp.get("/invitations/<token>")
def invitation(token: str) -> str:
    """Show an invitation to who has its letter."""
    return render_template(
        "organisations/invitation.html",
        member=queries.invitation(token),
        names=MEMBERSHIPS,
        token=token,
        user=signed_in(),
    )


@bp.post("/invitations/<token>")
def answer(token: str) -> AnyResponse:
    """Accept an invitation, or decline it."""
    user = signed_in()
    if request.form.get("act") == "decline":
        commands.decline(token)
        return _done(_("You declined the invitation."))
    member = commands.accept(token, user)
    organisation_id = member.organisation_id
    return _done(_("You are a member now."), "organisations.show", organisation_id=organisation_id)
