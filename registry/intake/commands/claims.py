"""Who works on an import: one worker at a time, and another one where the first was lost."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from registry.db import db, utcnow
from registry.intake.models import Import
from registry.intake.stages import Stage

PATIENCE = timedelta(minutes=3)
"""After so long without going on, the worker of an import counts as lost."""


def claim(import_id: int) -> Import | None:
    """Take an import that waits to be checked, or whose worker was lost; None when it is not so."""
    now = utcnow()
    waits = (Import.stage == Stage.SENT) | (
        (Import.stage == Stage.CHECKING) & (Import.moved_at < now - PATIENCE)
    )
    if not _changed(import_id, waits, stage=Stage.CHECKING, moved_at=now, done=0, error=""):
        return None
    return db.session.get(Import, import_id, populate_existing=True)


def go_on(import_id: int, moved_at: datetime, **values: Any) -> datetime | None:
    """Note how far a worker has come; None when another one has taken the import from it."""
    now = utcnow()
    mine = (Import.stage == Stage.CHECKING) & (Import.moved_at == moved_at)
    return now if _changed(import_id, mine, moved_at=now, **values) else None


def _changed(import_id: int, condition: Any, **values: Any) -> bool:
    changed = update(Import).where(Import.id == import_id, condition).values(**values)
    done: Any = db.session.execute(changed, execution_options={"synchronize_session": False})
    return bool(done.rowcount == 1)
