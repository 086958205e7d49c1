"""Opened, suspended, reopened, moved, renamed, closed: events that people put on record."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.accounts.guard import signed_in
from registry.accounts.policy import Act
from registry.db import db, today
from registry.errors import Invalid, NotFound
from registry.facilities import queries as facilities
from registry.facilities.models import Facility
from registry.facilities.record import Values
from registry.i18n import _
from registry.moderation.commands.life import happen
from registry.moderation.commands.locating import locate
from registry.moderation.forms.life import EventForm, RenamedForm
from registry.moderation.forms.where import WhereForm, with_pin
from registry.moderation.life import FROM, Event, possible
from registry.moderation.rights import can
from registry.moderation.states import State
from registry.moderation.views.blueprint import bp
from registry.tasks import ask


@bp.get("/facilities/<public_id>/life")
def life(public_id: str) -> str:
    """Ask what happened to a facility."""
    facility = facilities.get(public_id)
    return render_template(
        "moderation/life.html",
        facility=facility,
        events=possible(facility.status),
        is_at_once=can(signed_in(), Act.DECIDE, facility),
    )


@bp.route("/facilities/<public_id>/life/<event>", methods=["GET", "POST"])
def life_event(public_id: str, event: str) -> str | Response | tuple[str, int]:
    """Ask when it happened and what came of it, and put it on record."""
    facility = facilities.get(public_id)
    if event not in tuple(Event) or facility.status not in FROM[Event(event)]:
        raise NotFound(_("This cannot happen to this facility now."))
    what = Event(event)
    form, where = _forms(what, facility)
    if request.method == "GET":
        return _page(facility, what, form, where)
    is_whole = form.validate()
    is_whole = (where is None or where.validate()) and is_whole
    if is_whole and _is_on_record(facility, what, form, where):
        return redirect(url_for("moderation.keep", public_id=public_id), 303)
    return _page(facility, what, form, where), 422


def _forms(what: Event, facility: Facility) -> tuple[Any, WhereForm | None]:
    sent = request.form or None
    where = WhereForm(sent) if what is Event.MOVED else None
    if what is not Event.RENAMED:
        return EventForm(sent), where
    return RenamedForm(sent) if sent else RenamedForm.filled(facility.names), where


def _answers(form: Any, where: WhereForm | None) -> Values:
    if where is not None:
        found = where.wanted({"place": None})
        if found["place"] and found["place"]["lat"] is None:
            pin, _why = locate(*where.question())
            found = with_pin(found, pin) if pin else found
        return found
    return {"names": form.names} if isinstance(form, RenamedForm) else {}


def _is_on_record(facility: Facility, what: Event, form: Any, where: WhereForm | None) -> bool:
    """Put it on record and commit; a day that makes no sense is told beside its field."""
    try:
        answers = _answers(form, where)
        made = happen(facility, what, signed_in(), form.day, answers, form.reason.data)
    except Invalid as error:
        form.on.errors = [*form.on.errors, str(error)]
        return False
    db.session.commit()
    ask("mail.send")
    is_made = made.state is State.APPROVED
    flash(_("It is on record.") if is_made else _("A reviewer will look at it soon."))
    return True


def _page(facility: Facility, what: Event, form: Any, where: WhereForm | None) -> str:
    return render_template(
        "moderation/life_event.html",
        facility=facility,
        event=what,
        form=form,
        where=where,
        today=today(),
        is_at_once=can(signed_in(), Act.DECIDE, facility),
    )
