"""What search reads: entries, sets of facilities by property, word and place, names, order.

All of it is derived from the facilities and can be rebuilt; `search.commands` keeps it in step.
Sets are roaring bitmaps of facility ids, cut into blocks of ids, so that a change writes
little and both engines say the same in the same way. `changed` is the number of the revision that
wrote a row last: a process that holds a copy reads what is newer, and no more.
"""

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import db

BLOCK_BITS = 16
"""A block of a set holds the ids that are equal but for so many bits at their end."""


class SearchEntry(db.Model):
    """What a list or a map shows of a facility, and what it is sorted by."""

    __tablename__ = "search_entry"

    facility_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    standing: Mapped[str] = mapped_column(String(340))  # order without a question: document.py
    name_kk: Mapped[str] = mapped_column(String(320))  # sort keys
    name_ru: Mapped[str] = mapped_column(String(320))
    name_en: Mapped[str] = mapped_column(String(320))
    name_fr: Mapped[str] = mapped_column(String(320))
    newest: Mapped[str] = mapped_column(String(40))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    card: Mapped[bytes] = mapped_column(LargeBinary)  # JSON of document.Card


ORDERS = ("standing", "name_kk", "name_ru", "name_en", "name_fr", "newest")
"""The columns of an entry by which lists are sorted."""

for _column in ORDERS:
    Index(None, getattr(SearchEntry, _column), SearchEntry.facility_id)


class SearchText(db.Model):
    """The folded words under which a facility is found, to take them back when it changes."""

    __tablename__ = "search_text"

    facility_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    named: Mapped[str] = mapped_column(Text)  # words of its names
    others: Mapped[str] = mapped_column(Text)
    codes: Mapped[str] = mapped_column(Text)  # its sets: `kind:it_hub region:KZ-10`


class SearchSet(db.Model):
    """The facilities that share a property.

    Facets are those of question.FACETS; `all` and `located`, each one set; `confirmed` and `open`
    with an ISO date as code: the day of the last confirmation, the last day to apply. A block
    that lost its last facility stays, empty, to tell those who hold a copy.
    """

    __tablename__ = "search_set"

    facet: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bits: Mapped[bytes] = mapped_column(LargeBinary)
    changed: Mapped[int] = mapped_column(index=True)


class SearchWord(db.Model):
    """The facilities that have a word, or, as `al*`, one that begins so: queries/postings.py."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(String(40), primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    named: Mapped[bytes] = mapped_column(LargeBinary)  # those with it in a name
    bits: Mapped[bytes] = mapped_column(LargeBinary)  # those with it anywhere


class SearchName(db.Model):
    """Every name of a facility, present or former, short or public id, folded."""

    __tablename__ = "search_name"
    __table_args__ = {"sqlite_with_rowid": False}

    folded: Mapped[str] = mapped_column(String(320), primary_key=True)
    facility_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)


class SearchVariant(db.Model):
    """The beginning of a word of the index with letters left out: search/variants.py."""

    __tablename__ = "search_variant"
    __table_args__ = {"sqlite_with_rowid": False}

    variant: Mapped[str] = mapped_column(String(40), primary_key=True)
    word: Mapped[str] = mapped_column(String(40), primary_key=True)


class SearchTile(db.Model):
    """The pins in one tile of the web map, packed: queries/pins.py."""

    __tablename__ = "search_tile"

    tile: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pins: Mapped[bytes] = mapped_column(LargeBinary)
    changed: Mapped[int] = mapped_column(index=True)


class SearchRun(db.Model):
    """The facilities that follow each other in one order of lists: queries/runs.py.

    A run goes from its first key and id up to those of the next run.
    """

    __tablename__ = "search_run"

    by: Mapped[str] = mapped_column(String(20), primary_key=True)  # one of ORDERS
    key: Mapped[str] = mapped_column(String(340), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bits: Mapped[bytes] = mapped_column(LargeBinary)
