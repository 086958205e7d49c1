"""Faults of records: anybody reports them, reviewers decide."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.accounts.guard import signed_in
from registry.db import db
from registry.facilities import queries as facilities
from registry.i18n import _, language
from registry.moderation.commands.reports import decide_report
from registry.moderation.commands.reports import report as make_report
from registry.moderation.forms.reports import ReportDecisionForm, ReportForm
from registry.moderation.queries import reports as queries
from registry.moderation.states import Wrong
from registry.moderation.views.blueprint import bp
from registry.tasks import ask


@bp.route("/facilities/<public_id>/report", methods=["GET", "POST"])
def report(public_id: str) -> str | Response | tuple[str, int]:
    """Let anybody say what is wrong with a record."""
    facility = facilities.get(public_id)
    form = ReportForm(request.form or None)
    is_sent = "sent" in request.args
    if request.method == "GET":
        return render_template(
            "moderation/report.html", facility=facility, form=form, wrong=Wrong, is_sent=is_sent
        )
    if not form.validate():
        return render_template(
            "moderation/report.html", facility=facility, form=form, wrong=Wrong
        ), 422
    if not form.homepage.data:  # a program is thanked too, so that it learns nothing
        make_report(
            facility, Wrong(form.what.data), form.text.data or "", form.email.data or "", language()
        )
        db.session.commit()
    return redirect(url_for("moderation.report", public_id=public_id, sent=1), 303)


@bp.get("/review/reports")
def reports() -> str:
    """List the reports that wait for who is signed in."""
    return render_template(
        "moderation/reports.html",
        reports=queries.waiting(signed_in()),
        wrong={word.value: word.label for word in Wrong},
    )


@bp.post("/review/reports/<int:report_id>")
def decide_on_report(report_id: int) -> Response:
    """Accept a report or dismiss it."""
    form = ReportDecisionForm(request.form)
    form.require()
    found = queries.get(report_id)
    is_right = form.step.data == "accept"
    decide_report(found, signed_in(), is_right=is_right, decision=form.decision.data or "")
    db.session.commit()
    ask("mail.send")
    flash(_("The report is decided on."))
    if is_right:  # now the record is to be corrected
        return redirect(url_for("moderation.keep", public_id=found.facility.public_id), 303)
    return redirect(url_for("moderation.reports"), 303)
