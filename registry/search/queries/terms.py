"""What was typed, looked up as words: all have to be found, each may be the beginning of one.

Where that finds too little, each word is corrected in the vocabulary of the index and looked up
again. `IT-Park`, `it park` and `itpark` are one, and a word that nothing is called is also looked
for without the ending that Kazakh or Russian gave it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import islice, pairwise
from operator import and_
from typing import NamedTuple

from flask import g
from pyroaring import BitMap
from sqlalchemy.orm import Session

from registry.places.folding import fold, words
from registry.search.endings import stems
from registry.search.queries.corrections import Guess, Guesses, closest, guesses
from registry.search.queries.held import state
from registry.search.queries.postings import OPEN, WHOLE, Part, Words
from registry.search.unread import unread
from registry.search.variants import ALIKE, alike

WORDS_MOST = 16
LETTERS_MOST = 40

FIXES_MOST = 8
"""How many words of the index may stand for one that was typed."""

ENOUGH = 3
"""From this many facilities on, no word is suspected, even if none has all words in its name."""


BARE = 4
"""Letters that have to be left of a word without its ending."""

CLIP = 3
"""Letters that are left at least of a word that was cut short."""

BEGUN = 5
"""Letters of the shortest corrected word that may be the beginning of one."""

Terms = dict[str, list[Part]]
"""For each word the parts of which any will do."""


class Match(NamedTuple):
    """The facilities that a text finds."""

    found: BitMap
    named: BitMap  # those with all words in their names
    corrections: dict[str, str]  # what was typed, and the folded word that it was taken for


def match(session: Session, text: str) -> Match | None:
    """Return what a text finds; None for a text without letters or digits, which asks nothing."""
    if unread(text):
        # Letters of a script that the index does not have: asked for, and not found.
        return Match(BitMap(), BitMap(), {})
    typed = _typed(text)
    if not typed:
        return None
    looked_up = words_of(session)
    terms = alternatives(looked_up, list(typed))
    result = _looked_up(looked_up, terms)
    if result.named or len(result.found) >= ENOUGH:
        return result
    return _guessed(session, looked_up, typed, terms, result)


def as_typed(session: Session, text: str) -> Match:
    """Return what a text finds without typing errors; nothing for one that asks nothing."""
    typed = _typed(text)
    if unread(text) or not typed:
        return Match(BitMap(), BitMap(), {})
    looked_up = words_of(session)
    return _looked_up(looked_up, alternatives(looked_up, list(typed)))


def words_of(session: Session) -> Words:
    """Return what looks words up; in one request each of them once."""
    kept = g.setdefault("words", {})
    now = state(session)
    if now not in kept:
        kept[now] = Words(session)
    found: Words = kept[now]
    return found


def _typed(text: str) -> dict[str, str]:
    """Return the words of a text as typed, by their folded form."""
    typed = {key[:LETTERS_MOST]: text[start:end] for key, start, end in words(text)}
    return dict(islice(typed.items(), WORDS_MOST))


def _guessed(
    session: Session, looked_up: Words, typed: dict[str, str], terms: Terms, found: Match
) -> Match:
    """Return what is found with words corrected: at first those that nothing is called."""
    begun = looked_up.beginning(typed)
    unknown = {key: word for key, word in typed.items() if key not in begun}
    # A form that one text has may hide the word itself.
    bare = _within(looked_up, [key for key in typed if key in begun])
    terms = {key: [*parts, *bare.get(key, [])] for key, parts in terms.items()}
    better = _looked_up(looked_up, terms)
    if len(better.found) > len(found.found):
        return better
    for fixes in _fixes(session, unknown, typed):
        parts = {key: map(_as_part, fixes.get(key, [])) for key in typed}
        better = _looked_up(looked_up, {key: [*terms[key], *parts[key]] for key in typed})
        if len(better.found) > len(found.found):
            said = {typed[key]: fixed[0] for key, fixed in fixes.items()}
            return better._replace(corrections=said)
    return found


def _as_part(word: str) -> Part:
    """Return a corrected word as it is looked up: a short one begins too many others."""
    return word if len(word) >= BEGUN else word + WHOLE


def _fixes(
    session: Session, unknown: dict[str, str], typed: dict[str, str]
) -> Iterator[dict[str, list[str]]]:
    """Give what words may have been: the unknown, then all, then all with more slips."""
    if unknown and (few := guesses(session, unknown)):
        yield _first(few, closest, {})
    pairs = {fold(a + b): typed[a] + typed[b] for a, b in pairwise(typed) if {a, b} & {*unknown}}
    found = guesses(session, typed | pairs)
    every = {key: found[key] for key in typed if key in found}
    joined: Guesses = defaultdict(list)
    for both in pairwise(typed):
        for key in both:
            joined[key] += closest(found.get(fold("".join(both)), []))
    if every or any(joined.values()):
        yield _first(every, closest, joined)
        yield _first(every, list, joined)


def _first(
    found: Guesses, chosen: Callable[[list[Guess]], list[Guess]], joined: Guesses
) -> dict[str, list[str]]:
    """Return the likeliest words for each, and those that it makes together with a neighbour."""
    words = {
        key: [*chosen(found.get(key, []))[:FIXES_MOST], *joined.get(key, [])]
        for key in {*found, *joined}
    }
    return {key: [guess.word for guess in some] for key, some in words.items() if some}


def alternatives(looked_up: Words, keys: list[str]) -> Terms:
    """Return for each word all that it may stand for as it is, corrections apart."""
    terms = dict(zip(keys, _joined(keys), strict=True))
    looked_up.look_up(terms.values())
    for key, parts in _split(looked_up, keys):
        terms[key].append(parts)
    begun = looked_up.beginning(keys)
    unknown = [key for key in keys if key not in begun]
    for key, ways in _within(looked_up, unknown, clips=True).items():
        terms[key] += ways
    return terms


def _within(looked_up: Words, keys: list[str], clips: bool = False) -> dict[str, list[Part]]:
    """Return for each word what it is without its ending, as far as anything is called so.

    Args:
        looked_up: The words of the question.
        keys: Folded words.
        clips: Also take a word as two of which the first was cut short: `химпарк`.
    """
    ways = {key: _stems(key) for key in keys}
    pairs = {key: [*_clips(key)] if clips else [] for key in keys}
    rights = {right for some in pairs.values() for _left, right in some}
    stems = {stem for some in ways.values() for stem in some}
    whole = looked_up.known(stems | rights)
    pairs = {key: [pair for pair in some if pair[1] in whole] for key, some in pairs.items()}
    lefts = {left for some in pairs.values() for left, _right in some}
    begun = whole | looked_up.beginning((stems - whole) | lefts)
    return {
        key: [
            *sorted(ways[key] & begun),
            *((left + OPEN, other) for left, right in pairs[key] if left in begun
              for other in alike([right])),
        ]
        for key in keys
    }  # fmt: skip


def _clips(key: str) -> Iterator[tuple[str, str]]:
    """Give the ways in which a word may be the beginning of one and another: `him`, `park`."""
    for end in range(CLIP, len(key) - 2):
        if len(key) - end >= BARE or key[end:] in ALIKE:
            yield key[:end], key[end:]


def _stems(key: str) -> set[str]:
    """Return what a word may be without its ending; a short one only if names are full of it."""
    return set(alike(stem for stem in stems(key) if len(stem) >= BARE or stem in ALIKE))


def _joined(keys: list[str]) -> list[list[Part]]:
    """Return each word, and beside it the word before joined to it, which begins with that one.

    >>> _joined(["it", "park"])
    [['it', 'aiti'], ['park', 'itpark']]
    """
    terms: list[list[Part]] = [[*alike([key])] for key in keys]
    for term, (before, key) in zip(terms[1:], pairwise(keys), strict=True):
        term.append(fold(before + key))
    return terms


def _split(looked_up: Words, keys: list[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give the ways in which a word may be two of the index: `itpark` as `it` and `park`.

    The second may still be being typed, unless the whole is the beginning of a word itself.
    """
    ways = [(key, key[:end], key[end:]) for key in keys for end in range(2, len(key) - 1)]
    halves = {half for _key, *both in ways for half in both}
    whole = looked_up.known(halves)
    ways = [way for way in ways if way[1] in whole]
    open_ended = {part for key, _, right in ways if right not in whole for part in (key, right)}
    begun = looked_up.beginning(open_ended)
    for key, left, right in ways:
        if right in whole or (right in begun and key not in begun):
            yield key, (left, right)


def _looked_up(looked_up: Words, terms: Terms) -> Match:
    found = looked_up.matching(terms.values())
    return Match(found.anywhere, found.named, {})


def all_of(sets: list[BitMap]) -> BitMap:
    """Return what all sets have in common; there has to be one set at least."""
    return reduce(and_, sets)
