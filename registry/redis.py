"""Redis, where REDIS_URL names one: there lives then what processes and machines share.

Whoever keeps something here keeps it in the database where there is no Redis, and promises the
same. Nothing here may be needed to show a page: Redis may go away at any time.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app

from registry.errors import Unavailable
from registry.i18n import _l
from registry.later import later

redis = later("redis")

TIMEOUT_S = 2.0
"""Seconds to wait for a connection or an answer; on one network it takes a thousandth of that."""

PREFIX = "registry:"
"""How all our keys begin. Two registries on one Redis need a number each: redis://host/1."""

OUT_OF_REACH = _l("The registry's servers cannot reach what they share. Please try again soon.")

log = logging.getLogger(__name__)


def is_used() -> bool:
    """Tell whether what processes share lives in Redis."""
    return "redis" in current_app.extensions


@contextmanager
def answering() -> Iterator[Any]:
    """Give the client, whose connections all threads of the process share; texts are str.

    Raises:
        Unavailable: Redis does not answer, or not with what was asked for.
    """
    try:
        yield current_app.extensions["redis"]
    except redis.RedisError as error:
        log.warning("Redis: %s: %s", type(error).__name__, error)
        raise Unavailable(str(OUT_OF_REACH)) from error


def init_app(app: Flask) -> None:
    """Give the application its client where REDIS_URL is set; nobody is called yet.

    Raises:
        SystemExit: REDIS_URL is no address of a Redis.
    """
    if not app.config["REDIS_URL"]:
        return
    try:
        app.extensions["redis"] = redis.Redis.from_url(
            app.config["REDIS_URL"],
            decode_responses=True,
            socket_connect_timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            # What failed may have been done, and would be done twice. A connection that ended while
            # nobody used it, as by a restart, is replaced before it is used.
            retry=redis.retry.Retry(redis.backoff.NoBackoff(), 0),
        )
    except ValueError as error:
        # Neither the address nor the text of the error is shown: there may be a password in them.
        raise SystemExit(
            "REDIS_URL has to be like redis://:password@host:6379/0; rediss:// and unix:// do too."
        ) from error
