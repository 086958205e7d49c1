"""How often one address may change something, counted over all processes and machines.

The counts are in Redis where REDIS_URL is set, and in the database otherwise. Reading is neither
limited nor counted. Where nobody can count, nothing is changed.
"""

from datetime import timedelta
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from flask import Flask, current_app, request
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


def _visitor() -> str:
    """Return a word for who asks that is the same everywhere and tells nobody the address."""
    secret = blake2b(str(current_app.secret_key).encode()).digest()
    who = network(request.remote_addr or "")
    return blake2b(who.encode(), key=secret, digest_size=16).hexdigest()


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


def _count(limits: list[RateLimitItem], counts: FixedWindowRateLimiter) -> None:
    """Count a change of whoever asks.

    Raises:
        TooMany: It is one too many.
        Unavailable: It cannot be counted.
    """
    who = _visitor()
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
    raise TooMany(
        _("Too many changes came from your address. Please try again %(when)s.", when=when), wait_s
    )


def init_app(app: Flask) -> None:
    """Let the application refuse changes that come too often.

    Raises:
        SystemExit: The setting RATE_LIMIT_CHANGES makes no sense.
    """
    setting = app.config["RATE_LIMIT_CHANGES"]
    try:
        limits = parse_many(setting) if setting else []
    except ValueError as error:
        raise SystemExit(
            f'RATE_LIMIT_CHANGES is "{setting}"; it has to be like "60 per minute; 1000 per day".'
        ) from error
    counts = FixedWindowRateLimiter(storage(app))

    def count() -> None:
        # An address that leads nowhere changes nothing.
        if request.method not in READING and request.endpoint:
            _count(limits, counts)

    app.before_request(count)
