"""Which words of a text belong together, and what they say: the choice among readings. Pure.

Known names, radii, phrases and places lay claim to words. A word serves one claim only. Claims
are heard in this order, and within each the longest first:

    1. a known name of several words, unless one phrase or one place covers it
    2. a radius
    3. a phrase or a place, exactly as known or in one of its forms
    4. a place with typing errors
    5. a phrase with typing errors

What is a word of a facility's name is not mistyped.
"""

import re
from collections.abc import Callable, Iterator, Set
from functools import cache, cached_property
from typing import NamedTuple

from babel import Locale

from registry.i18n import LANGUAGES
from registry.places.folding import fold
from registry.places.gazetteer import Entry, Gazetteer
from registry.search.endings import base, bases
from registry.search.phrasebook import Match, Phrasebook, Token, phrasebook, split_elisions

SURE = 0.9
"""Confidence from which on a place counts as named without typing errors."""

MISTYPED = 4
"""When a place with typing errors is heard; see the module."""

NAME_WORDS = 6
"""Longest known name that is looked for inside a text, in words."""

QUOTED = re.compile(r'"[^"]*"|«[^»]*»|“[^”]*”|„[^“”]*[“”]')

RADIUS = re.compile(r"(?<![\w.,])(\d{1,5}(?:[.,]\d{1,3})?)[ \-–]?([^\W\d_]+)")

BARRIER = "|"
"""Stands for what is quoted, so that no place is seen across it."""


class Claim(NamedTuple):
    """Words of the text, from `first` to before `last`, that say one thing."""

    first: int
    last: int
    type: str  # a type of phrases.csv, or name, radius, settlement, region
    code: str = ""
    lang: str = ""
    entry: Entry | None = None
    rank: tuple[int, int, int] = (0, 0, 0)  # heard in ascending order


NamesAmong = Callable[[Set[str]], Set[str]]
"""Returns which of the folded texts it is given are names of facilities."""


