"""What was typed, looked up as words: all have to be found, each may be the beginning of one.

Where that finds too little, each word is corrected in the vocabulary of the index and looked up
again. `IT-Park`, `it park` and `itpark` are one.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from operator import and_
from typing import NamedTuple

from pyroaring import BitMap
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.places.folding import words
from registry.places.spelling import slips, tolerance
from registry.search.models import SearchVariant
from registry.search.queries.postings import Part, Words, known, uses
from registry.search.unread import unread
from registry.search.variants import variants

WORDS_MOST = 16
LETTERS_MOST = 40

FIXES_MOST = 8
"""How many words of the index may stand for one that was typed."""

ENOUGH = 3
"""From this many facilities on, no word is suspected, even if none has all words in its name."""


class Match(NamedTuple):
    """The facilities that a text finds."""

    found: BitMap
    named: BitMap  # those with all words in their names
    corrections: dict[str, str]  # what was typed, and the folded word that it was taken for


def match(session: Session, text: str) -> Match | None:
    """Return what a text finds; None for a text without letters or digits, which asks nothing."""
    typed = {key[:LETTERS_MOST]: text[start:end] for key, start, end in words(text)}
    keys = list(typed)[:WORDS_MOST]
    if unread(text):
        # Letters of a script that the index does not have: asked for, and not found.
        return Match(BitMap(), BitMap(), {})
    if not keys:
        return None
    words_of = Words(session)
    terms = alternatives(session, words_of, keys)
    result = _looked_up(words_of, terms)
    if result.named or len(result.found) >= ENOUGH:
        return result
    begun = words_of.beginning(keys)
    unknown = [key for key in keys if key not in begun]
    for suspects in filter(None, (unknown, keys)):
        fixes = corrected(session, suspects)
        wider = {key: [*terms[key], *fixes.get(key, [])] for key in keys}
        better = _looked_up(words_of, wider) if fixes else result
        if len(better.found) > len(result.found):
            said = {typed[key]: fixed[0] for key, fixed in fixes.items()}
            return better._replace(corrections=said)
    return result


def alternatives(session: Session, looked_up: Words, keys: list[str]) -> dict[str, list[Part]]:
    """Return for each word all that it may stand for as it is, corrections apart."""
    terms = dict(zip(keys, _joined(keys), strict=True))
    looked_up.look_up(terms.values())
    for key, parts in _split(session, looked_up, keys):
        terms[key].append(parts)
    return terms


def _joined(keys: list[str]) -> list[list[Part]]:
    """Return each word, and beside it the word before joined to it, which begins with that one.

    >>> _joined(["it", "park"])
    [['it'], ['park', 'itpark']]
    """
    terms: list[list[Part]] = [[key] for key in keys]
    for term, (before, key) in zip(terms[1:], pairwise(keys), strict=True):
        term.append(before + key)
    return terms


def _split(
    session: Session, looked_up: Words, keys: list[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give the ways in which a word may be two of the index: `itpark` as `it` and `park`.

    The second may still be being typed, unless the whole is the beginning of a word itself.
    """
    ways = [(key, key[:end], key[end:]) for key in keys for end in range(2, len(key) - 1)]
    halves = {half for _key, *both in ways for half in both}
    whole = known(session, halves)
    ways = [way for way in ways if way[1] in whole]
    open_ended = {part for key, _, right in ways if right not in whole for part in (key, right)}
    begun = looked_up.beginning(open_ended)
    for key, left, right in ways:
        if right in whole or (right in begun and key not in begun):
            yield key, (left, right)


def _looked_up(looked_up: Words, terms: dict[str, list[Part]]) -> Match:
    found = looked_up.matching(terms.values())
    return Match(found.anywhere, found.named, {})


def corrected(session: Session, words: list[str]) -> dict[str, list[str]]:
    """Return for each word the words of the index from which it differs by the fewest slips.

    Best first: the more facilities have it, the likelier it was meant. Words that are too far
    from all others are left out.
    """
    close = {word: _closest(word, near) for word, near in _sharing(session, words).items()}
    every = {near for found in close.values() for near in found}
    used = uses(session, every) if every else {}
    return {
        word: sorted(found, key=lambda near: (-used.get(near, 0), near))[:FIXES_MOST]
        for word, found in close.items()
        if found
    }


def _sharing(session: Session, words: list[str]) -> dict[str, set[str]]:
    """Return for each word the words of the index that are equal to it but for some letters."""
    typed = defaultdict(list)
    for word in words:
        for variant in variants(word):
            typed[variant].append(word)
    rows = session.execute(
        select(SearchVariant.variant, SearchVariant.word).where(SearchVariant.variant.in_(typed))
    )
    shared: dict[str, set[str]] = {word: set() for word in words}
    for variant, near in rows:
        for word in typed[variant]:
            shared[word].add(near)
    return shared


def _closest(word: str, candidates: set[str]) -> list[str]:
    apart = {}
    for near in candidates - {word}:
        limit = max(tolerance(word), tolerance(near))
        if abs(len(near) - len(word)) <= limit and (count := slips(word, near, limit)) <= limit:
            apart[near] = count
    fewest = min(apart.values(), default=0)
    return [near for near, count in apart.items() if count == fewest]


def all_of(sets: list[BitMap]) -> BitMap:
    """Return what all sets have in common; there has to be one set at least."""
    return reduce(and_, sets)
