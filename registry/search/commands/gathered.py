"""What a change of facilities means for the rows that they share, gathered so that each of these
is read and written once.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from registry.search.models import BLOCK_BITS, ORDERS
from registry.search.queries.pins import Spot, tile_of
from registry.search.queries.postings import keys
from registry.search.queries.runs import NAMED

Key = TypeVar("Key", bound=Hashable)

Code = tuple[str, str]


class Document(NamedTuple):
    """All that the index keeps of one facility."""

    entry: dict[str, Any]
    codes: set[Code]
    names: set[str]
    named: str  # words of its names
    others: str

    def texts(self) -> dict[str, str]:
        """Return what is kept to take its words and sets back."""
        codes = " ".join(sorted(f"{facet}:{code}" for facet, code in self.codes))
        return {"named": self.named, "others": self.others, "codes": codes}


class Before(NamedTuple):
    """What the index has held of a facility."""

    id: int
    spot: tuple[float, float] | None
    named: str
    others: str
    codes: str
    orders: dict[str, str]
    names: set[str]


class Changes(Generic[Key]):
    """Which facilities leave rows, and which enter them, by the key of the row."""

    def __init__(self) -> None:
        """Begin with no change."""
        self.gone: dict[Key, list[int]] = defaultdict(list)
        self.come: dict[Key, list[int]] = defaultdict(list)

    def keys(self) -> set[Key]:
        """Return the keys of all rows that change."""
        return self.gone.keys() | self.come.keys()


class Gathered:
    """The changes of some facilities."""

    def __init__(self) -> None:
        """Begin with no change."""
        self.ids: set[int] = set()
        self.sets: Changes[Code] = Changes()
        self.named: Changes[str] = Changes()
        self.anywhere: Changes[str] = Changes()
        self.orders: dict[str, Changes[str]] = {by: Changes() for by in (*ORDERS, NAMED)}
        self.gone_from: dict[int, list[int]] = defaultdict(list)
        self.come_to: dict[int, list[Spot]] = defaultdict(list)

    def blocks(self) -> Iterator[int]:
        """Give the blocks of ids that change."""
        yield from sorted({id >> BLOCK_BITS for id in self.ids})

    def go(self, before: Iterable[Before]) -> None:
        """Note what facilities leave."""
        for old in before:
            self.ids.add(old.id)
            for code in old.codes.split():
                facet, _, word = code.partition(":")
                self.sets.gone[facet, word].append(old.id)
            _note(old.id, old.named, old.others, self.named.gone, self.anywhere.gone)
            self._note_orders(old.id, old.orders, old.names, "gone")
            if old.spot:
                self.gone_from[tile_of(*old.spot)].append(old.id)

    def come(self, documents: Mapping[int, Document]) -> None:
        """Note what facilities enter."""
        self.ids.update(documents)
        for id, new in documents.items():
            for code in new.codes:
                self.sets.come[code].append(id)
            _note(id, new.named, new.others, self.named.come, self.anywhere.come)
            self._note_orders(id, new.entry, new.names, "come")
            lat, lon = new.entry["lat"], new.entry["lon"]
            if lat is not None:
                self.come_to[tile_of(lat, lon)].append((id, lat, lon))

    def _note_orders(
        self, id: int, keys: Mapping[str, Any], names: Iterable[str], way: str
    ) -> None:
        for by in ORDERS:
            getattr(self.orders[by], way)[keys[by]].append(id)
        for name in names:
            getattr(self.orders[NAMED], way)[name].append(id)


@lru_cache(maxsize=50_000)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(keys(word))


def _note(
    id: int, named: str, others: str, names: dict[str, list[int]], all: dict[str, list[int]]
) -> None:
    in_names = {key for word in named.split() for key in _keys(word)}
    for key in in_names:
        names[key].append(id)
    for key in in_names.union(*map(_keys, others.split())):
        all[key].append(id)
