"""Who asks, and whether the address they ask for is open to them.

Every address names an act (`routes.py`). What everybody may do is answered without looking who
asks. For the rest, somebody has to be signed in and must be able to have the right at all; whether
they have it for this very thing is asked by whoever knows the thing (organisations/guard.py).
"""

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from registry.accounts import queries
from registry.accounts.models import User
from registry.accounts.policy import RIGHTS, Act, Is, Role
from registry.accounts.queries import has_second_factor
from registry.accounts.routes import PUBLIC, ROUTES
from registry.errors import NotAllowed
from registry.i18n import _

SIGN_IN = "sign_in"
"""Where the session of a browser has the number of its sign-in."""

OPEN = "open to all"
"""Where an application has the endpoints that everybody may read."""

OF_ROLES = {
    Role.REVIEWER: Is.REVIEWER,
    Role.OFFICIAL: Is.OFFICIAL,
    Role.ADMINISTRATOR: Is.ADMINISTRATOR,
}

OF_ANYBODY = frozenset({Is.VISITOR, Is.SIGNED_IN, Is.AUTHOR, Is.VIEWER, Is.EDITOR, Is.OWNER})
"""Relations that whoever is signed in may have to something."""


def current() -> User | None:
    """Return who is signed in."""
    if not current_user.is_authenticated:
        return None
    user: User = current_user._get_current_object()
    return user if queries.is_open(session.get(SIGN_IN), user) else None


def signed_in() -> User:
    """Return who is signed in.

    Raises:
        NotAllowed: Nobody is.
    """
    user = current()
    if user is None:
        raise NotAllowed(_("Please sign in first."))
    return user


def on_duty(user: User, region_iso: str | None = None) -> set[Is]:
    """Return what somebody is by duty, in a region or, without one, in any.

    Without a second factor nobody is on duty.
    """
    if not has_second_factor(user):
        return set()
    return {
        OF_ROLES[duty.role]
        for duty in user.duties
        if region_iso is None or duty.region_iso in ("", region_iso)
    }


def basic_relations(
    user: User | None, *, author_id: int | None = None, region_iso: str | None = None
) -> set[Is]:
    """Return how somebody stands to a thing, but for memberships (organisations/queries.py).

    Args:
        user: Who; None is a visitor.
        author_id: Who made the thing.
        region_iso: Where it is; None or "" when it is nowhere: only who is on duty for all
            regions is so for it.
    """
    if user is None:
        return {Is.VISITOR}
    found = {Is.VISITOR, Is.SIGNED_IN} | on_duty(user, region_iso or "")
    if author_id is not None and author_id == user.id:
        found.add(Is.AUTHOR)
    return found


def could(user: User, act: Act) -> bool:
    """Tell whether somebody may do this to anything at all."""
    return bool(RIGHTS[act] & (OF_ANYBODY | on_duty(user)))


def admit() -> AnyResponse | None:
    """Refuse the present request unless who asks could have the right that its address needs."""
    if request.endpoint is None or request.endpoint in current_app.extensions[OPEN]:
        return None  # what leads nowhere is told in its own way
    # Somebody's own: never from a copy that may lag behind what they have just done.
    g.reads_replica = False
    act = ROUTES.get(request.endpoint)
    if act is None:
        raise NotAllowed(_("This address is open to nobody."))
    _forget_revoked()
    if Is.VISITOR in RIGHTS[act]:
        return None
    user = current()
    if user is None:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("security.login", next=back))
    if could(user, act):
        return None
    if RIGHTS[act] & {OF_ROLES[duty.role] for duty in user.duties}:
        return redirect(url_for("accounts.safety"))
    raise NotAllowed(_("This is not open to you."))


def _forget_revoked() -> None:
    """Sign out a browser whose sign-in was revoked or is too old."""
    if current_user.is_authenticated and current() is None:
        session.pop(SIGN_IN, None)
        logout_user()


def keep_private(response: Response) -> Response:
    """Let nobody keep an answer that is somebody's own."""
    if request.endpoint and request.endpoint not in current_app.extensions[OPEN]:
        response.cache_control.clear()
        response.cache_control.private = True
        response.cache_control.no_store = True
    return response


def init_app(app: Flask) -> None:
    """Let no request pass unasked, and no answer of somebody's own be kept."""
    app.extensions[OPEN] = set(PUBLIC)
    app.before_request(admit)
    app.after_request(keep_private)
