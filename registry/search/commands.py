"""Keeps what search reads in step with the facilities, in the transaction of the caller.

Whatever the order and number of calls, the index is what `reindex` would make from nothing. Sets
and tiles are read, changed and written as wholes, so the first write takes the lock that keeps
other writers away until the caller commits.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pyroaring import BitMap
from sqlalchemy import delete, insert, text, update

from registry.db import db, utcnow
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Word
from registry.i18n import LANGUAGES, best, speaking
from registry.places.folding import fold
from registry.places.models import Revision
from registry.search import document
from registry.search.models import SearchEntry, SearchName, SearchSet, SearchTile, SearchVariant
from registry.search.queries import facets, records, sqlite, tiles
from registry.search.variants import variants

BATCH = 1000
"""Facilities that are indexed together: each set is written once per batch."""

CORRECTABLE = re.compile(r"[a-z]{3,40}")
"""Words that typing errors are forgiven for: numbers and very short ones are not guessed."""

Code = tuple[str, str]
Cell = tuple[int, int]


class Document(NamedTuple):
    """All that the index keeps of one facility."""

    entry: dict[str, Any]
    codes: set[Code]
    names: set[str]
    words: tuple[str, str]  # of names, others
    spot: tuple[float, float] | None


def index(facilities: Iterable[Facility]) -> None:
    """Bring facilities, new or changed, into the index. They have to be complete in the session."""
    db.session.flush()
    known = list(facilities)
    _put(known[start : start + BATCH] for start in range(0, len(known), BATCH))


def remove(facility_id: int) -> None:
    """Take a facility out of the index; one that is not there is no error."""
    _lock()
    shared = Shared()
    _replace([facility_id], {}, shared)
    shared.write()


def reindex() -> int:
    """Make the index from nothing and return how many facilities it holds."""
    db.session.flush()
    _lock()
    for model in (SearchEntry, SearchSet, SearchName, SearchVariant, SearchTile):
        db.session.execute(delete(model))
    for statement in sqlite.EMPTYING:
        db.session.execute(text(statement))
    return _put(_everything())


def _everything() -> Iterator[Sequence[Facility]]:
    last = 0
    while some := records.complete_after(db.session(), last, BATCH):
        yield some
        last = some[-1].id


def _document(facility: Facility) -> Document:
    card = document.card(facility)
    shown = {lang: best(facility.names, lang).value for lang in LANGUAGES}
    entry = {
        "facility_id": facility.id,
        "card": card.dumped(),
        "lat": card.lat,
        "lon": card.lon,
        **document.sort_keys(facility, shown),
    }
    named = {fold(name)[:320] for name in document.names(facility)} - {""}
    spot = (card.point.lat, card.point.lon) if card.point else None
    words = document.texts(facility, _labels)
    return Document(entry, document.properties(facility), named, words, spot)


@lru_cache(maxsize=1000, typed=True)  # typed: two vocabularies may share a code
def _labels(word: Word) -> list[str]:
    """Return the label of a choice in every language."""
    found = []
    for lang in LANGUAGES:
        with speaking(lang):
            found.append(str(word.label))
    return list(dict.fromkeys(found))


class Shared:
    """The sets and tiles of many facilities, gathered so that each is read and written once."""

    def __init__(self) -> None:
        """Begin with no facility."""
        self.ids = BitMap()
        self.members: dict[Code, BitMap] = defaultdict(BitMap)
        self.spots: dict[Cell, list[tuple[int, float, float]]] = defaultdict(list)
        self.left: set[Cell] = set()

    def gather(self, ids: list[int], documents: dict[int, Document]) -> None:
        """Note where facilities belong and where they stood, which their entries still tell."""
        self.ids.update(ids)
        before = tiles.spots_of(db.session(), BitMap(ids))
        self.left.update(map(tiles.tile_of, before.lats.tolist(), before.lons.tolist()))
        for id, doc in documents.items():
            for property in doc.codes:
                self.members[property].add(id)
            if doc.spot:
                self.spots[tiles.tile_of(*doc.spot)].append((id, *doc.spot))

    def write(self) -> None:
        """Bring sets and tiles in step with what was gathered."""
        _write_sets(self.ids, self.members)
        for tile in self.left | self.spots.keys():
            _write_tile(tile, self.ids, self.spots.get(tile, []))


def _put(batches: Iterable[Sequence[Facility]]) -> int:
    """Bring facilities into the index and return how many they are."""
    _lock()
    shared = Shared()
    for some in batches:
        documents = {facility.id: _document(facility) for facility in some}
        _replace(list(documents), documents, shared)
    shared.write()
    return len(shared.ids)


def _replace(ids: list[int], documents: dict[int, Document], shared: Shared) -> None:
    """Put documents in the place of what the index holds of facilities; gather what they share."""
    shared.gather(ids, documents)
    _replace_entries(ids, documents)
    _replace_names(ids, documents)
    _replace_words(ids, documents)


def _lock() -> None:
    """Count the change: the write that makes other writers wait before any set is read."""
    session, now = db.session, utcnow()
    counted = session.execute(
        update(Revision)
        .where(Revision.part == "search")
        .values(number=Revision.number + 1, changed_at=now)
        .returning(Revision.number)
    )
    if counted.first() is None:
        session.execute(insert(Revision).values(part="search", number=1, changed_at=now))


def _replace_entries(ids: list[int], documents: dict[int, Document]) -> None:
    db.session.execute(delete(SearchEntry).where(SearchEntry.facility_id.in_(ids)))
    if documents:
        db.session.execute(insert(SearchEntry), [doc.entry for doc in documents.values()])


def _replace_names(ids: list[int], documents: dict[int, Document]) -> None:
    db.session.execute(delete(SearchName).where(SearchName.facility_id.in_(ids)))
    rows = [{"folded": n, "facility_id": id} for id, doc in documents.items() for n in doc.names]
    if rows:
        db.session.execute(insert(SearchName), rows)


def _write_sets(gone: BitMap, members: dict[Code, BitMap]) -> None:
    """Take facilities out of all sets and put them into those where they belong."""
    new = dict(members)
    for key, bits in facets.sets(db.session()).items():
        changed = bits - gone | new.pop(key, BitMap())
        if changed != bits:
            _write_set(key, changed)
    rows = [{"facet": f, "code": c, "bits": bits.serialize()} for (f, c), bits in new.items()]
    if rows:
        db.session.execute(insert(SearchSet), rows)


def _write_set(key: Code, bits: BitMap) -> None:
    here = (SearchSet.facet == key[0], SearchSet.code == key[1])
    if bits:
        db.session.execute(update(SearchSet).where(*here).values(bits=bits.serialize()))
    else:
        db.session.execute(delete(SearchSet).where(*here))


def _write_tile(tile: Cell, gone: BitMap, arriving: list[tuple[int, float, float]]) -> None:
    here = (SearchTile.row == tile[0], SearchTile.col == tile[1])
    held = tiles.spots_at(db.session(), tile)
    spots = [spot for spot in held if spot[0] not in gone] + arriving
    db.session.execute(delete(SearchTile).where(*here))
    if spots:
        values = {"row": tile[0], "col": tile[1], "spots": tiles.packed(spots)}
        db.session.execute(insert(SearchTile).values(values))


def _replace_words(ids: list[int], documents: dict[int, Document]) -> None:
    """Replace the texts, and keep variants of just the words that some text holds."""
    session = db.session()
    held = sqlite.kept(session, ids)
    old, new = _words(held.values()), _words(doc.words for doc in documents.values())
    unheard = (new - old) - sqlite.known(session, new - old)
    sqlite.replace(session, ids, {id: doc.words for id, doc in documents.items()})
    forgotten = (old - new) - sqlite.known(session, old - new)
    if forgotten:
        _forget(forgotten)
    rows = [{"variant": v, "word": word} for word in unheard for v in variants(word)]
    if rows:
        session.execute(insert(SearchVariant.__table__), rows)  # millions, when from nothing


def _words(kept: Iterable[tuple[str, str]]) -> set[str]:
    """Return the words of texts that may be corrected to."""
    every = {word for texts in kept for part in texts for word in part.split()}
    return {word for word in every if CORRECTABLE.fullmatch(word)}


def _forget(words: set[str]) -> None:
    for word in words:
        left = SearchVariant.variant.in_(variants(word))
        db.session.execute(delete(SearchVariant).where(left, SearchVariant.word == word))
