"""What the worker does to keep records true. Each may run twice: what was done is on record."""

from registry.db import db
from registry.moderation.commands.confirming import ask_operators, remind_operators
from registry.outreach import queries
from registry.outreach.commands import report_overdue, write_digests
from registry.search.commands import index
from registry.tasks import Task, ask

EVERY_MIN = 30


def confirmations() -> None:
    """Ask operators whether their records are still correct, remind them, put the silent last."""
    _send_after(ask_operators() + remind_operators())
    if silent := queries.fallen_silent():
        index(silent)
        db.session.commit()


def digests() -> None:
    """Tell reviewers what waits for them, and administrators what waits for too long."""
    _send_after(write_digests() + report_overdue())


def _send_after(letters: int) -> None:
    db.session.commit()
    if letters:
        ask("mail.send")


TASKS = (
    Task("outreach.confirmations", confirmations, every_min=EVERY_MIN),
    Task("outreach.digests", digests, every_min=EVERY_MIN),
)
