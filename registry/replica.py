"""Reading from a replica: who does, and what happens while it is away.

What changes nothing (GET, HEAD) reads from the replica that DATABASE_REPLICA_URL names, which may
be a moment behind. Whoever has just changed something reads from the primary for a while, so that
they see it; a cookie remembers that. What changes something, and what runs in a terminal, keeps to
the primary from its first statement to its last.
"""

from time import monotonic

from flask import Flask, Response, current_app, g, has_request_context, request

BIND = "replica"

COOKIE = "changed"
"""Its presence says that this visitor changed something; it holds nothing and expires by itself."""

REST_S = 30
"""Seconds for which a replica that was away is not asked."""

READING = ("GET", "HEAD", "OPTIONS")


def is_reading() -> bool:
    """Tell whether the present request reads from the replica."""
    if not has_request_context():
        return False
    if "reads_replica" not in g:
        g.reads_replica = (
            request.method in READING
            and COOKIE not in request.cookies
            and monotonic() >= current_app.extensions.get("replica_rests_until", float("inf"))
        )
    return bool(g.reads_replica)


def leave(why: str) -> None:
    """Turn this request to the primary, and leave the replica alone for a while."""
    g.reads_replica = False
    rests_until = monotonic() + REST_S
    if current_app.extensions["replica_rests_until"] < monotonic():
        current_app.logger.warning(
            "The replica failed; the primary is read for %s seconds: %s", REST_S, why
        )
    current_app.extensions["replica_rests_until"] = rests_until


def _remember(response: Response) -> Response:
    if request.method not in READING and response.status_code < 400:
        response.set_cookie(
            COOKIE,
            "1",
            max_age=current_app.config["DATABASE_REPLICA_LAG_S"],
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def init_app(app: Flask) -> None:
    """Let the application, which has a replica, read from it."""
    app.extensions["replica_rests_until"] = 0.0
    app.after_request(_remember)
