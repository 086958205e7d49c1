"""A text taken apart as an address: its words, their parts, and what each says of its neighbours.

Words that name a kind of place (город, көшесі, rue, обл.) stand in words.csv with where they are
found: `before` the name, `after` it, or both. Classes:

    town, village    the name is a settlement          region    a first-level unit
    district         no name of ours                   street    a street or square
    quarter          a quarter, with a number mostly
    house            numbers that follow are no names  object    a building, firm or institute
    of               a genitive that follows is a place
    link             stands between a word and its name
    ordinary         a word of the language that some place is called by, too, however spelled
    word             the same, only as it is spelled here: oral, and not Орал

Pure.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from registry.places import folding

WORDS = Path(__file__).with_name("words.csv")

TOWNS = ("town", "village")

STREETS = ("street", "quarter")

WORDS_ONLY = ("ordinary", "word")
"""Classes of words that say nothing of their neighbours."""

SILENT = (*TOWNS, "region", "link", "of")
"""Classes of words that leave a name alone in its part of the address."""

LONGEST_TEXT = 2000
"""Characters that are read of a text; no address is longer."""

LONGEST_WORD = 3
"""Words that one entry of words.csv may have."""

BREAKS = frozenset(',;:()[]{}|\n\r\t«»"“”„!?')
"""Characters that part an address."""

DASHES = (" - ", " – ", " — ")

ELISIONS = ("d'", "l'", "d’", "l’")

DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_](?!\w)")
"""An abbreviation of three letters or more with dots: З.К.О."""

HYPHENS = ("-", "‐", "‑", "–", "—")


class Token(NamedTuple):
    """One word of a text."""

    raw: str  # as typed, in lower case
    key: str  # folded
    start: int  # characters of the text
    end: int
    part: int  # words with the same number stand in one part of the address
    gap: str  # what stands before it
    after: str  # the character after it
    is_capital: bool
    is_quoted: bool

    @property
    def is_number(self) -> bool:
        """Tell whether it is a number, with a letter perhaps: 12, 7а."""
        return self.raw[0].isdigit()

    @property
    def is_house_number(self) -> bool:
        """Tell whether a house could have this number; postal codes are longer."""
        return self.is_number and sum(c.isdigit() for c in self.raw) <= 4


class Role(NamedTuple):
    """What a word or some words together say of the name beside them."""

    kind: str
    side: str  # it stands before the name, after it, or both
    lang: str
    first: int  # tokens, from first to before last
    last: int


class Meaning(NamedTuple):
    """A row of words.csv for one form."""

    kind: str
    side: str
    lang: str
    needs_dot: bool


def tokens(text: str) -> list[Token]:
    """Return the words of a text; a French `d'` or `l'` is a word of its own."""
    text = text[:LONGEST_TEXT]
    found: list[Token] = []
    part, end, quoted = 0, 0, 0
    for key, start, stop in _pieces(text):
        gap = text[end:start]
        if found and (BREAKS.intersection(gap) or any(dash in gap for dash in DASHES)):
            part += 1
        quoted += sum(gap.count(mark) for mark in "«“„") - sum(gap.count(mark) for mark in "»”")
        quoted = (quoted + gap.count('"')) % 2 if '"' in gap else max(quoted, 0)
        raw = text[start:stop]
        found.append(
            Token(
                raw.lower(), key, start, stop, part, gap, text[stop : stop + 1],
                raw[0].isupper(), bool(quoted),
            )
        )  # fmt: skip
        end = stop
    return found


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    dotted_end = 0
    for key, start, end in folding.words(text):
        if start < dotted_end:
            continue
        if dotted := DOTTED.match(text, start):
            dotted_end = dotted.end()
            yield folding.fold(dotted.group().replace(".", "")), start, dotted_end
            continue
        inside = text[start:end]
        # Quotes do not part words when folded; here they stand outside.
        while not inside[-1].isalnum():
            inside, end = inside[:-1], end - 1
        while not inside[0].isalnum():
            inside, start = inside[1:], start + 1
        if inside.lower().startswith(ELISIONS) and (rest := folding.fold(inside[2:])):
            yield key[0], start, start + 1
            yield rest.replace(" ", ""), start + 2, end
        else:
            yield key, start, end


def roles(found: list[Token]) -> list[Role]:
    """Return what words of a text say of their neighbours, the longest reading of each."""
    known = meanings()
    given: list[Role] = []
    at = 0
    while at < len(found):
        last = at + 1
        for size in range(min(LONGEST_WORD, len(found) - at), 0, -1):
            run = found[at : at + size]
            if run[-1].part != run[0].part:
                continue
            if meaning := known.get(" ".join(token.raw for token in run)):
                if meaning.needs_dot and run[-1].after != ".":
                    continue
                last = at + size
                given.append(Role(meaning.kind, meaning.side, meaning.lang, at, last))
                break
        at = last
    return given


@cache
def meanings() -> dict[str, Meaning]:
    """Return words.csv by form: lower case, with one space for whatever joins its words."""
    found: dict[str, Meaning] = {}
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form in row["forms"].split("|"):
                plain = " ".join(folding.WORD.findall(form.lower()))
                # The dot tells an abbreviation of one letter from a preposition.
                needs_dot = len(plain) == 1 and form.endswith(".")
                meaning = Meaning(row["class"], row["side"], row["lang"], needs_dot)
                if row["class"] not in WORDS_ONLY:
                    found.setdefault(plain, meaning)
    return found


@cache
def ordinary() -> frozenset[str]:
    """Return the folded words that mean something else than a place unless they stand alone."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return frozenset(
            folding.TWICE.sub(r"\1", folding.fold(form).replace(" ", ""))
            for row in csv.DictReader(file)
            if row["class"] != "word"
            for form in row["forms"].split("|")
        )


