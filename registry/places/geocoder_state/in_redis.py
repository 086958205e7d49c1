"""What all workers know about the outside geocoders, in the Redis that they share.

The same functions as in_database, with the same promises. Each is one command or one script, which
Redis runs as a whole: nobody comes between. Turns and rests are a hash for each geocoder; an
answer is a text of its own that Redis throws away when it expires.
"""

from typing import Any

import orjson

from registry.places.geocoder_state.values import Answer, Standing, shortened
from registry.redis import PREFIX, answering

NUMBER = "local function number(name) return tonumber(redis.call('HGET', KEYS[1], name) or 0) end "

TAKE = (
    NUMBER
    + """
local now = tonumber(ARGV[1])
if number('next_call_at') > now or number('rests_until') > now then return 0 end
redis.call('HSET', KEYS[1], 'next_call_at', ARGV[2])
return 1
"""
)

# A turn that outlived its lease may have been followed by another, which is left alone.
GIVE_BACK = (
    NUMBER
    + """
if number('next_call_at') == tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[1], 'next_call_at', ARGV[2])
end
"""
)

END = GIVE_BACK + "redis.call('HSET', KEYS[1], 'failures', 0, 'rests_until', 0)"

END_FAILED = (
    GIVE_BACK
    + """
if redis.call('HINCRBY', KEYS[1], 'failures', 1) >= tonumber(ARGV[3]) then
    redis.call('HSET', KEYS[1], 'rests_until', ARGV[4])
end
"""
)


def _run(script: str, provider: str, *values: float) -> Any:
    with answering() as client:
        # repr keeps every digit of a moment, so that a lease is equal to itself.
        return client.eval(script, 1, _standing_key(provider), *map(repr, values))


def _standing_key(provider: str) -> str:
    return f"{PREFIX}geocoder:{provider}"


def _answer_key(provider: str, question: str) -> str:
    return f"{PREFIX}geocoder-answer:{provider}:{shortened(question)}"


def standing(provider: str) -> Standing:
    """Return how it stands with a geocoder; one never asked before is free to be asked."""
    with answering() as client:
        known = client.hgetall(_standing_key(provider))
    return Standing(
        float(known.get("next_call_at", 0.0)),
        int(known.get("failures", 0)),
        float(known.get("rests_until", 0.0)),
    )


def meet(_provider: str) -> None:
    """Do nothing: a hash begins by itself."""


def take_turn(provider: str, now: float, lease: float) -> bool:
    """Take the next call to a geocoder if it is due and does not rest; False if not.

    Args:
        provider: A geocoder that was met.
        now: The present moment.
        lease: Until when nobody else may call; also the token that end_turn wants to see.
    """
    return bool(_run(TAKE, provider, now, lease))


def give_back(provider: str, lease: float, next_call_at: float) -> None:
    """End a turn in which no call was made."""
    _run(GIVE_BACK, provider, lease, next_call_at)


def end_turn(provider: str, lease: float, next_call_at: float) -> None:
    """Note that a geocoder answered; the next call may come at next_call_at."""
    _run(END, provider, lease, next_call_at)


def end_turn_failed(
    provider: str, lease: float, next_call_at: float, limit: int, rests_until: float
) -> None:
    """Note that a geocoder failed; from the limit-th failure in a row on it rests."""
    _run(END_FAILED, provider, lease, next_call_at, limit, rests_until)


def rest(provider: str, until: float) -> None:
    """Leave a geocoder alone until then, as it asked."""
    with answering() as client:
        client.hset(_standing_key(provider), "rests_until", repr(until))


def kept(provider: str, question: str, now: float) -> Answer | None:
    """Return the answer to a question that was put before; None when it has to be put."""
    with answering() as client:
        text = client.get(_answer_key(provider, question))
    known = orjson.loads(text) if text else None
    # Redis goes by its own clock, the promise by the clock of whoever asks.
    return Answer(known["places"]) if known and known["expires_at"] > now else None


def keep(provider: str, question: str, answer: Answer, now: float, expires_at: float) -> None:
    """Keep an answer until it expires; Redis throws it away then."""
    text = orjson.dumps({"places": answer.places, "expires_at": expires_at})
    with answering() as client:
        client.set(_answer_key(provider, question), text, px=max(1, int((expires_at - now) * 1000)))
