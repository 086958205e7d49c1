"""What all workers know about the outside geocoders, in the database that they share.

Every function runs in a short transaction of its own, apart from the session of whoever asks.
Held open as long as the change around it, the row would keep every other worker waiting.

Whoever asks must therefore have nothing unsaved in the session: SQLite has one writer, and these
transactions would wait for it in vain.

A turn is one UPDATE that names what it expects to find, so two workers cannot both take it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, case, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from registry.db import db
from registry.errors import Unavailable
from registry.faults import DatabaseError, is_passing
from registry.i18n import _
from registry.places.geocoder_state.values import Answer, Standing, shortened
from registry.places.models import GeocoderAnswer, GeocoderState


@contextmanager
def _apart() -> Iterator[Connection]:
    try:
        with db.engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        if not is_passing(error):
            raise
        raise Unavailable(_("The database is busy; please try again in a minute.")) from error


def standing(provider: str) -> Standing:
    """Return how it stands with a geocoder; one never asked before is free to be asked."""
    columns = (GeocoderState.next_call_at, GeocoderState.failures, GeocoderState.rests_until)
    with _apart() as connection:
        row = connection.execute(select(*columns).where(GeocoderState.provider == provider)).first()
    return Standing(*row) if row else Standing()


def meet(provider: str) -> None:
    """Make sure that a geocoder has its row."""
    with _apart() as connection:
        known = select(GeocoderState.provider).where(GeocoderState.provider == provider)
        if connection.execute(known).first():
            return
    try:
        with _apart() as connection:
            connection.execute(insert(GeocoderState).values(provider=provider))
    except IntegrityError:
        return  # another worker met it at the same moment


def take_turn(provider: str, now: float, lease: float) -> bool:
    """Take the next call to a geocoder if it is due and does not rest; False if not.

    Args:
        provider: A geocoder that was met.
        now: The present moment.
        lease: Until when nobody else may call; also the token that end_turn wants to see.
    """
    due = (
        GeocoderState.provider == provider,
        GeocoderState.next_call_at <= now,
        GeocoderState.rests_until <= now,
    )
    with _apart() as connection:
        taken = connection.execute(update(GeocoderState).where(*due).values(next_call_at=lease))
    return bool(taken.rowcount)


def _next_call(lease: float, next_call_at: float) -> Any:
    # A turn that outlived its lease may have been followed by another, which is left alone.
    return case(
        (GeocoderState.next_call_at == lease, next_call_at), else_=GeocoderState.next_call_at
    )


def give_back(provider: str, lease: float, next_call_at: float) -> None:
    """End a turn in which no call was made."""
    change = update(GeocoderState).where(GeocoderState.provider == provider)
    with _apart() as connection:
        connection.execute(change.values(next_call_at=_next_call(lease, next_call_at)))


def end_turn(provider: str, lease: float, next_call_at: float) -> None:
    """Note that a geocoder answered; the next call may come at next_call_at."""
    change = update(GeocoderState).where(GeocoderState.provider == provider)
    values = {"next_call_at": _next_call(lease, next_call_at), "failures": 0, "rests_until": 0.0}
    with _apart() as connection:
        connection.execute(change.values(values))


def end_turn_failed(
    provider: str, lease: float, next_call_at: float, limit: int, rests_until: float
) -> None:
    """Note that a geocoder failed; from the limit-th failure in a row on it rests."""
    change = update(GeocoderState).where(GeocoderState.provider == provider)
    count = GeocoderState.failures + 1
    values = {
        "next_call_at": _next_call(lease, next_call_at),
        "failures": count,
        "rests_until": case((count >= limit, rests_until), else_=GeocoderState.rests_until),
    }
    with _apart() as connection:
        connection.execute(change.values(values))


def rest(provider: str, until: float) -> None:
    """Leave a geocoder alone until then, as it asked."""
    change = update(GeocoderState).where(GeocoderState.provider == provider)
    with _apart() as connection:
        connection.execute(change.values(rests_until=until))


def kept(provider: str, question: str, now: float) -> Answer | None:
    """Return the answer to a question that was put before; None when it has to be put."""
    known = select(GeocoderAnswer.found).where(
        GeocoderAnswer.provider == provider,
        GeocoderAnswer.question == shortened(question),
        GeocoderAnswer.expires_at > _moment(now),
    )
    with _apart() as connection:
        row = connection.execute(known).first()
    if row is None:
        return None
    return Answer(row.found["places"] if row.found else [])


def keep(provider: str, question: str, answer: Answer, now: float, expires_at: float) -> None:
    """Keep an answer until it expires; answers that have expired are thrown away."""
    question = shortened(question)
    same = (GeocoderAnswer.provider == provider) & (GeocoderAnswer.question == question)
    old = delete(GeocoderAnswer).where(or_(same, GeocoderAnswer.expires_at <= _moment(now)))
    row = {
        "provider": provider,
        "question": question,
        "found": {"places": answer.places} if answer.places else None,
        "expires_at": _moment(expires_at),
    }
    try:
        with _apart() as connection:
            connection.execute(old)
            connection.execute(insert(GeocoderAnswer).values(row))
    except IntegrityError:
        return  # another worker kept its answer at the same moment


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
