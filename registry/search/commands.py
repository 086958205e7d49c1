"""Keeps what search reads in step with the facilities, in the transaction of the caller.

Whatever the order and number of calls, the index is what `reindex` would make from nothing. Sets
and tiles are read, changed and written as wholes, so the first write takes the lock that keeps
other writers away until the caller commits.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pyroaring import BitMap
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import selectinload

from registry.db import db, utcnow
from registry.facilities.models import Facility, Location
from registry.facilities.vocabulary import Word
from registry.i18n import LANGUAGES, best, speaking
from registry.places.folding import fold
from registry.places.models import Revision
from registry.places.spelling import deletions
from registry.search import document
from registry.search.models import SearchEntry, SearchName, SearchSet, SearchTile, SearchVariant
from registry.search.queries import sqlite, tiles

BATCH = 1000
"""Facilities that are indexed together: each set is written once per batch."""

CORRECTABLE = re.compile(r"[a-z]{3,40}")
"""Words that typing errors are forgiven for: numbers and very short ones are not guessed."""

LISTS = (
    "former_names",
    "operator",
    "service_offers",
    "sector_links",
    "stage_links",
    "language_links",
    "programmes",
)
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
    for start in range(0, len(known), BATCH):
        documents = {f.id: _document(f) for f in known[start : start + BATCH]}
        _replace(list(documents), documents)


def remove(facility_id: int) -> None:
    """Take a facility out of the index; one that is not there is no error."""
    _replace([facility_id], {})


def reindex() -> int:
    """Make the index from nothing and return how many facilities it holds."""
    db.session.flush()
    _lock()
    for model in (SearchEntry, SearchSet, SearchName, SearchVariant, SearchTile):
        db.session.execute(delete(model))
    for statement in sqlite.EMPTYING:
        db.session.execute(text(statement))
    done, last = 0, 0
    while some := _batch_after(last):
        index(some)
        done += len(some)
        last = some[-1].id
    return done


def _batch_after(last: int) -> Sequence[Facility]:
    some = select(Facility).where(Facility.id > last).order_by(Facility.id).limit(BATCH)
    lists = (selectinload(getattr(Facility, name)) for name in LISTS)
    place = selectinload(Facility.locations)
    whole = (place.selectinload(Location.settlement), place.selectinload(Location.region))
    return db.session.scalars(some.options(*lists, *whole)).all()


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


def _replace(ids: list[int], documents: dict[int, Document]) -> None:
    """Put documents in the place of what the index holds of some facilities."""
    _lock()
    _replace_tiles(ids, documents)
    _replace_entries(ids, documents)
    _replace_sets(ids, documents)
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


def _replace_sets(ids: list[int], documents: dict[int, Document]) -> None:
    """Read every set once, and write once each that changes."""
    members: dict[Code, BitMap] = defaultdict(BitMap)
    for id, doc in documents.items():
        for property in doc.codes:
            members[property].add(id)
    gone = BitMap(ids)
    held = select(SearchSet.facet, SearchSet.code, SearchSet.bits)
    for facet, code, block in db.session.execute(held).all():
        bits = BitMap.deserialize(block)
        changed = bits - gone | members.pop((facet, code), BitMap())
        if changed != bits:
            _write_set((facet, code), changed)
    for (facet, code), bits in members.items():
        db.session.execute(insert(SearchSet).values(facet=facet, code=code, bits=bits.serialize()))


def _write_set(key: Code, bits: BitMap) -> None:
    here = (SearchSet.facet == key[0], SearchSet.code == key[1])
    if bits:
        db.session.execute(update(SearchSet).where(*here).values(bits=bits.serialize()))
    else:
        db.session.execute(delete(SearchSet).where(*here))


def _replace_tiles(ids: list[int], documents: dict[int, Document]) -> None:
    """Move pins between tiles. Reads where they were from the entries, so it goes before those."""
    arriving: dict[Cell, list[tuple[int, float, float]]] = defaultdict(list)
    for id, doc in documents.items():
        if doc.spot:
            arriving[tiles.tile_of(*doc.spot)].append((id, *doc.spot))
    before = select(SearchEntry.lat, SearchEntry.lon).where(SearchEntry.facility_id.in_(ids))
    pins = db.session.execute(before).all()
    leaving = {tiles.tile_of(lat, lon) for lat, lon in pins if lat is not None and lon is not None}
    gone = set(ids)
    for row, col in leaving | arriving.keys():
        here = (SearchTile.row == row, SearchTile.col == col)
        block = db.session.scalar(select(SearchTile.spots).where(*here)) or b""
        kept = [spot for spot in tiles.unpacked(block) if spot[0] not in gone]
        db.session.execute(delete(SearchTile).where(*here))
        if spots := kept + arriving[row, col]:
            values = {"row": row, "col": col, "spots": tiles.packed(spots)}
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
    rows = [{"variant": v, "word": word} for word in unheard for v in deletions(word)]
    if rows:
        session.execute(insert(SearchVariant), rows)


def _words(kept: Iterable[tuple[str, str]]) -> set[str]:
    """Return the words of texts that may be corrected to."""
    every = {word for texts in kept for part in texts for word in part.split()}
    return {word for word in every if CORRECTABLE.fullmatch(word)}


def _forget(words: set[str]) -> None:
    for word in words:
        left = SearchVariant.variant.in_(deletions(word))
        db.session.execute(delete(SearchVariant).where(left, SearchVariant.word == word))
