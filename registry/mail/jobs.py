"""What the worker does with letters: sends those that are due, and forgets old ones.

A letter is claimed before it is sent, so that no two workers send it. A worker that is killed
leaves its letter claimed for a while; then it is tried again, with the same Message-ID.
"""

from contextlib import ExitStack
from typing import Any

from flask import Flask, current_app

from registry.db import db
from registry.mail import commands
from registry.mail.models import Letter
from registry.mail.sending import (
    AWAY,
    connected,
    is_about_letter,
    is_refused,
    keep,
    message,
    reason,
    server,
)
from registry.tasks import Task

FOLDER = "outbox"
"""In REGISTRY_DATA: letters that no server was there to send."""


def send() -> None:
    """Send every letter that is due; stop when the server is away."""
    with ExitStack() as line:
        connection = None
        while letter := _claimed():
            try:
                connection = connection or _connection(line)
                if connection:
                    connection.send_message(message(letter, current_app.config["MAIL_SENDER"]))
                else:
                    _keep(letter)
            except AWAY as error:
                commands.failed(letter, reason(error), for_ever=is_refused(error))
                db.session.commit()
                if not is_about_letter(error):
                    current_app.logger.warning("The mail server is away: %s", reason(error))
                    return
            else:
                commands.sent(letter)
                db.session.commit()


def _claimed() -> Letter | None:
    letter = commands.claim()
    db.session.commit()  # nobody else takes it from now on
    return letter


def _connection(line: ExitStack) -> Any:
    """Return a connection to the server, if there is one, for all letters of a round."""
    url = current_app.config["MAIL_URL"]
    if not url:
        return None
    timeout_s, sender = (current_app.config[name] for name in ("MAIL_TIMEOUT_S", "MAIL_SENDER"))
    return line.enter_context(connected(server(url), timeout_s, sender))


def _keep(letter: Letter) -> None:
    keep(letter, current_app.config["MAIL_SENDER"], current_app.config["REGISTRY_DATA"] / FOLDER)


def forget() -> None:
    """Delete letters that were sent long ago."""
    commands.forget(current_app.config["LETTERS_KEPT_DAYS"])
    db.session.commit()


TASKS = (Task("mail.send", send, every_min=1), Task("mail.forget", forget, every_min=60))


def init_app(app: Flask) -> None:
    """Look whether letters can be sent as the settings say.

    Raises:
        SystemExit: They cannot.
    """
    url = app.config["MAIL_URL"]
    if not url:
        return
    try:
        server(url)
    except ValueError as error:
        # There may be a password in it, so it is not shown.
        raise SystemExit(f"MAIL_URL is no address of a mail server: {error}.") from error
    if not app.config["PUBLIC_URL"]:
        raise SystemExit(
            "MAIL_URL is set, so PUBLIC_URL has to be too: letters carry links, and whoever asks"
            " for a letter must not choose where they lead."
        )
