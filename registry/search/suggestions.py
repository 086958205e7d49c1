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


Places = Callable[[str], Iterable[Entry]]


def of_places(typed: str, suggest: Places) -> list[Suggestion]:
    """Return places whose names begin with what is typed, or nearly so."""
    return [_place(entry) for entry in suggest(typed)]


def of_everything(typed: str, suggest: Places, facilities: Iterable[Any]) -> list[Suggestion]:
    """Return kinds, places and facilities that may be meant; a last word may complete a place.

    Args:
        typed: What stands in the box so far.
        suggest: Gives the places for a text.
        facilities: Cards of facilities whose names fit.
    """
    before, _space, last = typed.rpartition(" ")
    places = of_places(typed, suggest)
    if before and len(last) > 1 and not places:
        ends = of_places(last, suggest)
        places = [Suggestion(f"{before} {end.value}", end.note) for end in ends]
    named = [Suggestion(best(card.names).value, str(card.kind_word.label)) for card in facilities]
    found = [*_kinds(typed), *places[:MOST_PLACES], *named]
    return list({fold(one.value): one for one in reversed(found)}.values())[::-1]


def _kinds(typed: str) -> list[Suggestion]:
    key = fold(typed)
    labels = [str(kind.label) for kind in Kind]
    fitting = [name for name in labels if key and f" {fold(name)}".find(f" {key}") >= 0]
    return [Suggestion(name, "") for name in fitting[:MOST_KINDS]]


def _place(entry: Entry) -> Suggestion:
    name = best(entry.names).value
    region = best(entry.region_names).value
    return Suggestion(name, region if entry.level == "settlement" and region != name else "")
