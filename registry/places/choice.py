"""Which of the places that an address names it means: weights, and when the answer is none. Pure.

A weight is the prominence of the place (log10 of its people) and what speaks for or against it.
"""

from typing import NamedTuple

from registry.places.addresses import Role
from registry.places.entries import ABROAD, COUNTRY, REGION, SETTLEMENT
from registry.places.matching import CITY, EXACT, FORM, Names, Sense
from registry.places.naming import Span
from registry.places.reading import Reading

ALONE = 2.0
DESIGNATED = 3.0
IN_REGION, OUTSIDE_REGION = 3.0, -3.0
BESIDE_ITS_REGION = 2.5
NUMBERED = -2.0
QUOTED = -1.5
UNSURE = -10.0
"""Weights: all of a part of the address; beside a word for town; in the region named or not;
beside the name of its region without the word; before a number; in quotes; by lack of
confidence."""

ADJECTIVES = ("ская", "ской", "скую", "цкая", "цкой", "цкую")
"""Endings by which a region is known when it is written without a capital."""

NEAR = 1.0
"""Namesakes whose weights differ by less than this are not told apart."""


class Candidate(NamedTuple):
    """A place that an address may mean."""

    sense: Sense
    span: Span
    weight: float
    agrees: bool | None  # with the region named; None when none is


def named_regions(reading: Reading, names: Names) -> set[str]:
    """Return the regions that an address names, and those that were a part of them.

    Those that stand for themselves, too, beside a name that they may tell from others: ЗКО.
    """
    senses = [sense for span in reading.regions.values() for sense in span.senses]
    senses += [
        span.senses[0]
        for span in reading.places
        if span.senses[0].entry.level == REGION
        and span.match.confidence >= FORM
        and any(other.match.key != span.match.key for other in reading.places)
    ]
    return {iso for sense in senses for iso in names.within(sense.entry.region_iso)}


def candidates(reading: Reading, names: Names, isos: set[str]) -> list[Candidate]:
    """Return the settlements (and what is abroad) that an address may mean, likeliest first.

    Args:
        reading: The address.
        names: All places.
        isos: Regions in which the place should be; empty for anywhere.
    """
    found = [
        _weigh(reading, names, span, sense, isos)
        for span in reading.places
        for sense in span.senses
        if sense.entry.level in (SETTLEMENT, ABROAD)
    ]
    found = [candidate for candidate in found if not _is_country(reading, candidate)]
    return sorted(found, key=lambda candidate: -candidate.weight)


def _weigh(reading: Reading, names: Names, span: Span, sense: Sense, isos: set[str]) -> Candidate:
    weight = sense.prominence + UNSURE * (1 - span.match.confidence)
    agrees = sense.entry.region_iso in isos if isos else None
    alone = reading.is_alone(span.first, span.last)
    designation = reading.designation(span.first, span.last)
    if agrees is not None:
        weight += IN_REGION if agrees else OUTSIDE_REGION
    if designation and not (sense.entry.level == ABROAD and designation.kind == "village"):
        weight += DESIGNATED
    if alone:
        weight += ALONE
        if _is_beside_its_region(reading, names, span, sense):
            weight += BESIDE_ITS_REGION
    if reading.is_numbered(span):
        weight += NUMBERED
    if reading.tokens[span.first].is_quoted:
        weight += QUOTED
    return Candidate(sense, span, weight, agrees)


def _is_beside_its_region(reading: Reading, names: Names, span: Span, sense: Sense) -> bool:
    """Tell whether the name of its region stands by itself elsewhere: `Талгар, Алматы`."""
    if sense.entry.level != SETTLEMENT or not sense.is_main:
        return False
    return any(
        region.entry.region_iso == sense.entry.region_iso
        for other in reading.places
        if other.match.key != span.match.key and reading.is_alone(other.first, other.last)
        for region in names.regions.get(other.match.key, ())
        if region.is_main
    )


