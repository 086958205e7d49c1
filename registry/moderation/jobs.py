"""What the worker does for moderation: taking away files that nothing refers to any more."""

from registry.db import utcnow
from registry.moderation import files, queries
from registry.moderation.commands.evidence import folder
from registry.tasks import Task

LEFT_S = 24 * 3600
"""Seconds for which a file may lie there before its evidence is committed."""


def sweep() -> None:
    """Forget files of uploads that were given up, and of proposals that are gone."""
    before = utcnow().timestamp() - LEFT_S
    for digest in files.older(folder(), before):
        if not queries.is_used(digest):
            files.forget(folder(), digest)


TASKS = (Task("moderation.sweep", sweep, every_min=60),)
