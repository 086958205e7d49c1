"""What waits for review, and deciding on it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act
from registry.db import db, utcnow
from registry.errors import Conflict, Invalid
from registry.facilities import queries as facilities
from registry.facilities.record import Values, difference, snapshot
from registry.facilities.vocabulary import Kind
from registry.i18n import _, _n, best
from registry.moderation import commands, queries
from registry.moderation.commands.applying import complete
from registry.moderation.commands.steps import overtaken_fields
from registry.moderation.display import FieldChange, field_changes
from registry.moderation.drawing import moved, point_of
from registry.moderation.forms.base import plain, wording
from registry.moderation.models import Proposal
from registry.moderation.queries.queue import SIZE, Sieve, next_for, queue, regions_of
from registry.moderation.queries.similar import Similar, similar
from registry.moderation.rights import demand
from registry.moderation.states import State
from registry.moderation.views.blueprint import bp, page_number
from registry.places import queries as places
from registry.tasks import ask

BESIDE = 2
"""Records that may be the same shown beside a new one."""

AT_ONCE = 100
"""Proposals that are approved together at most."""


def _sieve() -> Sieve:
    """Return what was chosen; what is no choice is none."""
    regions = [one.iso for one in places.regions()]
    kinds = [kind.value for kind in Kind]
    choices = {"region": regions, "kind": kinds, "risk": ["risky", "harmless"]}
    asked = {name: request.args.get(name, "") for name in Sieve._fields}
    return Sieve(**{name: code if code in choices[name] else "" for name, code in asked.items()})


@bp.get("/review", endpoint="queue")
def show_queue() -> str:
    """List what waits for who asks, what is due first before the rest."""
    user, sieve = signed_in(), _sieve()
    page = page_number()
    mine = regions_of(user)
    regions = {
        one.iso: best(one.short_names).value
        for one in places.regions()
        if mine is None or one.iso in mine
    }
    return render_template(
        "moderation/queue.html",
        page=queue(user, sieve, page),
        number=page,
        size=SIZE,
        sieve=sieve,
        regions=regions,
        kinds=list(Kind),
        now=utcnow(),
    )


@bp.get("/review/next", endpoint="next")
def show_next() -> Any:
    """Go to what should be decided next."""
    found = next_for(signed_in(), plain(request.args.get("after", "")[:12]) or "")
    if found is None:
        flash(_("Nothing waits for you."))
        return redirect(url_for("moderation.queue"), 303)
    return redirect(url_for("moderation.review", public_id=found.public_id), 303)


@bp.route("/review/<public_id>", methods=["GET", "POST"])
def review(public_id: str) -> Any:
    """Show a proposal beside the record, and decide on it."""
    proposal = queries.get(public_id)
    user = signed_in()
    demand(user, Act.DECIDE, proposal)
    if request.method == "GET":
        return _page(proposal)
    if request.form.get("revision", type=int) != proposal.revision:
        raise Conflict(
            _("Somebody else has changed this meanwhile. Look at it anew, then try again.")
        )
    reason = wording(request.form.get("reason"))
    objections = _objections(proposal)
    match request.form.get("decision"):
        case "approve":
            commands.approve(proposal, user, reason)
        case "return" if reason or objections:
            commands.give_back(proposal, user, objections, reason)
        case "reject" if reason:
            commands.reject(proposal, user, reason)
        case _other:
            return _page(proposal, _("Choose a decision, and say why unless you approve.")), 422
    db.session.commit()
    ask("mail.send")
    flash(_("Decided: %(state)s.", state=proposal.state.label))
    return redirect(url_for("moderation.next"), 303)


def _objections(proposal: Proposal) -> dict[str, str]:
    said = {name: wording(request.form.get(f"objection-{name}")) for name in proposal.changes}
    return {name: text[:300] for name, text in said.items() if text}


def _beside(one: Similar, values: Values) -> list[FieldChange]:
    """Return how a record that may be the same differs from what is proposed."""
    there = facilities.get(one.card.public_id)
    return field_changes(difference(snapshot(there), values))


def _page(proposal: Proposal, wrong: str = "") -> str:
    facility, values = proposal.facility, complete(proposal)
    current = snapshot(facility) if facility and proposal.state is State.SUBMITTED else None
    may_be_twice = facility is None or {"names", "place"} & proposal.changes.keys()
    names, point = values["names"].values(), point_of(values["place"])
    like = similar(names, point, proposal.facility_id) if may_be_twice else []
    return render_template(
        "moderation/review.html",
        proposal=proposal,
        changes=field_changes(proposal.changes, None if proposal.is_live else current),
        similar=like,
        beside=[(one, _beside(one, values)) for one in like[:BESIDE]] if facility is None else [],
        drawing=moved(proposal.changes, values["kind"]),
        wrong=wrong,
        now=utcnow(),
        is_waiting=proposal.state is State.SUBMITTED,
    )


@bp.post("/review/approve")
def approve_many() -> Any:
    """Approve the harmless ones that were ticked, each by itself."""
    user = signed_in()
    done = left = 0
    for public_id in request.form.getlist("id")[:AT_ONCE]:
        proposal = queries.get(public_id)
        if proposal.is_risky or proposal.state is not State.SUBMITTED:
            raise Invalid(_("Only harmless changes are approved together."))
        if overtaken_fields(proposal):
            left += 1
            continue
        commands.approve(proposal, user)
        done += 1
    db.session.commit()
    ask("mail.send")
    flash(_n("%(num)s change was approved.", "%(num)s changes were approved.", done))
    if left:
        flash(_("Left, because others changed the same fields since: %(count)s.", count=left))
    return redirect(url_for("moderation.queue"), 303)
