"""How people name what a registry can be filtered by: phrases.csv, ready to be met in a text. Pure.

A phrase is met when each of its words is met in turn: in any form its language allows, or, for
the words around a place and for short ones, exactly as written. Two words written as one, or one
as two, are met too. With `slips`, long words are met in spite of typing errors.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from registry.places.folding import fold, words
from registry.places.spelling import slips
from registry.search.endings import base, bases

FILE = Path(__file__).with_name("phrases.csv")

UNBENT = frozenset({"near", "near_me", "within", "stop"})
"""Types whose words are met only as they are written."""

FORGIVING = frozenset(
    {"kind", "service", "sector", "stage", "status", "open", "confirmed", "nearest"}
)
"""Types whose words are met in spite of typing errors."""

LANG = 2
"""Letters of a language code, by which an element that bends begins."""

SHORT = 2
"""A word that folds to this many letters or fewer is compared as typed: `ИИ` is not `и`."""

LONG = 6
"""Letters from which on a word may be mistyped."""

VERY_LONG = 9
"""Letters from which on two slips are forgiven."""

SOUNDS = {"c": "k"}
"""First letters that stand for one sound; a slip at the first letter is not forgiven."""

JOINED = 5
"""Letters from which on two words may be written as one."""

ELISION = re.compile(r"\b(d|l|qu)['’ʼ´`](?=\w)", re.IGNORECASE)
"""A French article or preposition that lost its vowel: `d'Almaty` is two words."""


class Token(NamedTuple):
    """A word of a text: its folded form, where it stands, and the words of phrases it may be."""

    key: str
    start: int
    end: int
    elements: frozenset[str]

    @property
    def is_of_phrase(self) -> bool:
        """Tell whether it is a form of a word that some phrase has."""
        return any(element.index(":") == LANG for element in self.elements)


class Phrase(NamedTuple):
    """One way to name a code."""

    lang: str
    type: str
    code: str
    elements: tuple[str, ...]
    literal: tuple[str, ...]  # folded words as the file has them


class Match(NamedTuple):
    """A phrase met in a text."""

    phrase: Phrase
    length: int  # words of the text it takes
    slips: int
    is_literal: bool


def split_elisions(text: str) -> str:
    """Return the text with elided words set apart; every character keeps its place.

    >>> split_elisions("près d'Almaty")
    'près d Almaty'
    """
    return ELISION.sub(lambda found: found.group(1) + " ", text)


def _element(row: dict[str, str], surface: str, key: str) -> str:
    if len(key) <= SHORT:
        return f"as typed:{surface.casefold()}"
    if row["type"] in UNBENT:
        return f"as is:{key}"
    return f"{row['lang']}:{base(row['lang'], key)}"


class Phrasebook:
    """The phrases, indexed by their first word."""

    def __init__(self, rows: list[dict[str, str]]):
        """Index rows of lang, phrase, type and code."""
        self.bases: dict[str, set[str]] = defaultdict(set)
        self.written: dict[str, set[str]] = defaultdict(set)  # bases that are not two words joined
        self.by_first: dict[str, list[Phrase]] = defaultdict(list)
        for row in rows:
            self._add(row)
        for phrases in self.by_first.values():
            phrases.sort(key=lambda phrase: -len(phrase.elements))
        self.letters = {
            lang: [(_letters(word), word) for word in sorted(known) if len(word) >= LONG]
            for lang, known in self.written.items()
        }

    def _add(self, row: dict[str, str]) -> None:
        text = split_elisions(row["phrase"])
        found = words(text)
        keys = tuple(key for key, _start, _end in found)
        elements = tuple(_element(row, text[start:end], key) for key, start, end in found)
        self._keep(Phrase(row["lang"], row["type"], row["code"], elements, keys))
        joined = fold("".join(keys))
        if len(keys) == 2 and row["type"] not in UNBENT and len(joined) >= JOINED:
            whole = _element(row, joined, joined)
            self._keep(Phrase(row["lang"], row["type"], row["code"], (whole,), (joined,)), True)

    def _keep(self, phrase: Phrase, is_joined: bool = False) -> None:
        for element in phrase.elements:
            kind, _, word = element.partition(":")
            if len(kind) == LANG:
                self.bases[kind].add(word)
                if phrase.type in FORGIVING and not is_joined:
                    self.written[kind].add(word)
        self.by_first[phrase.elements[0]].append(phrase)

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a text, elisions set apart."""
        apart = split_elisions(text)
        return [
            Token(key, start, end, self.elements(key, apart[start:end]))
            for key, start, end in words(apart)
        ]

    def elements(self, key: str, surface: str) -> frozenset[str]:
        """Return the words of phrases of which a typed word may be a form."""
        found = {f"as typed:{surface.casefold()}", f"as is:{key}"}
        for lang, known in self.bases.items():
            found |= {f"{lang}:{word}" for word in bases(lang, key) & known}
        return frozenset(found)

    def mistyped(self, key: str) -> dict[str, int]:
        """Return the words of phrases that a typed word may be a slip of, with their slips."""
        found: dict[str, int] = {}
        for lang, candidates in self.letters.items():
            for stem in bases(lang, key):
                for word, count in _close(stem, candidates):
                    element = f"{lang}:{word}"
                    found[element] = min(count, found.get(element, count))
        return found

    def matches(self, tokens: list[Token], at: int) -> list[Match]:
        """Return the phrases that begin with a word of the text, longest first."""
        found = []
        for element in tokens[at].elements:
            for phrase in self.by_first.get(element, ()):
                part = tokens[at : at + len(phrase.elements)]
                if _agree(phrase, part):
                    literal = phrase.literal == tuple(token.key for token in part)
                    found.append(Match(phrase, len(part), 0, literal))
        return sorted(found, key=lambda match: (-match.length, not match.is_literal))

    def joined(self, one: Token, other: Token) -> list[Match]:
        """Return the phrases of one word that somebody wrote as two."""
        key = fold(one.key + other.key)
        if len(key) < JOINED:
            return []
        whole = Token(key, one.start, other.end, self.elements(key, key))
        found = self.matches([whole], 0)
        return [match._replace(length=2) for match in found if match.phrase.type not in UNBENT]

    def forgiving(self, tokens: list[Token], at: int) -> Match | None:
        """Return the one phrase that was meant, typing errors forgiven; None when in doubt."""
        found = sorted(self._forgiven(tokens, at), key=lambda match: (-match.length, match.slips))
        best = [m for m in found if (m.length, m.slips) == (found[0].length, found[0].slips)]
        codes = {(match.phrase.type, match.phrase.code) for match in best}
        return best[0] if len(codes) == 1 else None

    def _forgiven(self, tokens: list[Token], at: int) -> Iterator[Match]:
        meant: dict[int, dict[str, int]] = {at: self._meant(tokens[at])}
        for element in meant[at]:
            for phrase in self.by_first.get(element, ()):
                end = at + len(phrase.elements)
                if phrase.type not in FORGIVING or end > len(tokens):
                    continue
                for i in range(at, end):
                    meant.setdefault(i, self._meant(tokens[i]))
                counts = [meant[at + i].get(word) for i, word in enumerate(phrase.elements)]
                if None not in counts:
                    total = sum(count for count in counts if count)
                    yield Match(phrase, len(phrase.elements), total, False)

    def _meant(self, token: Token) -> dict[str, int]:
        known = dict.fromkeys(token.elements, 0)
        return known if token.is_of_phrase else self.mistyped(token.key) | known


