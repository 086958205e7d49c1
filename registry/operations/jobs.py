"""What is written down of tasks that the worker does."""

from registry.db import db
from registry.operations import commands
from registry.tasks import Failure, Watch


def _failed(failure: Failure) -> None:
    commands.keep_failure(failure)
    db.session.commit()


def _ended_well(task_id: str) -> None:
    commands.forget_failure(task_id)
    db.session.commit()


WATCH = Watch(_failed, _ended_well)
