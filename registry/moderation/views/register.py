"""Registering a facility and changing one: a form in steps, each saved as a draft."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act, Membership
from registry.db import db
from registry.errors import Conflict, NotAllowed
from registry.facilities import queries as facilities
from registry.facilities.record import Values, difference, snapshot
from registry.geo import Point
from registry.i18n import _
from registry.moderation import commands, queries
from registry.moderation.commands.applying import NEEDED, complete, is_missing
from registry.moderation.commands.locating import locate
from registry.moderation.commands.steps import overtaken_fields
from registry.moderation.display import field_changes, lines
from registry.moderation.drawing import point_of, setting
from registry.moderation.forms import STEPS, StepForm
from registry.moderation.forms.base import plain, wording
from registry.moderation.forms.where import WhereForm, with_pin
from registry.moderation.models import Proposal
from registry.moderation.queries.settlements import offered
from registry.moderation.queries.similar import similar
from registry.moderation.rights import demand
from registry.moderation.states import Origin, State
from registry.moderation.views.blueprint import bp
from registry.organisations import queries as organisations
from registry.tasks import ask

LAST = ("evidence", "check")
"""Steps that are no fields: files, then the look at all of it."""

EDITABLE = (State.DRAFT, State.RETURNED)


@bp.route("/proposals/new", methods=["GET", "POST"])
def new() -> str | AnyResponse:
    """Begin the registration of a facility, for an organisation or for none."""
    user = signed_in()
    ids = organisations.ids_of(user, Membership.OWNER, Membership.EDITOR)
    if request.method == "POST":
        organisation_id = request.form.get("organisation", type=int)
        if organisation_id is not None and organisation_id not in ids:
            raise NotAllowed(_("Only editors of an organisation can act for it."))
        proposal = commands.begin(user, None, Origin.REGISTRATION, organisation_id)
        return _saved(proposal, "what")
    return render_template(
        "moderation/new.html", organisations=[organisations.get(id) for id in ids]
    )


@bp.route("/facilities/<public_id>/change", methods=["GET", "POST"])
def change(public_id: str) -> str | AnyResponse:
    """Begin a change of a facility, or go on with one."""
    user, facility = signed_in(), facilities.get(public_id)
    begun = queries.draft(user, facility)
    if request.method == "POST":
        ids = organisations.ids_of(user, Membership.OWNER, Membership.EDITOR)
        own = facility.operator_id if facility.operator_id in ids else None
        return _saved(begun or commands.begin(user, facility, Origin.CHANGE, own), "what")
    return render_template(
        "moderation/change.html",
        facility=facility,
        begun=begun,
        waiting=queries.waiting_for(facility),
    )


def _saved(proposal: Proposal, then: str) -> AnyResponse:
    db.session.commit()
    return redirect(_address(proposal, then), 303)


def _address(proposal: Proposal, step: str) -> str:
    if step in STEPS:
        return url_for("moderation.step", public_id=proposal.public_id, step=step)
    return url_for(f"moderation.{step}", public_id=proposal.public_id)


def editable(public_id: str) -> Proposal:
    """Return a proposal that who asks can go on with.

    Raises:
        NotAllowed: It is not theirs.
        Conflict: It was sent or decided already.
    """
    proposal = queries.get(public_id)
    demand(signed_in(), Act.EDIT_PROPOSAL, proposal)
    if proposal.state not in EDITABLE:
        raise Conflict(
            _(
                "This cannot be done any more: the proposal is in the state “%(state)s”.",
                state=proposal.state.label,
            )
        )
    return proposal


@bp.route(f"/proposals/<public_id>/<any({','.join(STEPS)}):step>", methods=["GET", "POST"])
def step(public_id: str, step: str) -> Any:
    """Fill in a step of the form, and save it."""
    proposal = editable(public_id)
    if request.method == "GET":
        if overtaken_fields(proposal):
            return redirect(url_for("moderation.compare", public_id=public_id), 303)
        return _page(proposal, STEPS[step].filled(complete(proposal)))
    form = STEPS[step](request.form)
    if not form.validate():
        return _page(proposal, form.with_room()), 422
    values = form.wanted(complete(proposal))
    if _is_late(proposal):
        return _page(proposal, form.with_room(), other=values), 409
    then = request.form.get("then", "next")
    if then == "find" and isinstance(form, WhereForm):
        values = _found(form, values)
    version = proposal.facility.version if proposal.facility else None
    commands.edit(proposal, values, signed_in(), proposal.revision, version)
    return _saved(proposal, _next(step) if then == "next" else step)


def _is_late(proposal: Proposal) -> bool:
    """Tell whether somebody saved something since the form was opened."""
    seen = request.form.get("revision", type=int), request.form.get("version", type=int)
    return seen != _tokens(proposal)


def _tokens(proposal: Proposal) -> tuple[int, int]:
    return proposal.revision, proposal.facility.version if proposal.facility else 0


def _found(form: WhereForm, values: Values) -> Values:
    db.session.rollback()  # nothing is changed yet, and geocoders want the database free
    found, problem = locate(*form.question())
    if found is None:
        flash(problem)
        return values
    if found.unanswered:
        flash(found.unanswered)
    return with_pin(values, found)


def _next(step: str) -> str:
    order = (*STEPS, *LAST)
    return order[order.index(step) + 1]


def _page(proposal: Proposal, form: StepForm, other: Values | None = None) -> str:
    """Return the page of a step.

    Args:
        proposal: What is filled in.
        form: As it is shown.
        other: What was typed, where somebody else has saved something else meanwhile.
    """
    saved = complete(proposal)
    late = overtaken_fields(proposal)
    now = snapshot(proposal.facility) if proposal.facility else {}
    meanwhile = saved | {name: now[name] for name in late}
    names = saved["names"].values()
    point = form.point() if isinstance(form, WhereForm) else point_of(saved["place"])
    like = similar(names, point, proposal.facility_id) if form.name in ("what", "where") else []
    revision, version = _tokens(proposal)
    is_where = isinstance(form, WhereForm)
    return render_template(
        f"moderation/step_{form.name}.html",
        proposal=proposal,
        form=form,
        steps=steps(proposal, form.name),
        faults=form.faults(),
        revision=revision,
        version=version,
        conflict=field_changes(difference(meanwhile, other)) if other is not None else [],
        towns=offered() if is_where else [],
        is_late=other is not None,
        unseen=bool(set(late) - set(form.of)),
        similar=like,
        place=saved["place"],
        drawing=setting(saved["place"], [one.card for one in like]) if is_where else None,
        is_last=_next(form.name) == "evidence",
    )


def steps(proposal: Proposal, current: str) -> list[tuple[str, str, bool]]:
    """Return the steps of the form: address, name, whether it is the one shown."""
    titles = {name: str(form.title) for name, form in STEPS.items()}
    titles |= {"evidence": _("Evidence"), "check": _("Check and send")}
    return [(_address(proposal, name), title, name == current) for name, title in titles.items()]


@bp.get("/proposals/similar")
def similar_ones() -> str:
    """Show which facilities may be meant, while somebody types."""
    lat, lon = request.args.get("lat", type=float), request.args.get("lon", type=float)
    is_point = lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180
    point = Point(lat, lon) if is_point else None  # type: ignore[arg-type]
    names = [plain(name[:300]) or "" for name in request.args.getlist("name")[:4]]
    but = request.args.get("but", "")
    found = [one for one in similar(names, point) if one.card.public_id != but]
    return render_template("moderation/_similar.html", similar=found)


@bp.route("/proposals/<public_id>/compare", methods=["GET", "POST"])
def compare(public_id: str) -> str | AnyResponse:
    """Show what others changed in the record meanwhile, and let the author choose."""
    proposal = editable(public_id)
    if request.method == "POST":
        mine = [name for name in proposal.changes if request.form.get(name) == "mine"]
        revision = request.form.get("revision", 0, type=int)
        commands.bring_up_to_date(proposal, signed_in(), revision, mine)
        return _saved(proposal, "what")
    late = overtaken_fields(proposal)
    current = snapshot(proposal.facility) if proposal.facility else None
    changes = [one for one in field_changes(proposal.changes, current) if one.name in late]
    return render_template("moderation/compare.html", proposal=proposal, changes=changes)


@bp.route("/proposals/<public_id>/check", methods=["GET", "POST"])
def check(public_id: str) -> Any:
    """Show all of a proposal, and send it."""
    proposal = editable(public_id)
    if request.method == "POST":
        commands.submit(proposal, signed_in(), wording(request.form.get("reason")))
        db.session.commit()
        ask("mail.send")
        flash(_("It is public, and will be looked at.") if proposal.is_live else _("It is sent."))
        return redirect(url_for("moderation.show", public_id=public_id), 303)
    values = complete(proposal)
    late = overtaken_fields(proposal)
    return render_template(
        "moderation/check.html",
        proposal=proposal,
        steps=steps(proposal, "check"),
        missing=[name for name in NEEDED if is_missing(name, values.get(name))],
        changes=field_changes(proposal.changes, None, proposal.objections),
        values={name: lines(name, value) for name, value in values.items()},
        late=late,
    )