def _is_country(reading: Reading, candidate: Candidate) -> bool:
    """Tell whether the name of the country is meant, and not a village that is called like it."""
    if all(sense.entry.level != COUNTRY for sense in candidate.span.senses):
        return False
    designation = reading.designation(candidate.span.first, candidate.span.last)
    return not (candidate.agrees or (designation and designation.kind == "village"))


def is_answer(reading: Reading, best: Candidate, *, is_bound: bool) -> bool:
    """Tell whether the likeliest place is what the address means.

    Args:
        reading: The address.
        best: The likeliest place.
        is_bound: It has to be in the region asked for.
    """
    entry = best.sense.entry
    if entry.level == ABROAD:
        return False
    is_city = best.sense.is_main and (entry.population or 0) >= CITY
    if best.agrees is False and (is_bound or not is_city):
        return False
    if not reading.regions and _names_another_region(reading):
        return is_city and best.span.match.confidence == EXACT
    if _names_another_town(reading, best.span):
        return is_city and _leads(reading, best.span)
    return True


def _names_another_region(reading: Reading) -> bool:
    """Tell whether a word for region stands beside a name that is not ours: Курская область."""
    return any(role.kind == "region" and _has_unknown_name(reading, role) for role in reading.roles)


def _has_unknown_name(reading: Reading, role: Role) -> bool:
    before, after = role.first - 1, role.last
    if role.side != "before" and before >= 0 and reading.together(before, role.first):
        at = before
    elif role.side != "after" and reading.together(role.last - 1, after):
        at = after
    else:
        return False
    token = reading.tokens[at]
    is_name = token.is_capital or token.raw.endswith(ADJECTIVES)
    return is_name and not (reading.taken[at] or at in reading.role_at or token.is_number)


def _names_another_town(reading: Reading, span: Span) -> bool:
    """Tell whether a word for town stands beside a name that is not ours."""
    if reading.designation(span.first, span.last):
        return False
    said = [reading.designation(other.first, other.last) for other in reading.spans]
    inside = {at for other in reading.spans for at in range(other.first, other.last)}
    return any(
        role.kind == "town" and role not in said and role.first not in inside
        for role in reading.roles
    )


def is_namesake(candidate: Candidate, best: Candidate) -> bool:
    """Tell whether a place may be meant by the same words as the likeliest; that one may, too."""
    return candidate is best or (
        candidate.span is best.span
        and candidate.sense.entry.level == SETTLEMENT
        and candidate.agrees is not False
    )


def _leads(reading: Reading, span: Span) -> bool:
    """Tell whether a name is all of its part, or shares it with the word for town."""
    part = reading.tokens[span.first].part
    beside = [r for r in reading.roles if r.kind == "town" and reading.tokens[r.first].part == part]
    return bool(beside) or reading.is_alone(span.first, span.last)


def confidence(candidate: Candidate, others: list[Candidate]) -> float:
    """Return how sure a place is meant, 0 to 1."""
    share = candidate.span.match.confidence
    if candidate.agrees is False:
        share *= 0.5
    if any(_is_rival(candidate, other) for other in others):
        share *= 0.7
    return round(share, 2)


def _is_rival(candidate: Candidate, other: Candidate) -> bool:
    return (
        other.sense.entry.id != candidate.sense.entry.id
        and other.span is candidate.span
        and other.weight > candidate.weight - NEAR
    )


def regions(reading: Reading) -> list[tuple[Sense, float]]:
    """Return the regions that an address names, with the confidence of each."""
    found = [(span, sense) for span in reading.regions.values() for sense in span.senses[:1]]
    found += [
        (span, sense)
        for span in reading.places
        for sense in span.senses[:1]
        if sense.entry.level == REGION
    ]
    return [
        (
            sense,
            round(
                span.match.confidence * (1 if reading.is_alone(span.first, span.last) else 0.6), 2
            ),
        )
        for span, sense in found
    ]
