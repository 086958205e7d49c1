"""Sending a file, seeing how it is read and what would become of it, and having it applied."""

from collections.abc import Iterator
from typing import Any

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for

from registry.accounts.guard import signed_in
from registry.accounts.models import User
from registry.accounts.policy import Membership
from registry.db import db
from registry.errors import Invalid, NotAllowed
from registry.i18n import _, best, language
from registry.intake import annotated, headings, queries, sheets
from registry.intake.commands import deciding, sending
from registry.intake.models import Import
from registry.intake.stages import Outcome, Stage
from registry.intake.views.blueprint import bp
from registry.organisations.queries import memberships
from registry.tasks import ask

AT_WORK = (Stage.SENT, Stage.CHECKING, Stage.APPLYING, Stage.UNDOING)
"""Stages that end by themselves: the page looks again."""

SAMPLE = 5
"""Rows shown beside the choice of columns."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def to(imported: Import) -> Any:
    """Go to the page of an import."""
    return redirect(url_for("intake.show", public_id=imported.public_id), 303)


def seen(public_id: str) -> tuple[Import, User]:
    """Return an import and who asks for it.

    Raises:
        NotAllowed: They may not see it.
    """
    imported, user = queries.get(public_id), signed_in()
    if not deciding.can_see(imported, user):
        raise NotAllowed(_("This is the import of somebody else."))
    return imported, user


@bp.get("/imports")
def mine() -> str:
    """List one's own imports, those that wait for one's decision, and take a new file."""
    return _mine([])


def _mine(faults: list[str]) -> str:
    user = signed_in()
    acting = [
        one.organisation
        for one in memberships(user)
        if one.standing == "member" and one.membership is not Membership.VIEWER
    ]
    return render_template(
        "intake/mine.html",
        imports=queries.of_author(user),
        waiting=[one for one in queries.submitted() if deciding.can_decide(one, user)],
        organisations={one.id: best(one.names).value for one in acting},
        faults=faults,
    )


@bp.post("/imports")
def send() -> Any:
    """Take a file; the worker checks it."""
    user, file = signed_in(), request.files.get("file")
    if file is None or not file.filename:
        return _mine([_("Choose a file first.")]), 422
    for_whom = request.form.get("organisation", type=int)
    try:
        imported = sending.send(file.stream, file.filename, user, language(), for_whom)
    except Invalid as error:
        return _mine([str(error)]), 422
    db.session.commit()
    ask("intake.check", imported.id)
    return to(imported)


@bp.get("/imports/<public_id>")
def show(public_id: str) -> str:
    """Show how far an import has come, and what there is to do."""
    imported, user = seen(public_id)
    is_author = imported.author_id == user.id
    chosen = request.args.get("show", "")
    shown = Outcome(chosen) if chosen in set(Outcome) else _first(imported)
    rows = queries.rows(imported, shown, request.args.get("after", 0, type=int)) if shown else []
    return render_template(
        "intake/show.html",
        imported=imported,
        is_author=is_author,
        is_at_work=imported.stage in AT_WORK,
        applies_at_once=is_author and deciding.can_apply(imported, user),
        decides=imported.stage is Stage.SUBMITTED and deciding.can_decide(imported, user),
        before=queries.same_before(imported),
        shown=shown,
        rows=rows,
        more=rows[-1].row if len(rows) == queries.ROWS_SHOWN else None,
        facilities=queries.named(row.facility_id for row in rows),
        outcomes=list(Outcome),
        labels=headings.LABELS,
        encodings=sheets.ENCODINGS,
        sample=_sample(imported) if is_author else [],
    )


def _first(imported: Import) -> Outcome | None:
    """Return the outcome that a reader should look at first."""
    order = (Outcome.FAULTY, Outcome.DUPLICATE, Outcome.CHANGED, Outcome.NEW, Outcome.SAME)
    return next((one for one in order if imported.counts.get(one)), None)


def _sample(imported: Import) -> list[list[str]]:
    if imported.stage not in (Stage.CHECKED, Stage.FAILED, Stage.SENT):
        return []
    path = sending.path_of(imported.digest)
    if not path.exists():
        return []
    rows = sheets.first(path, sending.sheet_reading(imported), SAMPLE)
    width = len(imported.reading["header"])
    return [[*cells, *[""] * (width - len(cells))][:width] for _number, cells in rows]


@bp.get("/imports/<public_id>/annotated.<any(csv, xlsx):type>")
def annotated_file(public_id: str, type: str) -> Response:
    """Give the file back with what is wrong with each row."""
    imported, _user = seen(public_id)
    header = imported.reading["header"]
    write = annotated.as_xlsx if type == "xlsx" else annotated.as_csv
    response = Response(
        stream_with_context(write(header, _lines(imported))),
        mimetype=XLSX if type == "xlsx" else "text/csv",
    )
    stem = imported.name.rpartition(".")[0] or imported.name
    response.headers.set("Content-Disposition", "attachment", filename=f"{stem}-checked.{type}")
    return response


def _lines(imported: Import) -> Iterator[annotated.Line]:
    notes = {
        number: annotated.Note(str(outcome.label), faults)
        for number, outcome, faults in queries.notes(imported)
    }
    path = sending.path_of(imported.digest)
    for number, cells in sheets.rows(path, sending.sheet_reading(imported)):
        yield number, cells, notes.get(number)


@bp.post("/imports/<public_id>/columns")
def read(public_id: str) -> Any:
    """Say how the columns are read; the worker checks anew."""
    imported, user = seen(public_id)
    if imported.author_id != user.id:
        raise NotAllowed(_("This is the import of somebody else."))
    columns = [request.form.get(f"column{i}", "") for i in range(len(imported.reading["header"]))]
    encoding, sheet = request.form.get("encoding", ""), request.form.get("sheet", "")
    try:
        sending.read_anew(imported, columns, encoding, sheet)
    except Invalid as error:
        db.session.rollback()
        flash(str(error), "error")
        return to(imported)
    db.session.commit()
    ask("intake.check", imported.id)
    return to(imported)
