"""What search reads: one entry per facility, sets of facilities by property, names, words, tiles.

All of it is derived from the facilities and can be rebuilt; `search.commands` keeps it in step.
The full-text index is made by a migration of its own, and asked in queries/sqlite.py.
"""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import db


class SearchEntry(db.Model):
    """What a list or a map shows of a facility, and what it is sorted by."""

    __tablename__ = "search_entry"

    facility_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    standing: Mapped[str] = mapped_column(String(340))  # order without a question: see document.py
    name_kk: Mapped[str] = mapped_column(String(320))  # sort keys
    name_ru: Mapped[str] = mapped_column(String(320))
    name_en: Mapped[str] = mapped_column(String(320))
    name_fr: Mapped[str] = mapped_column(String(320))
    newest: Mapped[str] = mapped_column(String(40))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    card: Mapped[bytes] = mapped_column(LargeBinary)  # JSON of document.Card


for _column in ("standing", "name_kk", "name_ru", "name_en", "name_fr", "newest"):
    Index(None, getattr(SearchEntry, _column), SearchEntry.facility_id)


class SearchSet(db.Model):
    """The facilities that share a property, as a roaring bitmap of their ids.

    Facets are those of question.FACETS; `all` and `located`, each one set; `confirmed` and `open`
    with an ISO date as code: the day of the last confirmation, the last day to apply.
    """

    __tablename__ = "search_set"

    facet: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    bits: Mapped[bytes] = mapped_column(LargeBinary)


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
    """The facilities in one rectangle of the Earth, with their pins packed: queries/tiles.py."""

    __tablename__ = "search_tile"

    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    col: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    spots: Mapped[bytes] = mapped_column(LargeBinary)
