"""Facilities with which a description is worth comparing, from the search index.

Never all of them: those with a telling word of its names, written or mistyped, or with a word of
its account, in its region or in none.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from pyroaring import BitMap
from sqlalchemy import select

from registry.db import db
from registry.intake.profile import Profile, site_key
from registry.places.folding import fold
from registry.search.links import link_words
from registry.search.models import SearchName, SearchVariant, SearchWord
from registry.search.queries import held
from registry.search.variants import heard, near

TOGETHER = 400
"""Values that one statement looks up."""

MOST = 3
"""Facilities with which one description is compared, those with the same name apart."""

COMMON = 300
"""A word that so many facilities of a region have tells none of them."""


class Lookup:
    """Finds candidates for some descriptions, with one look into the index for all of them."""

    def __init__(self, profiles: Sequence[Profile]):
        """Read what is needed for these."""
        self._index = held.index(db.session())
        self._here: dict[str, BitMap] = {}  # facilities of a region, and of none
        self._named = _names({fold(name) for one in profiles for name in one.names})
        self._words = {id(one): _telling(one) for one in profiles}
        accounts = {word for one in profiles for word in _account_words(one)}
        every = {word for words in self._words.values() for word in words}
        self._bits = _words(every | accounts)
        self._alike = _variants(every - self._bits.keys())
        self._bits |= _words({word for words in self._alike.values() for word in words})

    def namesakes(self, one: Profile) -> set[int]:
        """Return the facilities that have exactly one of its names."""
        return {id for name in one.names for id in self._named.get(fold(name), ())}

    def likely(self, one: Profile) -> list[int]:
        """Return a few facilities that share its words, those that share most first."""
        here = self._within(one.region_iso)
        found: Counter[int] = Counter()
        for word in self._words[id(one)]:
            for alike in (word, *self._alike.get(word, ())):
                self._count(found, alike, here, 1)
        for word in _account_words(one):
            self._count(found, word, here, 1)
        return [id for id, _shared in found.most_common(MOST)]

    def _count(self, found: Counter[int], word: str, here: BitMap | None, weight: int) -> None:
        bits = self._bits.get(word)
        if bits is None:
            return
        some = bits if here is None else bits & here
        if len(some) <= COMMON:
            found.update(dict.fromkeys(some, weight))

    def _within(self, iso: str | None) -> BitMap | None:
        if not iso:
            return None
        if iso not in self._here:
            regions = self._index.sets.get("region", {})
            elsewhere = (bits for code, bits in regions.items() if code != iso)
            others = BitMap.union(BitMap(), *elsewhere)
            self._here[iso] = self._index.having("all").difference(others)
        return self._here[iso]


def _some(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(values)
    for start in range(0, len(every), TOGETHER):
        yield every[start : start + TOGETHER]


def _telling(one: Profile) -> set[str]:
    words = {word for said in one.wordings for word, weight in said.words if weight == 1}
    return (words - one.places) or words


def _account_words(one: Profile) -> set[str]:
    accounts = [site for site in one.sites if "/" in site_key(site)]
    return {word for account in accounts for word in link_words(account) if len(word) > 3}


def _names(folded: Collection[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for some in _some(set(folded) - {""}):
        rows = select(SearchName.folded, SearchName.facility_id).where(SearchName.folded.in_(some))
        for name, id in db.session.execute(rows):
            found[name].append(id)
    return found


def _words(words: Iterable[str]) -> dict[str, BitMap]:
    found: dict[str, BitMap] = {}
    for some in _some(words):
        rows = select(SearchWord.word, SearchWord.bits).where(SearchWord.word.in_(some))
        for word, bits in db.session.execute(rows):
            found[word] = found.get(word, BitMap()) | BitMap.deserialize(bits)
    return found


def _variants(words: Iterable[str]) -> dict[str, set[str]]:
    """Return the words of the index that may be meant by words that it does not have."""
    under = {word: near(word) | heard(word) for word in words if len(word) > 3}
    kept: dict[str, set[str]] = defaultdict(set)
    for some in _some({one for keys in under.values() for one in keys}):
        rows = select(SearchVariant.variant, SearchVariant.word)
        for variant, word in db.session.execute(rows.where(SearchVariant.variant.in_(some))):
            kept[variant].add(word)
    found = {
        word: {one for key in keys for one in kept.get(key, ())} for word, keys in under.items()
    }
    return {word: set(sorted(words)[:8]) for word, words in found.items()}
