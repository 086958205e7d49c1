"""What the worker does with imports. Each may be run twice: what waits stands in the database."""

from datetime import timedelta

from registry.db import db, utcnow
from registry.errors import Invalid
from registry.i18n import speaking
from registry.intake import queries
from registry.intake.commands import applying, claims, running, searching
from registry.intake.stages import Stage
from registry.tasks import Task

SOON = timedelta(minutes=2)
"""After so long an import that nobody has begun is asked for again."""

LATELY = timedelta(hours=3)
"""How far back changes are looked at for duplicates, more than once each."""


def check(import_id: int) -> None:
    """Check every row of a file, on record batch by batch; another worker may be at it already."""
    imported = claims.claim(import_id)
    db.session.commit()
    if imported is None:
        return
    with speaking(imported.lang):
        try:
            for _batch in running.check(imported):
                db.session.commit()
        except Invalid as error:
            db.session.rollback()
            running.fail(import_id, str(error))
            db.session.commit()


def apply(import_id: int) -> None:
    """Apply an import in one transaction, once."""
    if imported := applying.taken(import_id, Stage.APPLYING):
        applying.apply(imported)
    db.session.commit()


def undo(import_id: int) -> None:
    """Take an import back in one transaction, once."""
    if imported := applying.taken(import_id, Stage.UNDOING):
        applying.undo(imported)
    db.session.commit()


def go_on() -> None:
    """Do what was left: because a worker was lost, or because nobody was asked."""
    soon = utcnow() - SOON
    for stages, task in (
        ((Stage.SENT, Stage.CHECKING), check),
        ((Stage.APPLYING,), apply),
        ((Stage.UNDOING,), undo),
    ):
        left = queries.at_work(stages, soon)
        db.session.rollback()
        for import_id in left:
            task(import_id)


def search() -> None:
    """Look for pairs that may be one among what was made or changed lately."""
    since, last = utcnow() - LATELY, 0
    while True:
        last, _new = searching.search_batch(last, since)
        db.session.commit()
        db.session.expunge_all()
        if not last:
            return


TASKS = (
    Task("intake.check", check),
    Task("intake.apply", apply),
    Task("intake.undo", undo),
    Task("intake.go_on", go_on, every_min=1),
    Task("intake.search", search, every_min=60),
)