class Reading:
    """A text with the claims on its words, as they are heard."""

    def __init__(
        self,
        text: str,
        gazetteer: Gazetteer,
        names: NamesAmong,
        country: str = "",
        named: NamesAmong = frozenset().intersection,
    ):
        """Read a text; see the module for the order."""
        self.text = text
        self.named = named
        self.country = country
        self.gazetteer = gazetteer
        self.book: Phrasebook = phrasebook()
        self.quoted = [match.span() for match in QUOTED.finditer(text)]
        self.tokens = [self._unread(token) for token in self.book.tokens(text)]
        self.claims: list[Claim] = []
        self.free = [True] * len(self.tokens)
        exact = [*self._phrases(), *self._places()]
        spans = dict(self._nameable(exact))
        whole = "" if self._is_covered(exact) else fold(text)
        known = names({*spans.values(), whole} - {""})
        self.is_one_name = whole in known
        if self.is_one_name:
            return
        called = [_name(*span) for span, key in spans.items() if key in known]
        for claim in sorted([*called, *self._radii(), *exact], key=lambda c: c.rank):
            if claim.rank[0] != MISTYPED or not self._is_named(claim.first, claim.last):
                self._hear(claim)
        self._forgive()

    def _is_covered(self, claims: list[Claim]) -> bool:
        """Tell whether all of the text is a single phrase or a single place."""
        return any((c.first, c.last, c.rank[0]) == (0, len(self.tokens), 3) for c in claims)

    def is_quoted(self, token: Token) -> bool:
        """Tell whether a word stands in quotation marks and is therefore taken as it is."""
        return any(start <= token.start and token.end <= end for start, end in self.quoted)

    def is_stop(self, index: int) -> bool:
        """Tell whether a word is free and carries nothing."""
        token = self.tokens[index]
        if not self.free[index] or self.is_quoted(token):
            return False
        if any(base in bases(lang, token.key) for lang, base in _whole(self.country)):
            return True
        return self._is_stop_phrase(index)

    def is_small(self, claim: Claim) -> bool:
        """Tell whether a claim is one word that in another sense carries nothing."""
        return claim.last - claim.first == 1 and self._is_stop_phrase(claim.first)

    def _is_stop_phrase(self, index: int) -> bool:
        return any(m.phrase.type == "stop" for m in self.book.matches(self.tokens, index))

    def _unread(self, token: Token) -> Token:
        return token._replace(elements=frozenset()) if self.is_quoted(token) else token

    def _hear(self, claim: Claim) -> None:
        if claim.last > claim.first and all(self.free[claim.first : claim.last]):
            self.claims.append(claim)
            self.free[claim.first : claim.last] = [False] * (claim.last - claim.first)

    def _phrases(self) -> Iterator[Claim]:
        for at in range(len(self.tokens)):
            found = self.book.matches(self.tokens, at)
            if at + 1 < len(self.tokens):
                found += self.book.joined(self.tokens[at], self.tokens[at + 1])
            for match in found:
                if match.phrase.type not in ("stop", "within", "unit"):
                    yield self._claimed(match, at, 3)

    def _claimed(self, match: Match, at: int, tier: int) -> Claim:
        phrase = match.phrase
        rank = (tier, -match.length, 0 if match.is_literal else 2)
        return Claim(at, at + match.length, phrase.type, phrase.code, phrase.lang, None, rank)

    def _places(self) -> Iterator[Claim]:
        shown = split_elisions(self.text)
        for start, end in self.quoted:
            shown = shown[:start] + BARRIER * (end - start) + shown[end:]
        for found in self.gazetteer.mentions(shown):
            first, last = self._span(found.start, found.end)
            tier = 3 if found.confidence >= SURE else MISTYPED
            rank = (tier, first - last, 1)
            code = found.entry.region_iso if found.entry.level == "region" else found.entry.id
            yield Claim(first, last, found.entry.level, code, "", found.entry, rank)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        inside = [i for i, t in enumerate(self.tokens) if t.start < end and t.end > start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def _nameable(self, exact: list[Claim]) -> Iterator[tuple[tuple[int, int], str]]:
        """Give the words that may be a name, with it folded: those in which something is told."""
        taken = [(claim.first, claim.last) for claim in exact if claim.rank[0] == 3]
        told = {i for claim in exact for i in range(claim.first, claim.last)}
        for first in range(len(self.tokens) - 1):
            for last in range(first + 2, min(first + NAME_WORDS, len(self.tokens)) + 1):
                is_within = any(a <= first and last <= b for a, b in taken)
                if not is_within and told.intersection(range(first, last)):
                    part = self.text[self.tokens[first].start : self.tokens[last - 1].end]
                    yield (first, last), fold(part)

    def _radii(self) -> Iterator[Claim]:
        for found in RADIUS.finditer(self.text):
            first, last = self._span(*found.span())
            km_per_unit = self._unit(found.group(2))
            if km_per_unit and first < last and not self.is_quoted(self.tokens[first]):
                km = float(found.group(1).replace(",", ".")) * km_per_unit
                yield Claim(self._lead(first), last, "radius", f"{km:g}", rank=(2, 0, 0))

    def _unit(self, word: str) -> float | None:
        found = self.book.matches(self.book.tokens(word), 0) if fold(word) else []
        return next((float(m.phrase.code) for m in found if m.phrase.type == "unit"), None)

    def _lead(self, first: int) -> int:
        """Return where `within a radius of` begins that ends before this word."""
        for start in range(max(0, first - 5), first):
            for match in self.book.matches(self.tokens, start):
                if match.phrase.type == "within" and start + match.length == first:
                    return start
        return first

    def _forgive(self) -> None:
        for at in range(len(self.tokens)):
            if not self.free[at] or self.is_quoted(self.tokens[at]) or self.is_stop(at):
                continue
            match = self.book.forgiving(self.tokens, at)
            if match and not self._is_named(at, at + match.length):
                self._hear(self._claimed(match, at, 5))

    def _is_named(self, first: int, last: int) -> bool:
        """Tell whether a word that would have to be mistyped is one of a facility's name."""
        unknown = {token.key for token in self.tokens[first:last] if not token.is_of_phrase}
        return bool(unknown) and unknown <= self._of_names

    @cached_property
    def _of_names(self) -> Set[str]:
        """The words of the text that are in names of facilities; asked for when it matters."""
        return self.named({token.key for token in self.tokens if not token.is_of_phrase})


def _name(first: int, last: int) -> Claim:
    return Claim(first, last, "name", rank=(1, first - last, 0))


@cache
def _whole(country: str) -> frozenset[tuple[str, str]]:
    """Return the names of the country, by language: `in Kazakhstan` narrows nothing."""
    names = {lang: Locale(lang).territories.get(country, "") for lang in LANGUAGES}
    return frozenset((lang, base(lang, fold(name))) for lang, name in names.items() if name)
