"""Keeping what failed, and trying it again."""

from datetime import timedelta

from sqlalchemy import delete

from registry.db import db, utcnow
from registry.errors import NotFound
from registry.i18n import _
from registry.operations.models import FailedTask
from registry.tasks import Failure

KEPT_DAYS = 90
"""A failure that nobody saw to is forgotten after so long."""


def keep_failure(failure: Failure) -> None:
    """Remember that a task failed, once more or for the first time."""
    old = FailedTask.failed_at < utcnow() - timedelta(days=KEPT_DAYS)
    db.session.execute(delete(FailedTask).where(old))
    kept = db.session.get(FailedTask, failure.id)
    if kept is None:
        kept = FailedTask(id=failure.id, name=failure.name, args=failure.args, attempts=0)
        db.session.add(kept)
    kept.error, kept.is_last, kept.failed_at = failure.error, failure.is_last, utcnow()
    kept.attempts += 1


def forget_failure(task_id: str) -> None:
    """Forget a failure: the task ended well, or somebody has seen to it."""
    db.session.execute(delete(FailedTask).where(FailedTask.id == task_id))


def taken_up(task_id: str) -> FailedTask:
    """Return a failed task that is to be asked for again, and forget that it failed.

    Raises:
        NotFound: It is none any more.
    """
    found = db.session.get(FailedTask, task_id)
    if found is None:
        raise NotFound(_("This task has ended meanwhile."))
    forget_failure(task_id)
    return found
