"""What the search box offers while somebody types: kinds, places, facilities. Pure."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from registry.facilities.vocabulary import Kind
from registry.i18n import best
from registry.places.folding import fold
from registry.places.gazetteer import Entry

MOST_PLACES = 4
MOST_KINDS = 3


class Suggestion(NamedTuple):
    """A text to put into the box, and what it is."""

    value: str
    note: str
    url: str = ""  # of the page of a facility


Places = Callable[[str], Iterable[Entry]]


def of_places(typed: str, suggest: Places) -> list[Suggestion]:
    """Return places whose names begin with what is typed, or nearly so."""
    return [_place(entry) for entry in suggest(typed)]


def of_everything(
    typed: str, suggest: Places, facilities: Iterable[Any], url: Callable[[Any], str]
) -> list[Suggestion]:
    """Return kinds, places and facilities that may be meant; a last word may complete a place.

    Places that begin with what is typed come before facilities, others after them: an acronym
    is rarely a mistyped town.

    Args:
        typed: What stands in the box so far.
        suggest: Gives the places for a text.
        facilities: Cards of facilities whose names fit.
        url: Gives the address of a facility's page.
    """
    key = fold(typed)
    entries = list(suggest(typed))[:MOST_PLACES]
    begun = [_place(entry) for entry in entries if _begins(entry, key)]
    others = [_place(entry) for entry in entries if not _begins(entry, key)]
    named = [
        Suggestion(best(card.names).value, str(card.kind_word.label), url(card))
        for card in facilities
    ]
    found = [*_kinds(key), *begun, *named, *(others or _ends(typed, suggest))]
    return list({fold(one.value): one for one in reversed(found)}.values())[::-1]


def _begins(entry: Entry, key: str) -> bool:
    return any(fold(name).startswith(key) for name in (*entry.names.values(), *entry.others))


def _ends(typed: str, suggest: Places) -> list[Suggestion]:
    """Return what is typed with its last word completed to a place."""
    before, _space, last = typed.rpartition(" ")
    if not before or len(last) < 2:
        return []
    ends = [entry for entry in suggest(last) if entry.level == "settlement"][:MOST_PLACES]
    return [Suggestion(f"{before} {one.value}", one.note) for one in map(_place, ends)]


def _kinds(key: str) -> list[Suggestion]:
    labels = [str(kind.label) for kind in Kind]
    fitting = [name for name in labels if key and f" {key}" in f" {fold(name)}"]
    return [Suggestion(name, "") for name in fitting[:MOST_KINDS]]


def _place(entry: Entry) -> Suggestion:
    name = best(entry.names).value
    region = best(entry.region_names).value
    return Suggestion(name, region if entry.level == "settlement" and region != name else "")
