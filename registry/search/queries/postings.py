"""Words as sets of facilities: which have a word, one that begins so, all that was asked.

A beginning of up to BEGINNING letters has a set of its own, `al*`; of a longer one the words that
begin so are few, and stand side by side.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache, reduce
from operator import and_
from typing import NamedTuple

from pyroaring import BitMap
from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from registry.search.models import SearchWord

LETTERS_MOST = 40
"""Letters of a word that count."""

BEGINNING = 3
"""Letters of the longest beginning that has a set of its own."""

AFTER_LETTERS = "{"
"""The character after `z`: a beginning with it closes the range of what begins so."""

TOGETHER = 300
"""Values that one statement looks up; SQLite before 3.32 takes no more than 999."""

TABLE = SearchWord.__table__.c  # plain columns: asked of the model, each statement takes longer

Part = str | tuple[str, str]
"""A word, which may be the beginning of one unless WHOLE follows it; or two that were written as
one, the first whole unless OPEN follows it."""

OPEN = "*"
"""Follows the first of two words of which only the beginning was written."""

WHOLE = "."
"""Follows a word that is the beginning of no other."""


class Found(NamedTuple):
    """The facilities with a word."""

    named: BitMap  # in a name
    anywhere: BitMap


def keys(word: str) -> Iterator[str]:
    """Give the keys under which a word of a facility is kept: itself and its beginnings.

    >>> list(keys("park"))
    ['park', 'p*', 'pa*', 'par*']
    """
    yield word[:LETTERS_MOST]
    for end in range(1, min(len(word), BEGINNING) + 1):
        yield f"{word[:end]}*"


def _range(beginning: str) -> tuple[str, str]:
    """Return between which keys all words lie that begin so; the first is in, the last is not."""
    if len(beginning) <= BEGINNING:
        return f"{beginning}*", f"{beginning}+"
    return beginning[:LETTERS_MOST], beginning[:LETTERS_MOST] + AFTER_LETTERS


@cache
def _reading(beginnings: int, whole: int) -> TextClause:
    """Return the statement that reads so many beginnings and so many whole words."""
    begun = "word >= :start{i} AND word < :end{i}"
    conditions = [*[begun] * beginnings, *["word = :word{i}"] * whole]
    one = "SELECT {i} AS i, named, bits FROM search_word WHERE "
    return text(" UNION ALL ".join((one + c).format(i=i) for i, c in enumerate(conditions)))


class Words:
    """Looks words up for one question, each once."""

    def __init__(self, session: Session) -> None:
        """Know nothing yet."""
        self.session = session
        self.begun: dict[str, Found] = {}
        self.whole: dict[str, Found] = {}
        self.is_known: dict[str, bool] = {}
        self.is_beginning: dict[str, bool] = {}

    def look_up(self, terms: Iterable[Iterable[Part]]) -> None:
        """Read all that terms need and nobody has asked for yet, in one statement."""
        parts = [part for term in terms for part in term]
        single = {part for part in parts if isinstance(part, str)}
        whole = {part[:-1] for part in single if part.endswith(WHOLE)}
        beginnings = {part for part in single if not part.endswith(WHOLE)}
        pairs = [part for part in parts if not isinstance(part, str)]
        beginnings |= {right for _left, right in pairs}
        beginnings |= {left[:-1] for left, _right in pairs if left.endswith(OPEN)}
        whole |= {left for left, _right in pairs if not left.endswith(OPEN)}
        self._read(sorted(beginnings - self.begun.keys()), sorted(whole - self.whole.keys()))

    def _read(self, beginnings: list[str], whole: list[str]) -> None:
        if not beginnings and not whole:
            return
        values = {}
        for i, beginning in enumerate(beginnings):
            values[f"start{i}"], values[f"end{i}"] = _range(beginning)
        values |= {f"word{i}": word for i, word in enumerate(whole, len(beginnings))}
        found: list[tuple[list[BitMap], list[BitMap]]]
        found = [([], []) for _ in (*beginnings, *whole)]
        statement = _reading(len(beginnings), len(whole))
        for i, named, bits in self.session.execute(statement, values):
            found[i][0].append(BitMap.deserialize(named))
            found[i][1].append(BitMap.deserialize(bits))
        joined = [Found(_union(named), _union(anywhere)) for named, anywhere in found]
        self.begun |= zip(beginnings, joined[: len(beginnings)], strict=True)
        self.whole |= zip(whole, joined[len(beginnings) :], strict=True)

    def matching(self, terms: Collection[Collection[Part]]) -> Found:
        """Return the facilities that meet every term, by one of its parts."""
        self.look_up(terms)
        met = [[self._part(part) for part in term] for term in terms]
        return Found(
            reduce(and_, (_union([part.named for part in term]) for term in met)),
            reduce(and_, (_union([part.anywhere for part in term]) for term in met)),
        )

    def _part(self, part: Part) -> Found:
        if isinstance(part, str):
            return self.whole[part[:-1]] if part.endswith(WHOLE) else self.begun[part]
        # Two words written as one are looked for in names only.
        left, right = part
        is_open = left.endswith(OPEN)
        both = (self.begun[left[:-1]] if is_open else self.whole[left]).named
        both = both & self.begun[right].named
        return Found(both, both)

    def beginning(self, words: Collection[str]) -> set[str]:
        """Return those with which a word of the index begins."""
        for word in words:
            if word in self.begun:
                self.is_beginning[word] = bool(self.begun[word].anywhere)
        for some in _some(set(words) - self.is_beginning.keys()):
            values = {}
            for i, word in enumerate(some):
                values[f"start{i}"], values[f"end{i}"] = _range(word)
            rows = self.session.execute(_existing(len(some)), values)
            self.is_beginning |= dict.fromkeys(some, False) | {some[i]: True for (i,) in rows}
        return {word for word in words if self.is_beginning[word]}

    def known(self, words: Collection[str]) -> set[str]:
        """Return those that the index holds whole."""
        new = set(words) - self.is_known.keys()
        held = known(self.session, new)
        self.is_known |= {word: word in held for word in new}
        return {word for word in words if self.is_known[word]}


def _some(words: Collection[str]) -> Iterator[list[str]]:
    """Give words, as many at a time as a statement takes."""
    every = sorted(words)
    for start in range(0, len(every), TOGETHER):
        yield every[start : start + TOGETHER]


@cache
def _existing(count: int) -> TextClause:
    """Return the statement that tells which of so many ranges hold a word."""
    one = (
        "SELECT {i} AS i WHERE EXISTS"
        " (SELECT 1 FROM search_word WHERE word >= :start{i} AND word < :end{i})"
    )
    return text(" UNION ALL ".join(one.format(i=i) for i in range(count)))


def _union(sets: list[BitMap]) -> BitMap:
    if len(sets) == 1:
        return sets[0]
    return BitMap.union(*sets) if sets else BitMap()


def known(session: Session, words: Collection[str]) -> set[str]:
    """Return those of the words that the index holds."""
    found = set[str]()
    for some in _some(words):
        found |= set(session.scalars(select(TABLE.word).distinct().where(TABLE.word.in_(some))))
    return found


def in_names(session: Session, words: Collection[str]) -> set[str]:
    """Return those of the words that are in a name."""
    query = select(TABLE.word, TABLE.named).where(TABLE.word.in_(words))
    return {word for word, named in session.execute(query) if BitMap.deserialize(named)}


def uses(session: Session, words: Collection[str]) -> dict[str, int]:
    """Return in how many facilities each of these words is found; those in none are left out."""
    counted: dict[str, int] = {}
    query = select(TABLE.word, TABLE.bits).where(TABLE.word.in_(words))
    for word, bits in session.execute(query):
        counted[word] = counted.get(word, 0) + len(BitMap.deserialize(bits))
    return counted
