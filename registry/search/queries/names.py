"""Names of facilities: which texts are one, and whose names begin with a text."""

from collections.abc import Set
from functools import cache
from typing import NamedTuple

from pyroaring import BitMap
from sqlalchemy import TextClause, select, text, tuple_
from sqlalchemy.orm import Session

from registry.search.models import SearchName, SearchRun
from registry.search.queries.postings import AFTER_LETTERS, TOGETHER, in_names
from registry.search.queries.runs import NAMED, Place

NAMES, RUNS = SearchName.__table__.c, SearchRun.__table__.c

LARGEST = 2**31 - 1
"""No facility has a larger id."""

FEW = 1000
"""Up to so many names are read one by one; of more, whole runs are joined."""


class Names:
    """Tells which texts are names; each text is looked up once."""

    def __init__(self, session: Session):
        """Know nothing yet."""
        self.session = session
        self.told: dict[str, bool] = {}

    def __call__(self, texts: Set[str]) -> set[str]:
        """Return which of these folded texts are a name: exactly, or its first words.

        First words count when they are two at least, end with a word, and begin names of one
        facility only.
        """
        if new := texts - self.told.keys():
            known = _among(self.session, sorted(new))
            self.told |= {text: text in known for text in new}
        return {text for text in texts if self.told[text]}

    def words(self, words: Set[str]) -> set[str]:
        """Return which of these folded words are in a name of a facility, as whole words."""
        return in_names(self.session, words)


def _among(session: Session, texts: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(texts), TOGETHER):
        some = texts[start : start + TOGETHER]
        found |= set(session.scalars(select(NAMES.folded).where(NAMES.folded.in_(some))))
        begun = [text for text in some if " " in text and text not in found]
        if begun:
            values = {f"start{i}": f"{text} " for i, text in enumerate(begun)}
            values |= {f"end{i}": f"{text} {AFTER_LETTERS}" for i, text in enumerate(begun)}
            found |= {begun[i] for (i,) in session.execute(_beginning_one(len(begun)), values)}
    return found


@cache
def _beginning_one(count: int) -> TextClause:
    """Return the statement that tells which of so many ranges hold names of one facility only."""
    # No facility has more names than the limit; without it all names of a range would be read.
    one = (
        "SELECT {i} AS i WHERE (SELECT count(DISTINCT facility_id) FROM (SELECT facility_id"
        " FROM search_name WHERE folded >= :start{i} AND folded < :end{i}"
        " ORDER BY folded LIMIT 50) AS beginning) = 1"
    )
    return text(" UNION ALL ".join(one.format(i=i) for i in range(count)))


class Named(NamedTuple):
    """The facilities with a name."""

    exactly: BitMap  # this one
    begun: BitMap  # one that begins so


def named(session: Session, beginning: str) -> Named:
    """Return the facilities with a name that is, or begins, so; folded."""
    end = beginning + AFTER_LETTERS
    first = _between(session, (beginning, 0), (end, 0), FEW)
    # What is exactly so comes first of all that begins so.
    exactly = BitMap(id for name, id in first if name == beginning)
    if len(first) < FEW:
        return Named(exactly, BitMap(id for _name, id in first))
    if len(exactly) == FEW:
        exactly = _ids(_between(session, (beginning, 0), (beginning, LARGEST)))
    return Named(exactly, _begun(session, beginning, end))


def _begun(session: Session, beginning: str, end: str) -> BitMap:
    runs = session.execute(
        select(RUNS.key, RUNS.id, RUNS.bits)
        .where(RUNS.by == NAMED, RUNS.key >= beginning, RUNS.key < end)
        .order_by(RUNS.key, RUNS.id)
    ).all()
    if not runs:
        return _ids(_between(session, (beginning, 0), (end, 0)))
    # The last run goes on behind the range, and what comes before the first is in one before it.
    found = BitMap.union(BitMap(), *(BitMap.deserialize(run.bits) for run in runs[:-1]))
    found |= _ids(_between(session, (beginning, 0), (runs[0].key, runs[0].id)))
    found |= _ids(_between(session, (runs[-1].key, runs[-1].id), (end, 0)))
    return found


def _ids(names: list[Place]) -> BitMap:
    return BitMap(id for _name, id in names)


def _between(session: Session, start: Place, end: Place, count: int | None = None) -> list[Place]:
    """Return the names from one place to before another, with their facilities, in order."""
    place = tuple_(NAMES.folded, NAMES.facility_id)
    rows = select(NAMES.folded, NAMES.facility_id).where(
        place >= start, place < end, NAMES.folded >= start[0], NAMES.folded <= end[0]
    )
    if count:
        rows = rows.order_by(NAMES.folded, NAMES.facility_id).limit(count)
    return [(name, id) for name, id in session.execute(rows)]
