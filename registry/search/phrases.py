"""What a visitor typed, understood: kinds, places, distances and the words that are left.

Kind, place and words may come in any order, in any mixture of the four languages and scripts.

- What stands in quotation marks is never interpreted; it is searched as words.
- A text that is the name of a facility is not taken apart. One that is a single phrase or a
  single place is that, even where a facility bears the same name: an exact name comes first anyway.
- A region filters. A settlement is the centre of a circle. A region next to the settlement that
  it tells from its namesakes belongs to it.
- Of several settlements the one after a word for `near` is the centre, else the first; the
  others are searched as words. Several regions are alternatives.
- A radius that is said counts around the place; without a place, around the visitor.
- `Nearest` or `nearby` without a place means near to the visitor.
- Words that carry nothing are dropped, `park`, `hub` and `centre` alone are searched as words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal

from registry.facilities.vocabulary import Kind, Language, Sector, Service, Stage, Status
from registry.i18n import _, best
from registry.places.gazetteer import Entry, Gazetteer
from registry.search.reading import MISTYPED, Claim, NamesAmong, Reading
from registry.search.unread import unread

WORDS: Mapping[str, Any] = {
    "kind": Kind,
    "status": Status,
    "service": Service,
    "sector": Sector,
    "stage": Stage,
    "language": Language,
}
"""The vocabulary of each type whose codes are choices."""

PLACES = ("settlement", "region")

SHOWN = (*WORDS, *PLACES, "open", "confirmed", "radius", "near_me")
"""Types that become chips."""

EDGES = " \t\r\n,;.!?-–—·|/"


@dataclass(frozen=True)
class Chip:
    """One thing that was understood, with where it was said."""

    type: str  # one of SHOWN
    code: str  # of the vocabulary, GeoNames id, ISO code, kilometres; empty for flags
    start: int
    end: int
    without: str  # what was typed, less this
    entry: Entry | None = None

    @property
    def label(self) -> str:
        """What it is called in the language in use."""
        return label(self.type, self.code, self.entry)


@dataclass(frozen=True)
class Understood:
    """What was typed, as far as it was understood, and the rest."""

    text: str
    chips: tuple[Chip, ...] = ()
    rest: str = ""
    spans: tuple[tuple[str, int, int], ...] = ()  # type, start and end of all that was heard
    words: str = ""  # the text without what carries nothing
    is_guess: bool = False  # something was understood in spite of typing errors

    def less(self, types: Collection[str]) -> str:
        """Return the text without all that was said of some types; the text itself without any."""
        gone = [(start, end) for type, start, end in self.spans if type in types]
        return _less(self.text, gone) if gone else self.text

    def codes(self, type: str) -> tuple[str, ...]:
        """Return the codes of one type, in the order in which they were said."""
        return tuple(chip.code for chip in self.chips if chip.type == type)

    def has(self, type: str) -> bool:
        """Tell whether something of this type was said."""
        return bool(self.codes(type))

    @property
    def place(self) -> Entry | None:
        """The settlement around which is searched."""
        return next((chip.entry for chip in self.chips if chip.type == "settlement"), None)

    @property
    def radius_km(self) -> float | None:
        """The radius that was said, in kilometres."""
        return next((float(code) for code in self.codes("radius")), None)

    @property
    def near_me(self) -> bool:
        """Tell whether the visitor's own position is needed."""
        return self.has("near_me") or (self.has("radius") and not self.place)


def label(type: str, code: str, entry: Entry | None = None) -> str:
    """Return the name of what was understood, in the language in use."""
    if type in WORDS:
        return str(WORDS[type](code).label)
    if entry:
        return best(entry.names).value
    if type == "radius":
        return _("Within %(km)s km", km=format_decimal(float(code)))
    return {
        "open": _("Open programmes now"),
        "confirmed": _("Confirmed within a year"),
        "near_me": _("Near me"),
    }.get(type, code)


def understand(
    text: str,
    gazetteer: Gazetteer,
    names: NamesAmong,
    country: str = "",
    named: NamesAmong = frozenset().intersection,
) -> Understood:
    """Return what a text says; nothing in it makes this fail.

    Args:
        text: As typed, in any language and script.
        gazetteer: Knows the places.
        names: Returns which folded texts are names of facilities.
        country: ISO code of the country whose name narrows nothing.
        named: Returns which folded words are in names of facilities.
    """
    reading = Reading(text, gazetteer, names, country, named)
    if reading.is_one_name:
        return Understood(text, (), text.strip(), words=text.strip())
    claims = _placed(reading)
    chips = tuple(_chip(reading, claims, claim) for claim in claims)
    others = [claim for claim in reading.claims if claim.type == "settlement"]
    spans = {(c.type, *_characters(reading, c)) for c in _apart([*claims, *others])}
    return Understood(
        text,
        _distinct(chips),
        _rest(reading, claims),
        tuple(sorted(spans)),
        _kept(reading, set()),
        any(claim.rank[0] >= MISTYPED for claim in claims),
    )


