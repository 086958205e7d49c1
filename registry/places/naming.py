"""Which words of a text are the name of a place, and of which: as written, then as mistyped. Pure.

The longest name wins, a name as it is known goes before one that is mistyped.
"""

from collections.abc import Iterator
from typing import NamedTuple

from registry.places.addresses import HYPHENS, TOWNS, Layout, Token, ordinary, ordinary_as_spelled
from registry.places.entries import ABROAD
from registry.places.folding import spelled
from registry.places.matching import EXACT, LONGEST_NAME, OTHER, Match, Names, Sense, joined
from registry.places.mercy import (
    FAMILIAR,
    forgives_designated,
    forgives_in_address,
    forgives_in_text,
)


class Span(NamedTuple):
    """Some words of a text that are the name of a place."""

    first: int  # tokens, from first to before last
    last: int
    match: Match
    senses: tuple[Sense, ...]  # the best first


class Named(Layout):
    """A text with the names in it."""

    def __init__(self, text: str, names: Names, *, is_address: bool):
        """Find the names in a text: an address, or what somebody typed to find something."""
        super().__init__(text, is_address=is_address)
        self.names = names
        self.spans: list[Span] = []
        self.taken = [False] * len(self.tokens)
        self._find_exact()
        self._find_mistyped()
        self.spans.sort(key=lambda span: span.first)

    def _runs(self, at: int, longest: int) -> Iterator[tuple[int, list[Token]]]:
        for size in range(min(longest, len(self.tokens) - at), 0, -1):
            run = self.tokens[at : at + size]
            if run[0].part == run[-1].part and not any(self.taken[at : at + size]):
                yield at + size, run

    def _take(self, first: int, last: int, match: Match) -> None:
        self.spans.append(Span(first, last, match, ()))
        self.taken[first:last] = [True] * (last - first)

    def _find_exact(self) -> None:
        for at in range(len(self.tokens)):
            for last, run in self._runs(at, LONGEST_NAME):
                speaks = any(i in self.role_at for i in range(at, last))
                if speaks and len(run) == 1:
                    continue
                match = self.names.match(run)
                if len(run) > 1 and joined(token.key for token in run) in ordinary():
                    self.taken[at:last] = [True] * len(run)
                    break
                if match and not (speaks and match.confidence < OTHER):
                    if self._is_name(at, last, match):
                        self._take(at, last, match)
                    break

    def _is_name(self, first: int, last: int, match: Match) -> bool:
        """Tell whether words are a name here, and not an ordinary word or a part of another."""
        token = self.tokens[first]
        if last - first == 1 and (token.key in ordinary() or token.raw in ordinary_as_spelled()):
            if self.is_designated(first, last):
                return True
            if self.is_address:
                return match.confidence >= OTHER and self.is_alone(first, last)
            return self._stands_out(first, match)
        if len(self.tokens[first].key) < 3 and last - first == 1:
            return self.tokens[first].is_capital or self.is_alone(first, last)
        return not (self.is_address and self._is_hyphenated(first, last))

    def _stands_out(self, at: int, match: Match) -> bool:
        """Tell whether a capital inside a text makes an ordinary word the name of a known town."""
        is_marked = at > 0 and self.tokens[at].is_capital and not self.tokens[at - 1].is_capital
        people = self._sense(match.key).entry.population or 0
        return is_marked and match.confidence == EXACT and people >= FAMILIAR

    def _is_hyphenated(self, first: int, last: int) -> bool:
        """Tell whether the words are joined by a hyphen to some other word."""
        beside = [(first - 1, first), (last, last)]
        return any(
            0 <= at < len(self.tokens)
            and self.tokens[joint].gap in HYPHENS
            and len(self.tokens[at].key) > 3
            and at not in self.role_at
            and not self.tokens[at].is_number
            for at, joint in beside
            if joint < len(self.tokens)
        )

    def _find_mistyped(self) -> None:
        for at in range(len(self.tokens)):
            for last, run in self._runs(at, 3):
                if any(i in self.role_at for i in range(at, last)):
                    continue
                if match := self._mistyped(at, last, run):
                    self._take(at, last, match)
                    break

    def _mistyped(self, first: int, last: int, run: list[Token]) -> Match | None:
        found = self.names.similar(run)
        if not found:
            return None
        fit = [match for match in found if self._forgives(first, last, match)]
        # A hyphen before an unknown word is likelier a name of its own.
        if not fit or (self.is_address and self._is_hyphenated(first, last)):
            return None
        fewest = max(match.confidence for match in fit)
        return max(
            (match for match in fit if match.confidence == fewest),
            key=lambda match: self._weight(match.key),
        )

    def _sense(self, key: str) -> Sense:
        return (self.names.places.get(key) or self.names.regions[key])[0]

    def _weight(self, key: str) -> float:
        sense = self._sense(key)
        return 0.0 if sense.entry.level == ABROAD else sense.prominence

    def _forgives(self, first: int, last: int, match: Match) -> bool:
        typed = "".join(spelled(token.raw) for token in self.tokens[first:last])
        sense, is_alone = self._sense(match.key), self.is_alone(first, last)
        if role := self.designation(first, last, (*TOWNS, "region")):
            return forgives_designated(typed, match, sense, role.kind)
        if self.is_address and is_alone:
            return forgives_in_address(typed, match, sense)
        words = last - first
        return forgives_in_text(typed, match, sense, words=words, is_whole_text=is_alone)

    def _span_before(self, at: int) -> Span | None:
        return next((s for s in self.spans if s.last == at and self.together(at - 1, at)), None)

    def _span_after(self, at: int) -> Span | None:
        while at < len(self.tokens) and (role := self.role_at.get(at)) and role.kind == "link":
            at += 1
        return next((s for s in self.spans if s.first == at and self.together(at - 1, at)), None)
