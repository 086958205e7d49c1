"""Letters that Flask-Security has to write: ours, in the language of whom they go to."""

from hashlib import blake2b
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from flask import g, url_for
from flask_security import MailUtil

from registry.accounts.models import User
from registry.mail.commands import post
from registry.pages import public_url

LETTERS = {
    "security/email/welcome": "confirm",
    "security/email/welcome_existing": "registered_already",
    "security/email/confirmation_instructions": "confirm",
    "security/email/reset_instructions": "reset",
    "security/email/reset_notice": "password_changed",
    "security/email/change_notice": "password_changed",
    "security/email/change_email_instructions": "change_address",
}
"""Our letters, by the templates that Flask-Security names."""

LINKS = ("confirmation_link", "reset_link", "link")
"""Where Flask-Security has the address that the letter leads to, the most wanted first."""


def _link(user: User, given: dict[str, Any]) -> str:
    """Return an address as the world sees it, in the language of the letter."""
    whole = next((given[name] for name in LINKS if given.get(name)), None)
    path = urlsplit(whole).path if whole else url_for("security.forgot_password")
    _empty, _lang, rest = path.split("/", 2)
    return public_url(f"/{user.lang}/{rest}")


class Letters(MailUtil):
    """Writes the letters of Flask-Security into the outbox."""

    def send_mail(self, template: str, *given: Any, **context: Any) -> None:
        """Write a letter; whoever commits the request sends it (views.py)."""
        _subject, recipient, *_rest = given
        user: User = context["user"]
        name = LETTERS[template]
        if name == "registered_already" and context.get("confirmation_link"):
            name = "confirm"
        link = _link(user, context)
        cause = link if "/reset" in link or "/confirm" in link else token_urlsafe()
        key = blake2b(f"{template} {recipient} {cause}".encode(), digest_size=24).hexdigest()
        post(recipient, user.lang, name, f"account {key}", user=user, link=link)
        g.has_letters = True
