"""How often one address may change something, counted over all processes and machines.

The counts are in Redis where REDIS_URL is set, and in the database otherwise. Reading is neither
limited nor counted. Where nobody can count, nothing is changed.
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from flask import Flask, current_app, request, session
from flask_babel import format_timedelta
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from registry.db import utcnow
from registry.errors import TooMany, Unavailable
from registry.i18n import _
from registry.limits.storage import DatabaseStorage
from registry.redis import OUT_OF_REACH, PREFIX

READING = {"GET", "HEAD", "OPTIONS"}

REPORTS = "moderation.report"
"""Where anybody reports faults, without an account."""

ACCOUNTS = "security"
"""Blueprint whose addresses are about accounts; signing out of one is not limited."""

NETWORK_BITS = 64
"""Of an IPv6 address, what names the network: one visitor has all addresses of it."""


def network(address: str) -> str:
    """Return whom an address stands for.

    >>> network("203.0.113.7"), network("::ffff:203.0.113.7")
    ('203.0.113.7', '203.0.113.7')
    >>> network("2001:db8::7")
    '2001:db8::/64'
    >>> network("unix:")
    'unix:'
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), NETWORK_BITS), strict=False))


def _word(who: str) -> str:
    """Return a word for somebody that is the same everywhere and tells nobody who it is."""
    secret = blake2b(str(current_app.secret_key).encode()).digest()
    return blake2b(who.encode(), key=secret, digest_size=16).hexdigest()


def _visitor() -> str:
    return _word(network(request.remote_addr or ""))


def _account() -> str | None:
    """Return a word for the account that is tried, whether or not there is such an account."""
    sent: Any = request.get_json(silent=True) if request.is_json else request.form
    sent = sent if isinstance(sent, Mapping) else {}
    typed = sent.get("email") or sent.get("identity")
    # Between password and second factor, the session says whose it is.
    whose = typed or session.get("tf_user_id") or session.get("_user_id")
    return _word(f"account {str(whose).strip().lower()}") if whose else None


def storage(app: Flask) -> Storage:
    """Return what keeps the counts of an application."""
    client = app.extensions.get("redis")
    if client is None:
        return DatabaseStorage()
    return RedisStorage(
        "redis:",
        connection_pool=client.connection_pool,
        key_prefix=f"{PREFIX}limits",
        wrap_exceptions=True,
    )


def _count(
    limits: list[RateLimitItem], counts: FixedWindowRateLimiter, who: str, message: str
) -> None:
    """Count an act of somebody.

    Raises:
        TooMany: It is one too many.
        Unavailable: It cannot be counted.
    """
    try:
        breached = next((limit for limit in limits if not counts.hit(limit, who)), None)
        if breached is None:
            return
        ends_at = counts.get_window_stats(breached, who).reset_time
    except StorageError as error:
        current_app.logger.warning("Redis does not count changes: %s", error.storage_error)
        raise Unavailable(str(OUT_OF_REACH)) from error
    wait_s = max(1, ceil(ends_at - utcnow().timestamp()))
    when = format_timedelta(timedelta(seconds=wait_s), add_direction=True, threshold=1)
    raise TooMany(message % {"when": when}, wait_s)


def _limits(app: Flask, name: str) -> list[RateLimitItem]:
    setting = app.config[name]
    try:
        return parse_many(setting) if setting else []
    except ValueError as error:
        raise SystemExit(
            f'{name} is "{setting}"; it has to be like "60 per minute; 1000 per day".'
        ) from error


def init_app(app: Flask) -> None:
    """Let the application refuse changes that come too often.

    Raises:
        SystemExit: One of the settings makes no sense.
    """
    changes = _limits(app, "RATE_LIMIT_CHANGES")
    sign_ins = _limits(app, "RATE_LIMIT_SIGN_IN")
    accounts = _limits(app, "RATE_LIMIT_ACCOUNT")
    reports = _limits(app, "RATE_LIMIT_REPORTS")
    counts = FixedWindowRateLimiter(storage(app))

    def count() -> None:
        # An address that leads nowhere changes nothing.
        if request.method in READING or not request.endpoint:
            return
        too_many = _("Too many changes came from your address. Please try again %(when)s.")
        _count(changes, counts, _visitor(), too_many)
        if request.endpoint == REPORTS:
            too_many = _("Too many reports came from your address. Please try again %(when)s.")
            _count(reports, counts, f"report {_visitor()}", too_many)
        if request.blueprint != ACCOUNTS or request.endpoint == f"{ACCOUNTS}.logout":
            return
        too_many = _("Too many attempts came from your address. Please try again %(when)s.")
        _count(sign_ins, counts, f"account {_visitor()}", too_many)
        if whose := _account():
            too_many = _("This account was tried too often. Please try again %(when)s.")
            _count(accounts, counts, whose, too_many)

    app.before_request(count)