@cache
def ordinary_as_spelled() -> frozenset[str]:
    """Return the words, in lower case, that are ordinary only in this spelling."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        return frozenset(
            form
            for row in csv.DictReader(file)
            if row["class"] == "word"
            for form in row["forms"].split("|")
        )


class Layout:
    """The words of a text with what they say of each other."""

    def __init__(self, text: str, *, is_address: bool):
        """Take a text apart: an address has parts, what somebody searches for is one."""
        self.is_address = is_address
        self.tokens = tokens(text)
        self.roles = roles(self.tokens)
        self.role_at = {at: role for role in self.roles for at in range(role.first, role.last)}

    def is_alone(self, first: int, last: int) -> bool:
        """Tell whether words are all of their part (of the text, outside of addresses)."""
        rest = [*range(first), *range(last, len(self.tokens))]
        if self.is_address:
            rest = [at for at in rest if self.tokens[at].part == self.tokens[first].part]
        return all(self._is_silent(at) for at in rest)

    def _is_silent(self, at: int) -> bool:
        token, role = self.tokens[at], self.role_at.get(at)
        if role and role.kind in SILENT:
            return True
        return (token.is_number and not token.is_house_number) or len(token.key) == 1

    def is_designated(self, first: int, last: int) -> bool:
        """Tell whether a word for town, village or region stands beside words."""
        return bool(self.designation(first, last, (*TOWNS, "region")))

    def designation(self, first: int, last: int, kinds: tuple[str, ...] = TOWNS) -> Role | None:
        """Return the word of a kind that stands beside words: before if it can, else after."""
        before, after = self.before(first), self.after(last)
        if before and before.kind in kinds and before.side != "after":
            return before
        if after and after.kind in kinds and after.side != "before":
            return after
        return None

    def before(self, first: int) -> Role | None:
        """Return the word with a role that stands before words, links between them left out."""
        at = first - 1
        while at >= 0 and (role := self.role_at.get(at)) and role.kind == "link":
            at -= 1
        return self.role_at.get(at) if at >= 0 and self.together(at, first) else None

    def after(self, last: int) -> Role | None:
        """Return the word with a role that stands behind words."""
        return self.role_at.get(last) if self.together(last - 1, last) else None

    def together(self, at: int, other: int) -> bool:
        """Tell whether two words, the later one second, stand in one part; False past the end."""
        return other < len(self.tokens) and self.tokens[at].part == self.tokens[other].part
