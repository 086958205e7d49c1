"""Facilities that may be one, side by side."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act
from registry.db import db
from registry.facilities import queries as facilities
from registry.facilities.record import FIELDS, snapshot
from registry.i18n import _, _l
from registry.intake import queries
from registry.intake.commands import mergers
from registry.intake.queries.profiles import known
from registry.intake.similarity import likeness
from registry.intake.views.blueprint import bp
from registry.moderation.display import lines
from registry.moderation.rights import can, demand

SIGNS = {
    "name": _l("Names"),
    "numbers": _l("Numbers in the names"),
    "operator": _l("Operator"),
    "account": _l("Telephone, e-mail or account"),
    "site": _l("Website"),
    "place": _l("Address"),
    "sort": _l("What the names say it is"),
    "far": _l("Distance"),
    "town": _l("Town"),
}
"""What speaks for one facility, or against it."""


@bp.get("/review/duplicates")
def pairs() -> str:
    """List pairs that nobody has decided on."""
    user = signed_in()
    found = [
        pair
        for pair in queries.open_pairs()
        if can(user, Act.DECIDE_DUPLICATES, pair.low)
        and can(user, Act.DECIDE_DUPLICATES, pair.high)
    ]
    return render_template("intake/pairs.html", pairs=found)


@bp.get("/review/duplicates/<one>/<other>")
def pair(one: str, other: str) -> str:
    """Show two facilities side by side, field by field, to be made one or kept apart."""
    kept, gone = facilities.get(one), facilities.get(other)
    user = signed_in()
    demand(user, Act.DECIDE_DUPLICATES, kept)
    demand(user, Act.DECIDE_DUPLICATES, gone)
    values, others = snapshot(kept), snapshot(gone)
    profiles = known([kept.id, gone.id])
    like = likeness(profiles[kept.id].profile, profiles[gone.id].profile)
    fields = [
        (field, lines(field.name, values[field.name]), lines(field.name, others[field.name]))
        for field in FIELDS
        if values[field.name] or others[field.name]
    ]
    return render_template(
        "intake/pair.html",
        kept=kept,
        gone=gone,
        fields=fields,
        joined=mergers.JOINED,
        values=values,
        others=others,
        score=like.score,
        signs=[(SIGNS[sign], value) for sign, value in like.signs.items() if value],
        decided=queries.pair(kept, gone),
    )


@bp.post("/review/duplicates/<one>/<other>")
def decide_pair(one: str, other: str) -> Any:
    """Make two facilities one, as chosen field by field; or remember that they are two."""
    kept, gone, user = facilities.get(one), facilities.get(other), signed_in()
    reason = request.form.get("reason", "").strip()[:1000]
    if request.form.get("step") == "apart":
        mergers.keep_apart(kept, gone, user)
        db.session.commit()
        flash(_("They stay two facilities, and will not be shown again."))
        return redirect(url_for("intake.pairs"), 303)
    choices = {field.name: request.form.get(field.name, "") for field in FIELDS}
    mergers.merge(kept, gone, choices, user, reason)
    db.session.commit()
    flash(_("They are one facility now. Its page is found under both addresses."))
    return redirect(url_for("intake.merger", public_id=gone.public_id), 303)


@bp.get("/review/mergers/<public_id>")
def merger(public_id: str) -> str:
    """Show of what a record has become part, and offer to take it back."""
    gone = facilities.get(public_id)
    into = facilities.present(public_id)
    demand(signed_in(), Act.MERGE, gone)
    return render_template("intake/merger.html", gone=gone, into=into)


@bp.post("/review/mergers/<public_id>")
def unmerge(public_id: str) -> Any:
    """Take a merger back."""
    gone = facilities.get(public_id)
    kept = mergers.unmerge(gone, signed_in(), request.form.get("reason", "").strip()[:1000])
    db.session.commit()
    flash(_("They are two facilities again."))
    return redirect(url_for("intake.pair", one=kept.public_id, other=gone.public_id), 303)
