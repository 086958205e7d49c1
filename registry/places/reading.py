"""What a text says of places: the names in it, which of them are regions, which are only streets.

Pure. The longest name wins, a name as it is known goes before one that is mistyped. What a
street, a building or a firm is named after is covered: it is not where the text says we are.
"""

from collections.abc import Iterator
from typing import NamedTuple

from registry.places.addresses import HYPHENS, TOWNS, Layout, Role, Token, ordinary
from registry.places.entries import ABROAD, REGION
from registry.places.folding import spelled
from registry.places.matching import LARGE, LONGEST_NAME, OTHER, Match, Names, Sense
from registry.places.mercy import CITY, forgives_in_address, forgives_in_text


class Span(NamedTuple):
    """Some words of a text that are the name of a place."""

    first: int  # tokens, from first to before last
    last: int
    match: Match
    senses: tuple[Sense, ...]  # the best first


class Reading(Layout):
    """A text with the names of places in it."""

    def __init__(self, text: str, names: Names, *, is_address: bool):
        """Read a text: as an address, or as what somebody typed to find something."""
        super().__init__(text, is_address=is_address)
        self.names = names
        self.spans: list[Span] = []
        self.taken = [False] * len(self.tokens)
        self._find_exact()
        self._find_mistyped()
        self.spans.sort(key=lambda span: span.first)
        self.regions: dict[Role, Span] = dict(self._find_regions())  # by the word for region
        used = {span.first for span in self.regions.values()}
        self.covered = {at for role in self.roles for at in self._cover(role)}
        self.places = [
            Span(span.first, span.last, span.match, places)
            for span in self.spans
            if span.first not in used
            and not self._is_covered(span)
            and (places := tuple(self.names.places.get(span.match.key, ())))
            and self._is_meant(span, places)
        ]

    # Names

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
                if match and not (speaks and match.confidence < OTHER):
                    if self._is_name(at, last):
                        self._take(at, last, match)
                    break

    def _is_name(self, first: int, last: int) -> bool:
        """Tell whether words are a name here, and not an ordinary word or a part of another."""
        if last - first == 1 and self.tokens[first].key in ordinary():
            is_alone = self.is_address and self.is_alone(first, last)
            return is_alone or self.is_designated(first, last)
        if len(self.tokens[first].key) < 3 and last - first == 1:
            return self.tokens[first].is_capital or self.is_alone(first, last)
        return not (self.is_address and self._is_hyphenated(first, last))

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
        if self.is_designated(first, last):
            return True
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

    # Regions

    def _find_regions(self) -> Iterator[tuple[Role, Span]]:
        used = set()
        for role in self.roles:
            if role.kind == "region" and (span := self._region_of(role)) and span.first not in used:
                used.add(span.first)
                yield role, span

    def _region_of(self, role: Role) -> Span | None:
        left = self._region_span(self._span_before(role.first))
        right = self._region_span(self._span_after(role.last))
        chosen = left or right
        if left and right:
            # `Семей облысы`, `Акмолинская область Семей`; but `Семей область Абай`.
            adjective = self.tokens[left.last - 1].raw.endswith(("ая", "ой", "ую"))
            chosen = left if adjective or role.side == "after" or role.lang == "en" else right
        if chosen is None:
            return None
        return chosen._replace(senses=tuple(self.names.regions[chosen.match.key]))

    def _region_span(self, span: Span | None) -> Span | None:
        return span if span and span.match.key in self.names.regions else None

    # What is named after a place

    def _cover(self, role: Role) -> set[int]:
        if role.kind == "street":
            ahead, behind = self._ahead(role), self._behind(role)
            if role.side == "before":
                return self._spared(role, ahead or behind)
            return self._spared(role, behind or ahead)
        if role.kind in ("object", "district"):
            return self._cover_next(role)
        return set()

    def _ahead(self, role: Role) -> set[int]:
        found = set()
        for at in range(role.last, len(self.tokens)):
            is_first = at == role.last
            stops = at in self.role_at and self.role_at[at].kind not in ("link", "of", "object")
            is_way = self.tokens[at].gap.strip() in HYPHENS  # from one town to another
            if stops or not (is_way or self.together(at - 1, at)):
                break
            if self.tokens[at].is_number and not is_first:
                break
            found.add(at)
        return found if any(not self.tokens[at].is_number for at in found) else set()

    def _behind(self, role: Role) -> set[int]:
        found = set()
        for at in range(role.first - 1, -1, -1):
            if not self.together(at, at + 1) or at in self.role_at or self.tokens[at].is_number:
                break
            found.add(at)
        return found

    def _spared(self, role: Role, covered: set[int]) -> set[int]:
        """Take out the large towns that stand apart from the word for street."""
        for span in self.spans:
            apart = span.first > role.last or span.last < role.first
            if apart and self._is_large(span):
                covered = covered - set(range(span.first, span.last))
        return covered

    def _is_large(self, span: Span) -> bool:
        senses = self.names.places.get(span.match.key, ())
        return bool(
            senses
            and span.match.confidence == 1
            and (senses[0].entry.population or 0) >= LARGE
            and senses[0].entry.level != REGION
        )

    def _cover_next(self, role: Role) -> set[int]:
        left: Span | None = self._span_before(role.first)
        right: Span | None = self._span_after(role.last)
        starts = role.first == 0 or not self.together(role.first - 1, role.first)
        if role.kind == "district":
            named = left if role.side == "after" and not starts else right
        else:
            named = right if role.side == "before" else left
        return set(range(named.first, named.last)) if named else set()

    def _is_covered(self, span: Span) -> bool:
        if self.covered.intersection(range(span.first, span.last)):
            return True
        return self.is_numbered(span) and not self._is_large(span)

    def is_numbered(self, span: Span) -> bool:
        """Tell whether a house number follows a name in an address: it is a street then."""
        if not self.is_address or not self.together(span.last - 1, span.last):
            return False
        follows = self.after(span.last + 1)
        is_quarter = follows is not None and follows.kind == "street"
        return self.tokens[span.last].is_house_number and not is_quarter

    def _is_meant(self, span: Span, senses: tuple[Sense, ...]) -> bool:
        """Tell whether a Russian genitive is of the place and not of a man of the name."""
        if not span.match.is_genitive or (senses[0].entry.population or 0) >= CITY:
            return True
        before = self.before(span.first)
        return before is not None and before.kind in (*TOWNS, "of")
