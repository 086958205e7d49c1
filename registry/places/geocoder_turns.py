"""Whose turn it is to call an outside geocoder, and how long it is left alone after a failure.

One call at a time goes out, and an interval lies between the end of one and the start of the
next, over all workers together. geopy's own RateLimiter counts within one process only.
"""

from collections.abc import Callable
from time import sleep
from typing import NamedTuple

from flask import current_app

from registry.db import utcnow
from registry.errors import Unavailable
from registry.i18n import _
from registry.places import geocoder_state as state

BACKOFF_S = 1.0
"""Pause after the first failure; it doubles with each that follows."""

PAUSE_MAX_S = 60.0
"""A geocoder that asks for a longer pause than this rests, and nobody waits for it."""

WAIT_MAX_S = 120.0
"""How long to wait for a turn while others have theirs."""

POLL_S = 0.25
"""How often to look whether it is our turn."""


class Watch(NamedTuple):
    """A clock, in seconds since 1970, and a way to wait, in seconds."""

    now: Callable[[], float] = lambda: utcnow().timestamp()
    sleep: Callable[[float], None] = sleep


WATCH = Watch()


def take(key: str, watch: Watch) -> float:
    """Wait for our turn and return the lease on it: nobody else calls until the turn ends.

    A worker that dies in its turn holds up the others for the length of the lease.

    Raises:
        Unavailable: The geocoder rests, or the turns of others take too long.
    """
    timeout_s, interval_s = _setting("TIMEOUT_S"), _setting("INTERVAL_S")
    state.store().meet(key)
    start = watch.now()
    while (now := watch.now()) < start + WAIT_MAX_S:
        lease = now + 2 * timeout_s + interval_s
        if state.store().take_turn(key, now, lease):
            if watch.now() - now <= timeout_s:
                return lease
            # The database kept us waiting; the rest of the lease may not last for the call.
            state.store().give_back(key, lease, watch.now())
            continue
        standing = state.store().standing(key)
        if standing.rests_until > now:
            raise Unavailable(_("%(name)s rests after failures.", name=key))
        watch.sleep(min(max(standing.next_call_at - now, 0.001), POLL_S))
    raise Unavailable(_("Too many others wait for %(name)s.", name=key))


def end(key: str, lease: float, watch: Watch) -> None:
    """End a turn in which the geocoder answered."""
    state.store().end_turn(key, lease, watch.now() + _setting("INTERVAL_S"))


def end_failed(key: str, lease: float, attempt: int, asked_s: float | None, watch: Watch) -> bool:
    """End a turn in which the geocoder failed; tell whether waiting for another is worth it.

    The pause is kept by all workers. It doubles with each attempt, and is never shorter than the
    geocoder asked for.

    Args:
        key: The geocoder.
        lease: What take returned.
        attempt: Number of calls for the same question before this one.
        asked_s: The pause that the geocoder asked for (Retry-After), in seconds.
        watch: The clock.
    """
    pause_s = max(_setting("INTERVAL_S"), BACKOFF_S * 2**attempt, asked_s or 0.0)
    now = watch.now()
    rests_until = now + _setting("BREAKER_REST_S")
    limit = int(_setting("BREAKER_FAILURES"))
    state.store().end_turn_failed(key, lease, now + min(pause_s, PAUSE_MAX_S), limit, rests_until)
    if pause_s > PAUSE_MAX_S:
        state.store().rest(key, now + pause_s)
    return pause_s <= PAUSE_MAX_S


def _setting(name: str) -> float:
    return float(current_app.config[f"GEOCODER_{name}"])
