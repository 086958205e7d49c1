"""Files as people send them, and imports brought into a stage."""

import io

import openpyxl
from flask import current_app

from registry.accounts.policy import Role
from registry.db import db
from registry.intake import jobs
from registry.intake.commands import deciding, sending
from registry.intake.models import ImportRow
from registry.intake.stages import Outcome
from registry.places.models import Settlement
from tests import factories
from tests.conftest import read_afresh
from tests.intake import files

HEADER = ("Название", "Тип", "Область", "Город", "Адрес", "Телефон", "Сайт")

ALTAI = ("Технопарк «Алтай»", "technology_park", "KZ-10", "Semey", "ул. Абая, 1", "", "")
JETISU = ("Хаб «Жетісу»", "Regional IT hub", "Абай", "Semey", "ул. Абая, 2", "87273557040", "a.kz")


def csv_of(*rows, header=HEADER, separator=";", encoding="utf-8"):
    lines = [separator.join(files.cell(cell) for cell in row) for row in (header, *rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_of(*rows, header=HEADER, above=()):
    book = openpyxl.Workbook()
    for row in (*above, header, *rows):
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def reviewer(region_iso="KZ-10"):
    return factories.person(duties=[(Role.REVIEWER, region_iso)])


def sent(content, by=None, name="table.csv", lang="en", ground=True):
    """Return an import that waits to be checked."""
    if ground:
        ensure_ground()
    made = sending.send(io.BytesIO(content), name, by or reviewer(), lang)
    db.session.commit()
    return made


def ensure_ground():
    if db.session.get(Settlement, 1519422) is None:
        files.ground()


def checked(content, by=None, **options):
    made = sent(content, by, **options)
    work(jobs.check, made)
    return made


def work(job, imported):
    """Run a job as the worker does, with a session of its own."""
    number = imported.id
    db.session.rollback()
    with current_app.app_context():
        job(number)
    read_afresh()


def applied(content, by=None, **options):
    by = by or reviewer()
    made = checked(content, by, **options)
    deciding.start(made, by, is_all_or_nothing=False)
    db.session.commit()
    work(jobs.apply, made)
    return made


def rows_of(imported):
    """Return the rows of an import by their number."""
    found = db.session.query(ImportRow).filter_by(import_id=imported.id)
    return {row.row: row for row in found}


def outcomes(imported):
    return {number: row.outcome for number, row in rows_of(imported).items()}


def counts(imported):
    return {outcome: imported.counts.get(outcome, 0) for outcome in Outcome}