def _agree(phrase: Phrase, part: list[Token]) -> bool:
    return len(part) == len(phrase.elements) and all(
        element in token.elements for element, token in zip(phrase.elements, part, strict=True)
    )


def _letters(word: str) -> int:
    return sum(1 << (ord(letter) % 32) for letter in set(word))


def _close(word: str, candidates: list[tuple[int, str]]) -> list[tuple[str, int]]:
    """Return the words that differ by slips; the sets of letters rule out most at once."""
    limit, mine, first = forgiven(word), _letters(word), SOUNDS.get(word[0], word[0])
    if not limit:
        return []
    return [
        (other, count)
        for letters, other in candidates
        if (mine ^ letters).bit_count() <= 2 * limit
        and SOUNDS.get(other[0], other[0]) == first
        and (count := slips(word, other, limit)) <= limit
    ]


def forgiven(word: str) -> int:
    """Return how many slips a word of a phrase is forgiven: fewer than a name, for it decides more.

    >>> [forgiven(word) for word in ("labor", "acount", "coworking")]
    [0, 1, 2]
    """
    if len(word) < LONG or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < VERY_LONG else 2


@cache
def phrasebook() -> Phrasebook:
    """Return the phrases of the four languages, read once."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return Phrasebook(list(csv.DictReader(file)))
