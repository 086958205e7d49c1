"""Keeps what search reads in step with the facilities, in the transaction of the caller.

Whatever the order and number of calls, the index is what `reindex` would make from nothing. Rows
that facilities share are read, changed and written as wholes, so the first write takes the lock
that keeps other writers away until the caller commits.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from registry.db import db, room_to_write, utcnow
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Word
from registry.i18n import LANGUAGES, best, speaking
from registry.places.models import Revision
from registry.places.queries import forget_revisions
from registry.search import document, models
from registry.search.commands import runs, sets, tiles, words
from registry.search.commands.gathered import Before, Document, Gathered
from registry.search.models import BLOCK_BITS, ORDERS, SearchEntry, SearchName, SearchText
from registry.search.queries import held, records
from registry.search.queries.pins import rounded

BATCH = 1000
"""Facilities that are read together."""

FEW = 300
"""Facilities that are read together where the rest of the process is large too."""

PORTION = 4000
"""Facilities of which what they share is gathered, and then written, together."""

TABLES = (
    models.SearchEntry,
    models.SearchText,
    models.SearchSet,
    models.SearchWord,
    models.SearchName,
    models.SearchVariant,
    models.SearchTile,
    models.SearchRun,
)


def index(facilities: Iterable[Facility]) -> None:
    """Bring facilities, new or changed, into the index. They have to be complete in the session."""
    db.session.flush()
    number = _lock()
    known = records.public(db.session(), sorted(facilities, key=lambda facility: facility.id))
    for _block, some in groupby(known, key=lambda facility: facility.id >> BLOCK_BITS):
        gathered = Gathered()
        many = list(some)
        for start in range(0, len(many), BATCH):
            documents = {f.id: _document(f) for f in many[start : start + BATCH]}
            _replace(list(documents), documents, gathered)
        _write(gathered, number)


def index_many(ids: Iterable[int]) -> None:
    """Bring many facilities, new or changed, into the index, by their ids.

    They are read a batch at a time, and the session lets go of everything it holds.
    """
    db.session.flush()
    number = _lock()
    with _collecting_by_batch():
        for many in _portions(ids):
            gathered = Gathered()
            for start in range(0, len(many), FEW):
                _gather(many[start : start + FEW], gathered)
            _write(gathered, number)


def _gather(ids: list[int], gathered: Gathered) -> None:
    db.session.expunge_all()
    read = records.complete(db.session(), ids)
    documents = {facility.id: _document(facility) for facility in read}
    _replace(list(documents), documents, gathered)
    del read
    db.session.expunge_all()
    gc.collect()  # records that refer to each other


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    """Give ids of one block, no more of them than what is gathered of them has room."""
    for _block, some in groupby(sorted(set(ids)), key=lambda id: id >> BLOCK_BITS):
        many = list(some)
        for start in range(0, len(many), PORTION):
            yield many[start : start + PORTION]


def remove(*facility_ids: int) -> None:
    """Take facilities out of the index; one that is not there is no error."""
    number = _lock()
    for many in _portions(facility_ids):
        gathered = Gathered()
        for start in range(0, len(many), BATCH):
            _replace(many[start : start + BATCH], {}, gathered)
        _write(gathered, number)


def reindex() -> int:
    """Make the index from nothing and return how many facilities it holds."""
    with _collecting_by_batch(), room_to_write():
        return _reindex()


@contextmanager
def _collecting_by_batch() -> Iterator[None]:
    """Look for what can be thrown away when a batch is done, and only among what it has made."""
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


def _reindex() -> int:
    db.session.flush()
    number = _lock()
    _count(held.MAKING)
    for model in TABLES:
        db.session.execute(delete(model))
    total = 0
    for _block, batches in groupby(_everything(), key=lambda some: some[0].id >> BLOCK_BITS):
        gathered = Gathered()
        for some in batches:
            documents = {facility.id: _document(facility) for facility in some}
            _insert(documents)
            gathered.come(documents)
            total += len(some)
            db.session.expunge_all()
            gc.collect()  # records that refer to each other
        _write(gathered, number, with_runs=False)
    runs.make()
    return total


def _everything() -> Iterator[Sequence[Facility]]:
    """Give all facilities, complete, some at a time; no batch crosses the edge of a block."""
    last = 0
    while some := records.complete_after(db.session(), last, BATCH):
        last = some[-1].id
        for _block, part in groupby(some, key=lambda facility: facility.id >> BLOCK_BITS):
            yield list(part)


def _document(facility: Facility) -> Document:
    card = document.card(facility)
    if card.lat is not None and card.lon is not None:
        card = card.at(rounded(card.lat), rounded(card.lon))
    shown = {lang: best(facility.names, lang).value for lang in LANGUAGES}
    entry = {
        "facility_id": facility.id,
        "card": card.dumped(),
        "lat": card.lat,
        "lon": card.lon,
        **document.sort_keys(facility, shown),
    }
    named = document.folded_names(facility)
    texts = document.texts(facility, _labels)
    return Document(entry, document.properties(facility), named, *texts)


@lru_cache(maxsize=1000, typed=True)  # typed: two vocabularies may share a code
def _labels(word: Word) -> list[str]:
    """Return the label of a choice in every language."""
    found = []
    for lang in LANGUAGES:
        with speaking(lang):
            found.append(str(word.label))
    return list(dict.fromkeys(found))


def _lock() -> int:
    """Count the change: the write that makes other writers wait before any shared row is read."""
    db.session.connection()  # the transaction, which `changing` notes, begins with it
    held.changing(db.session())
    number = _count(held.PART)
    if number == 1:
        _count(held.MAKING)
    return number


def _count(part: str) -> int:
    """Return the number of the next revision of a part, and put it on record."""
    session, now = db.session, utcnow()
    counted = (
        update(Revision)
        .where(Revision.part == part)
        .values(number=Revision.number + 1, changed_at=now)
        .returning(Revision.number)
    )
    forget_revisions(session())
    if (row := session.execute(counted).first()) is not None:
        return int(row.number)
    try:
        with session.begin_nested():
            session.execute(insert(Revision).values(part=part, number=1, changed_at=now))
    except IntegrityError:  # another writer was the first, and has committed
        return _count(part)
    return 1


def _replace(ids: list[int], documents: dict[int, Document], gathered: Gathered) -> None:
    """Put documents in the place of what the index holds of facilities; gather what they share."""
    gathered.go(_before(ids))
    for model in (SearchEntry, SearchText, SearchName):
        db.session.execute(delete(model).where(model.facility_id.in_(ids)))
    if documents:
        _insert(documents)
        gathered.come(documents)


def _before(ids: list[int]) -> Iterator[Before]:
    """Give what the index holds of facilities."""
    names: dict[int, set[str]] = {}
    rows = select(SearchName.facility_id, SearchName.folded)
    for id, folded in db.session.execute(rows.where(SearchName.facility_id.in_(ids))):
        names.setdefault(id, set()).add(folded)
    columns = (SearchEntry.facility_id, SearchEntry.lat, SearchEntry.lon)
    texts = (SearchText.named, SearchText.others, SearchText.codes)
    keys = (getattr(SearchEntry, order) for order in ORDERS)
    kept = select(*columns, *texts, *keys).join(
        SearchText, SearchText.facility_id == SearchEntry.facility_id
    )
    for id, lat, lon, named, others, codes, *order in db.session.execute(
        kept.where(SearchEntry.facility_id.in_(ids))
    ):
        orders = dict(zip(ORDERS, order, strict=True))
        spot = None if lat is None else (lat, lon)
        yield Before(id, spot, named, others, codes, orders, names.get(id, set()))


def _insert(documents: dict[int, Document]) -> None:
    session, many = db.session, documents.items()
    session.execute(insert(SearchEntry.__table__), [doc.entry for doc in documents.values()])
    texts = [{"facility_id": id, **doc.texts()} for id, doc in many]
    session.execute(insert(SearchText.__table__), texts)
    names = [{"folded": name, "facility_id": id} for id, doc in many for name in doc.names]
    if names:
        session.execute(insert(SearchName.__table__), names)


def _write(gathered: Gathered, number: int, with_runs: bool = True) -> None:
    """Bring the rows that facilities share in step with what was gathered."""
    for block in gathered.blocks():
        sets.write(block, gathered.sets, number)
        words.write(block, gathered.named, gathered.anywhere)
    tiles.write(gathered.gone_from, gathered.come_to, number)
    if with_runs:
        runs.write(gathered.orders)
