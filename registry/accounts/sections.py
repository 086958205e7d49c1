"""The pages that somebody who is signed in goes about in."""

from flask import current_app

from registry.accounts.guard import could, current
from registry.accounts.routes import ROUTES
from registry.i18n import _l

SECTIONS = {
    "moderation.mine": _l("My proposals"),
    "organisations.mine": _l("Organisations"),
    "intake.mine": _l("Imports"),
    "moderation.queue": _l("Review"),
    "moderation.claims": _l("Claims"),
    "moderation.reports": _l("Reported faults"),
    "intake.pairs": _l("Duplicates"),
    "coverage.siting": _l("Where next"),
    "operations.failures": _l("Operation"),
    "accounts.show": _l("Account"),
    "accounts.safety": _l("Safety"),
}
"""Endpoints, in their order, with their names; those that are not there yet are not shown."""


def sections() -> list[tuple[str, str]]:
    """Return those that are open to who is signed in."""
    user = current()
    if user is None:
        return []
    return [
        (endpoint, str(name))
        for endpoint, name in SECTIONS.items()
        if endpoint in current_app.view_functions and could(user, ROUTES[endpoint])
    ]
