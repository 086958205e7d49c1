"""Figures of a facility by period: for whoever runs it, and those in charge of its region."""

from typing import Any

from babel.numbers import format_compact_decimal
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import get_locale
from werkzeug.wrappers import Response

from registry.accounts.guard import current, signed_in
from registry.accounts.policy import Act, may
from registry.db import db, today
from registry.errors import Invalid, NotAllowed, NotFound
from registry.facilities import queries as facilities
from registry.facilities.models import Facility
from registry.figures import commands, queries
from registry.figures.files import table as table_file
from registry.figures.forms import FiguresForm, groups, wanted
from registry.figures.periods import YEARS, Period, parse
from registry.figures.tables import table
from registry.i18n import _, _n

bp = Blueprint("figures", __name__, url_prefix="/<lang:lang>/facilities/<public_id>/figures")


@bp.app_template_filter("compact")
def compact(value: float) -> str:
    """Return a number in few letters, for the axis of a chart: 1.5M."""
    return str(format_compact_decimal(value, locale=get_locale(), fraction_digits=1))


def _facility(public_id: str, act: Act) -> Facility:
    facility = facilities.get(public_id)
    if not may(act, queries.relations(current(), facility)):
        raise NotAllowed(_("These figures are for its operator and those in charge of its region."))
    return facility


def _period(code: str) -> Period:
    found = parse(code)
    if found is None:
        raise NotFound(
            _("There is no such period; years are %(first)s to %(last)s.",
              first=YEARS[0], last=YEARS[-1])
        )  # fmt: skip
    return found


@bp.get("")
def show(public_id: str) -> str | Response:
    """Show all figures of a facility, with charts and corrections; lead to those of a period."""
    facility = _facility(public_id, Act.SEE_FIGURES)
    if year := request.args.get("year"):
        period = _period(f"{year}-{request.args.get('part', '')}".rstrip("-"))
        return redirect(url_for("figures.report", public_id=public_id, code=period.code))
    return render_template(
        "figures/show.html",
        facility=facility,
        table=table(queries.present(facility)),
        corrections=queries.corrections(facility),
        may_report=may(Act.REPORT_FIGURES, queries.relations(current(), facility)),
        period_of=lambda one: Period(one.period_from, one.period_to),
    )


@bp.get("/all.csv")
def download(public_id: str) -> Response:
    """Give all figures of a facility as a table."""
    figures = queries.present(_facility(public_id, Act.SEE_FIGURES))
    response = FlaskResponse(table_file(figures), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"figures-{public_id}.csv")
    return response


@bp.route("/<code>", methods=["GET", "POST"])
def report(public_id: str, code: str) -> str | Response | tuple[str, int]:
    """Report the figures of a period, or correct them."""
    facility, period = _facility(public_id, Act.REPORT_FIGURES), _period(code)
    present, state = queries.of_period(facility, period), queries.state(facility, period)
    if request.method == "GET":
        values = {commands.field(*key): one.value for key, one in present.items()}
        return _page(facility, period, FiguresForm(data=values | {"seen": state}), {})
    form = FiguresForm(request.form)
    if form.seen.data != state:
        theirs = {commands.field(*key): one for key, one in present.items()}
        form.seen.raw_data, form.seen.data = None, state
        return _page(facility, period, form, theirs, is_overtaken=True), 409
    if not form.validate():
        return _page(facility, period, form, {}), 422
    if wrong := _reported(facility, period, form):
        for name, sentences in wrong.items():
            form[name].errors = [*form[name].errors, *sentences]
        return _page(facility, period, form, {}), 422
    return redirect(url_for("figures.show", public_id=public_id), 303)


def _reported(facility: Facility, period: Period, form: Any) -> dict[str, list[str]]:
    """Report and commit; return what is wrong, by field, when it cannot be."""
    texts = {"note": form.note.data or "", "source_url": form.source_url.data or ""}
    try:
        count = commands.report(
            facility, period, wanted(form), signed_in(), form.seen.data, **texts
        )
    except Invalid as error:
        return error.fields
    db.session.commit()
    flash(
        _n("One figure was saved.", "%(num)s figures were saved.", count)
        if count
        else _("Nothing was changed.")
    )
    return {}


def _page(
    facility: Facility, period: Period, form: Any, theirs: Any, *, is_overtaken: bool = False
) -> str:
    return render_template(
        "figures/report.html",
        facility=facility,
        period=period,
        form=form,
        groups=groups(form),
        theirs=theirs,
        is_overtaken=is_overtaken,
        is_begun=period.first <= today(),
    )
