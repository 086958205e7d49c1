"""What the worker does with letters."""

from registry.tasks import Task


def send() -> None:
    """Send every letter that is due."""


TASKS = (Task("mail.send", send, every_min=1),)
