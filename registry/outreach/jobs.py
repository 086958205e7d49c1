"""What the worker does to keep records true. Each may run twice: what was done is on record."""

from registry.db import db
from registry.moderation.commands.confirming import ask_operators, remind_operators
from registry.outreach import queries
from registry.search.commands import index
from registry.tasks import Task, ask

EVERY_MIN = 30


def confirmations() -> None:
    """Ask operators whether their records are still correct, remind them, put the silent last."""
    count = ask_operators() + remind_operators()
    db.session.commit()
    if count:
        ask("mail.send")
    if silent := queries.fallen_silent():
        index(silent)
        db.session.commit()


TASKS = (Task("outreach.confirmations", confirmations, every_min=EVERY_MIN),)
