"""One run over a file, a batch at a time; the worker commits after each."""

from collections.abc import Iterator

from flask import current_app
from sqlalchemy import delete, update

from registry.db import db, utcnow
from registry.errors import Invalid
from registry.i18n import _
from registry.intake import sheets
from registry.intake.commands import claims
from registry.intake.commands.checking import Checker
from registry.intake.models import Import, ImportRow
from registry.intake.stages import Stage


def check(imported: Import) -> Iterator[None]:
    """Check a file from its beginning; gives each time that something can be committed.

    Raises:
        Invalid: The file breaks off, or has more rows than are taken.
    """
    import_id, moved_at = imported.id, imported.moved_at
    most = current_app.config["IMPORT_MAX_ROWS"]
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    checker = Checker(imported)
    total = min(sheets.length(checker.path, checker.reading), most)
    done = 0
    for lines in checker.batches():
        done += len(lines)
        if done > most:
            raise Invalid(_("The file has more than %(most)s rows. Send it in parts.", most=most))
        checker.check(lines)
        mine = claims.go_on(import_id, moved_at, done=done, total=max(total, done))
        if mine is None:  # another worker has taken it
            db.session.rollback()
            return
        moved_at = mine
        yield
        db.session.expunge_all()
    if not done:
        raise Invalid(_("The file has headings and no rows."))
    counts = {outcome.value: count for outcome, count in checker.counts.items()}
    claims.go_on(import_id, moved_at, stage=Stage.CHECKED, done=done, total=done, counts=counts)
    yield


def fail(import_id: int, error: str) -> None:
    """Note why an import could not be done; nothing of it was."""
    failed = update(Import).where(Import.id == import_id, Import.stage.in_(AT_WORK))
    db.session.execute(failed.values(stage=Stage.FAILED, error=error[:1000], moved_at=utcnow()))
    if error:
        db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))


AT_WORK = (Stage.SENT, Stage.CHECKING)
