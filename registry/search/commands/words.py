"""Writes words as sets, one block of ids at a time, and the variants of words."""

import re
from collections.abc import Iterator

from pyroaring import BitMap
from sqlalchemy import delete, insert, select

from registry.db import db
from registry.search.commands.gathered import Changes
from registry.search.commands.sets import within
from registry.search.models import SearchVariant, SearchWord
from registry.search.queries.postings import TOGETHER, known
from registry.search.variants import kept

CORRECTABLE = re.compile(r"[a-z]{3,40}")
"""Words that typing errors are forgiven for: numbers and very short ones are not guessed."""


def write(block: int, named: Changes[str], anywhere: Changes[str]) -> None:
    """Take facilities of a block out of words and put them in."""
    touched = sorted(anywhere.keys() | named.keys())
    correctable = {word for word in touched if CORRECTABLE.fullmatch(word)}
    before = known(db.session(), correctable)
    for some in _some(touched):
        _write(block, some, named, anywhere)
    after = known(db.session(), correctable)
    for word in before - after:
        gone = SearchVariant.variant.in_(kept(word))
        db.session.execute(delete(SearchVariant).where(gone, SearchVariant.word == word))
    for some in _some(sorted(after - before)):
        rows = [{"variant": v, "word": word} for word in some for v in kept(word)]
        db.session.execute(insert(SearchVariant.__table__), rows)


def _some(words: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(words), TOGETHER):
        yield words[start : start + TOGETHER]


def _write(block: int, words: list[str], named: Changes[str], anywhere: Changes[str]) -> None:
    here = (SearchWord.block == block, SearchWord.word.in_(words))
    rows = db.session.execute(
        select(SearchWord.word, SearchWord.named, SearchWord.bits).where(*here)
    )
    held = {word: (names, bits) for word, names, bits in rows}
    if held:
        db.session.execute(delete(SearchWord).where(*here))
    new = []
    for word in words:
        names, bits = (
            _changed(block, held[word][place] if word in held else b"", changes, word)
            for place, changes in enumerate((named, anywhere))
        )
        if bits:
            values = {"word": word, "block": block, "named": names.serialize()}
            new.append(values | {"bits": bits.serialize()})
    if new:
        db.session.execute(insert(SearchWord.__table__), new)


def _changed(block: int, held: bytes, changes: Changes[str], word: str) -> BitMap:
    bits = BitMap.deserialize(held) if held else BitMap()
    if word in changes.gone:
        bits -= within(block, changes.gone[word])
    if word in changes.come:
        bits |= within(block, changes.come[word])
    return bits