def _apart(claims: list[Claim]) -> list[Claim]:
    """Return the claims without those whose words belong to one before."""
    kept: list[Claim] = []
    for claim in claims:
        if not any(claim.first < other.last and other.first < claim.last for other in kept):
            kept.append(claim)
    return kept


def _placed(reading: Reading) -> list[Claim]:
    """Return the claims that become chips, each with the small words that belong to it."""
    heard = sorted(reading.claims)
    settlements = [claim for claim in heard if claim.type == "settlement"]
    centre = _centre(reading, heard, settlements)
    kept = []
    for claim in heard:
        if claim.type == "settlement" and claim != centre:
            continue
        if claim.type == "region" and centre and _belongs(claim, centre):
            continue
        if claim.type in ("near", "nearest") and not settlements and _alone(reading, claim):
            claim = claim._replace(type="near_me")
        if claim.type in SHOWN:
            kept.append(_widened(reading, heard, claim))
    return kept


def _alone(reading: Reading, claim: Claim) -> bool:
    """Tell whether nothing is named that something could be near to: `incubators nearby`.

    Words that also serve otherwise, as `by`, are no reason to ask where somebody is.
    """
    if claim.type == "nearest":
        return True
    after = range(claim.last, len(reading.tokens))
    before = reversed(range(claim.first))
    others = [i for i in (before if claim.lang == "kk" else after) if not reading.is_stop(i)]
    return not reading.is_small(claim) and not (others and reading.free[others[0]])


def _belongs(region: Claim, settlement: Claim) -> bool:
    """Tell whether a region only says which settlement is meant: the two stand side by side."""
    return region.first == settlement.last or region.last == settlement.first


def _centre(reading: Reading, heard: list[Claim], settlements: list[Claim]) -> Claim | None:
    near = [claim for claim in settlements if _near(reading, heard, claim)]
    return next(iter([*near, *settlements]), None)


def _near(reading: Reading, heard: list[Claim], place: Claim) -> Claim | None:
    """Return the word for `near` that stands with a place: before it, in Kazakh after it."""
    before = place.first
    while before and reading.is_stop(before - 1):
        before -= 1
    sides = [c for c in heard if c.type == "near" and (c.last == before or c.first == place.last)]
    return next((c for c in sides if (c.lang == "kk") == (c.first == place.last)), None)


def _widened(reading: Reading, heard: list[Claim], claim: Claim) -> Claim:
    """Return the claim with the words that make no sense without it: `in`, `near`, `the`."""
    near = _near(reading, heard, claim) if claim.type in PLACES else None
    first = min(claim.first, near.first if near else claim.first)
    last = max(claim.last, near.last if near else claim.last)
    while first and reading.is_stop(first - 1):
        first -= 1
    return claim._replace(first=first, last=last)


def _chip(reading: Reading, claims: list[Claim], claim: Claim) -> Chip:
    same = [c for c in claims if (c.type, c.code) == (claim.type, claim.code)]
    left = _less(reading.text, [_characters(reading, other) for other in same])
    return Chip(claim.type, claim.code, *_characters(reading, claim), left, claim.entry)


def _less(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text without some parts of it, and without the marks around them."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start].rstrip(EDGES)} {text[end:].lstrip(EDGES)}"
    return " ".join(text.split())


def _characters(reading: Reading, claim: Claim) -> tuple[int, int]:
    return reading.tokens[claim.first].start, reading.tokens[claim.last - 1].end


def _distinct(chips: tuple[Chip, ...]) -> tuple[Chip, ...]:
    return tuple({(chip.type, chip.code): chip for chip in reversed(chips)}.values())[::-1]


def _rest(reading: Reading, claims: list[Claim]) -> str:
    """Return the words that were not understood, as typed, without those that carry nothing."""
    said = {i for claim in claims for i in range(claim.first, claim.last)}
    small = {
        i
        for claim in reading.claims
        if claim.type in ("near", "nearest")
        for i in range(claim.first, claim.last)
    }
    lost = {
        i
        for claim in reading.claims
        if claim.type == "region" and not said.intersection(range(claim.first, claim.last))
        for i in range(claim.first, claim.last)
    }
    return _kept(reading, said | small | lost)


def _kept(reading: Reading, dropped: set[int]) -> str:
    """Return the text without some words, and without those that carry nothing."""
    pieces = [
        (token.start, token.end, i not in dropped and not reading.is_stop(i))
        for i, token in enumerate(reading.tokens)
    ]
    pieces += [(start, end, True) for start, end in unread(reading.text)]
    return _joined(reading.text, sorted(pieces))


def _joined(text: str, pieces: list[tuple[int, int, bool]]) -> str:
    """Return the pieces to be kept: start, end, whether; a lone mark between two stays."""
    kept, before, is_after_kept = "", 0, False
    for start, end, is_kept in pieces:
        gap = text[before:start]
        if is_kept:
            is_joint = is_after_kept and len(gap) == 1 and gap in "-&/.'’"
            kept += (gap if is_joint else " ") + text[start:end]
        before, is_after_kept = end, is_kept
    return kept.strip()
