"""Doing what waits to be done, beside the requests."""

import logging

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from registry.errors import Command
from registry.tasks import queue

LONGEST_NAP_S = 1.0
"""Seconds between two looks at a queue that is empty: somebody waits for the letter."""


@click.command("work", cls=Command)
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True)
@with_appcontext
def work(workers: int) -> None:
    """Do the tasks that wait, and those that run by themselves, until told to end.

    What is begun when the signal comes is finished first. One that is killed loses nothing: what is
    to be done stands in the database.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    click.echo("The worker is ready.", err=True)
    queue(current_app._get_current_object()).create_consumer(  # type: ignore[attr-defined]
        workers=workers,
        worker_type="thread",
        graceful_signal="TERM",
        max_delay=LONGEST_NAP_S,
    ).run()


def init_app(app: Flask) -> None:
    """Give `flask` its worker."""
    app.cli.add_command(work)
