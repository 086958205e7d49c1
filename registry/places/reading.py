"""What a text says of places: the names in it, which of them are regions, which are only streets.

Pure. What a street, a building or a firm is named after is covered: it is not where the text says
we are.
"""

from collections.abc import Iterator

from registry.places.addresses import HYPHENS, STREETS, TOWNS, Role
from registry.places.entries import REGION
from registry.places.matching import CITY, FORM, LARGE, Names, Sense
from registry.places.mercy import FAMILIAR
from registry.places.naming import Named, Span


class Reading(Named):
    """A text with the places that it means."""

    def __init__(self, text: str, names: Names, *, is_address: bool):
        """Read a text: as an address, or as what somebody typed to find something."""
        super().__init__(text, names, is_address=is_address)
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
        if role.kind in STREETS:
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
        """Take out large towns that stand apart from the word for street, and numbered ones'."""
        last = role.last
        while (link := self.role_at.get(last)) and link.kind == "link":  # rue d'Almaty
            last += 1
        for span in self.spans:
            apart = span.first > last or span.last < role.first
            if (apart and self._is_large(span)) or self._is_town_of_numbered(role, span):
                covered = covered - set(range(span.first, span.last))
        return covered

    def _is_town_of_numbered(self, role: Role, span: Span) -> bool:
        """Tell whether a number names the street or quarter, and beside it is its town.

        `Актау мкр 14`, `14 мкр Актау`, `Астана ул 12`; but `Абая улица 5`.
        """
        if role.first == span.last:
            number = role.last
            is_beside = self.together(span.last - 1, number)
        else:
            number = role.first - 1
            is_beside = role.kind == "quarter" and role.last == span.first and number >= 0
            is_beside = is_beside and self.together(number, span.first)
        if not is_beside or not self.tokens[number].is_house_number:
            return False
        if self._is_large(span):
            return role.kind == "quarter" or role.side == "before"
        if role.side != "before" or number < span.first:
            return False
        if self.designation(span.first, span.last):
            return True
        return role.kind == "quarter" and self._is_familiar(span)

    def _is_familiar(self, span: Span) -> bool:
        senses = self.names.places.get(span.match.key, ())
        return bool(
            senses
            and span.match.confidence >= FORM
            and not span.match.is_genitive
            and senses[0].is_main
            and (senses[0].entry.population or 0) >= FAMILIAR
        )

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
        is_quarter = follows is not None and follows.kind in STREETS
        return self.tokens[span.last].is_house_number and not is_quarter

    def _is_meant(self, span: Span, senses: tuple[Sense, ...]) -> bool:
        """Tell whether a Russian genitive is of the place and not of a man of the name."""
        if not span.match.is_genitive or (senses[0].entry.population or 0) >= CITY:
            return True
        before = self.before(span.first)
        return before is not None and before.kind in (*TOWNS, "of")
