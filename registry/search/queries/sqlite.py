"""The full-text index on SQLite (FTS5), and what only SQLite says in this way.

`search_text` holds the folded words of each facility under its id, those of its names apart from
all others; `search_text_words` shows the words that it holds. The migration makes both. Another
engine has a module with the same functions.
"""

from array import array
from collections.abc import Set
from typing import Any

import numpy as np
import orjson
from pyroaring import BitMap
from sqlalchemy import Executable, bindparam, text
from sqlalchemy.orm import Session

from registry.search.models import SearchEntry

EMPTYING = ("DELETE FROM search_text",)
"""Empties the index."""

# One text instead of a row per id: rows cost three times as much on their way to Python.
MATCHING = text("SELECT group_concat(rowid) FROM search_text WHERE search_text MATCH :question")
NAMED = text(
    "SELECT group_concat(facility_id) FROM search_name WHERE folded >= :start AND folded < :end"
)
IN_ORDER = (
    "SELECT group_concat(facility_id)"
    " FROM (SELECT facility_id FROM search_entry ORDER BY {column}, facility_id)"
)
KEPT = text("SELECT rowid, names, others FROM search_text WHERE rowid IN :ids")
DROPPING = text("DELETE FROM search_text WHERE rowid = :id")
PUTTING = text("INSERT INTO search_text (rowid, names, others) VALUES (:id, :names, :others)")
KNOWN = text(
    "SELECT word.value FROM json_each(:words) AS word"
    " WHERE EXISTS (SELECT 1 FROM search_text_words WHERE term = word.value)"
)
BEGINNING = text(
    "SELECT word.value FROM json_each(:words) AS word WHERE EXISTS"
    " (SELECT 1 FROM search_text_words WHERE term >= word.value AND term < word.value || '{')"
)
NAMES = text(
    "SELECT typed.value FROM json_each(:texts) AS typed"
    " WHERE EXISTS (SELECT 1 FROM search_name WHERE folded = typed.value)"
    " OR (instr(typed.value, ' ') AND (SELECT count(*) FROM"
    " (SELECT DISTINCT facility_id FROM search_name"
    " WHERE folded >= typed.value || ' ' AND folded < typed.value || ' {' LIMIT 2)) = 1)"
)
USES = text("SELECT term, doc FROM search_text_words WHERE term IN :words")

AFTER_LETTERS = "{"
"""The character after `z`: a prefix with it closes the range of what begins so."""


Part = str | tuple[str, str]


def matching(session: Session, terms: list[list[Part]], names_only: bool = False) -> BitMap:
    """Return the ids whose words meet every term.

    Args:
        session: The database.
        terms: For each term the alternatives: a word, which has to begin a word of the facility;
            or two of them that were written as one, the first a whole word, in its names.
        names_only: Look only into the words of names.
    """
    groups = (" OR ".join(map(_expression, term)) for term in terms)
    question = " AND ".join(f"({group})" for group in groups)
    if names_only:
        question = f"names : ({question})"
    return _ids(session, MATCHING, {"question": question})


def _expression(part: Part) -> str:
    if isinstance(part, str):
        return f'"{part}"*'
    return f'names : ("{part[0]}" AND "{part[1]}"*)'


def named(session: Session, beginning: str) -> BitMap:
    """Return the ids of the facilities with a name that begins so, folded."""
    return _ids(session, NAMED, {"start": beginning, "end": beginning + AFTER_LETTERS})


def ids_in_order(session: Session, column: str) -> np.ndarray:
    """Return the ids of all entries in the order of one of their columns."""
    known = SearchEntry.__table__.columns[column].name
    return _numbers(session.execute(text(IN_ORDER.format(column=known))).scalar())


def _ids(session: Session, statement: Executable, values: dict[str, Any]) -> BitMap:
    return BitMap(array("I", _numbers(session.execute(statement, values).scalar()).tobytes()))


def _numbers(joined: str | None) -> np.ndarray:
    return np.fromstring(joined or "", dtype=np.uint32, sep=",")


def begun(session: Session, beginnings: Set[str]) -> set[str]:
    """Return those with which a word of the index begins."""
    return _among(session, BEGINNING, "words", beginnings)


def names_among(session: Session, texts: Set[str]) -> set[str]:
    """Return which folded texts are a name, or the first words of names of one facility only."""
    return _among(session, NAMES, "texts", texts)


def uses(session: Session, words: list[str]) -> dict[str, int]:
    """Return in how many facilities each of these words is found; those in none are left out."""
    statement = USES.bindparams(bindparam("words", expanding=True))
    return {word: count for word, count in session.execute(statement, {"words": words})}


def known(session: Session, words: Set[str]) -> set[str]:
    """Return those of the words that the index holds."""
    return _among(session, KNOWN, "words", words)


def _among(session: Session, statement: Executable, name: str, texts: Set[str]) -> set[str]:
    if not texts:
        return set()
    return set(session.scalars(statement, {name: orjson.dumps(list(texts)).decode()}))


def kept(session: Session, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return the words that the index holds of facilities: of names, others."""
    statement = KEPT.bindparams(bindparam("ids", expanding=True))
    return {id: (names, others) for id, names, others in session.execute(statement, {"ids": ids})}


def replace(session: Session, ids: list[int], texts: dict[int, tuple[str, str]]) -> None:
    """Put the words of facilities in the place of what the index holds of them.

    The only function here that writes; for commands.
    """
    if ids:
        session.execute(DROPPING, [{"id": id} for id in ids])
    rows = [{"id": id, "names": names, "others": more} for id, (names, more) in texts.items()]
    if rows:
        session.execute(PUTTING, rows)
