"""What happens in the life of a facility, and what it makes of the record. Pure.

Old names and old addresses are kept and still find the facility; a facility that closed stays
visible as such, under the same number.
"""

from collections.abc import Mapping
from datetime import date

from registry.facilities.record import Value, Values
from registry.facilities.vocabulary import Status, Word
from registry.i18n import _, _l


class Event(Word):
    """What happened."""

    OPENED = "opened", _l("It opened")
    SUSPENDED = "suspended", _l("It stopped working for a while")
    REOPENED = "reopened", _l("It works again")
    MOVED = "moved", _l("It moved")
    RENAMED = "renamed", _l("It has a new name")
    CLOSED = "closed", _l("It closed for good")


ALIVE = (
    Status.PLANNED,
    Status.UNDER_CONSTRUCTION,
    Status.ACTIVE,
    Status.SUSPENDED,
    Status.MOVED,
    Status.UNKNOWN,
)

FROM: dict[Event, tuple[Status, ...]] = {
    Event.OPENED: (Status.PLANNED, Status.UNDER_CONSTRUCTION, Status.UNKNOWN),
    Event.SUSPENDED: (Status.ACTIVE, Status.UNKNOWN),
    Event.REOPENED: (Status.SUSPENDED, Status.CLOSED, Status.MOVED),
    Event.MOVED: ALIVE,
    Event.RENAMED: tuple(Status),
    Event.CLOSED: ALIVE,
}
"""In which state of a facility something can happen to it."""


def possible(status: Status) -> list[Event]:
    """Return what can happen to a facility.

    >>> [event.value for event in possible(Status.CLOSED)]
    ['reopened', 'renamed']
    """
    return [event for event in Event if status in FROM[event]]


def fault(record: Mapping[str, Value], event: Event, on: date, today: date) -> str:
    """Return why something cannot have happened on a day; "" when it can."""
    if on > today:
        return _("This day has not come yet.")
    opened = record.get("opened_on")
    is_before = opened is not None and on.isoformat()[: len(opened)] < opened
    if is_before and event is not Event.RENAMED:
        return _("This is before it opened.")
    return ""


def values(
    record: Mapping[str, Value], event: Event, on: date, answers: Mapping[str, Value]
) -> Values:
    """Return what a record says after something happened.

    Args:
        record: Its values before.
        event: What happened.
        on: When.
        answers: The new `place` of what moved, the new `names` of what was renamed.
    """
    since = {"status_date": on.isoformat()}
    match event:
        case Event.OPENED:
            return {"status": Status.ACTIVE.value, "opened_on": on.isoformat(), **since}
        case Event.SUSPENDED:
            return {"status": Status.SUSPENDED.value, **since}
        case Event.REOPENED:
            return {"status": Status.ACTIVE.value, "closed_on": None, **since}
        case Event.CLOSED:
            return {"status": Status.CLOSED.value, "closed_on": on.isoformat(), **since}
        case Event.MOVED:
            is_gone = record["status"] == Status.MOVED
            return {"place": answers["place"]} | (
                {"status": Status.ACTIVE.value, **since} if is_gone else {}
            )
        case Event.RENAMED:
            return {"names": answers["names"], "former_names": _former(record, answers, on)}


def _former(record: Mapping[str, Value], answers: Mapping[str, Value], on: date) -> Value:
    """Return the former names with those that are no name any more, each once."""
    kept = list(record["former_names"])
    known = {one["name"] for one in kept} | set(answers["names"].values())
    gone = [name for name in record["names"].values() if name not in known]
    return kept + [
        {"name": name, "from": None, "to": on.isoformat()} for name in dict.fromkeys(gone)
    ]
