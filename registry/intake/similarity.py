"""How likely two descriptions are of one facility, and what speaks for it and against. Pure.

Names are compared word by word in every script, by what tells one facility from another; what both
say that they are, where they are and how they are reached speak for them or against. A number that
differs (`Park 1`, `Park 2`) and a town far away decide against whatever else.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from math import cos, hypot, radians
from typing import NamedTuple

from registry.geo import Point
from registry.intake.profile import Profile
from registry.intake.wording import Wording, are_near, letters
from registry.search.sounds import readings, spoken
from registry.search.variants import ALIKE as ALIKE_WORDS

LIKELY = 0.58
"""From here on two facilities are shown to people as perhaps one."""

FAR_KM = {True: 30.0, False: 60.0}
"""Distance that tells two facilities apart, by whether both pins stand on a building or street."""

HEARD = 0.9
"""How alike two words are that sound the same: `Silkway`, `Силквей`."""

JOINED = 0.88
"""From here on two names are one whose words are put together otherwise."""

NEXT_DOOR_KM = 0.2

NAME_WEIGHT = 0.9
"""How much of the whole the same name makes."""

PLACE_WEIGHT = 0.5
"""Of the name of its town in a name, where a telling word has 1."""

ALIKE = 0.78
"""From here on two words are spellings of one."""


class Likeness(NamedTuple):
    """How alike two facilities are."""

    score: float  # 0 to 1
    signs: Mapping[str, float]  # what speaks for it, above 0, and against it

    @property
    def is_likely(self) -> bool:
        """Tell whether a person should look at them."""
        return self.score >= LIKELY


def likeness(one: Profile, other: Profile) -> Likeness:
    """Return how alike two facilities are.

    Names are not looked at where the rest speaks so much against it that no name could help.
    """
    signs = _signs(one, other)
    beside = sum(signs.values())
    name = _names(one, other) if NAME_WEIGHT + beside >= LIKELY else 0.0
    score = name * NAME_WEIGHT + beside
    return Likeness(round(min(max(score, 0.0), 1.0), 3), {"name": round(name, 2), **signs})


def _signs(one: Profile, other: Profile) -> dict[str, float]:
    """Return what speaks for one facility or against it, beside the names."""
    signs = {}
    if _numbers_differ(one, other):
        signs["numbers"] = -2.0
    if one.bin and other.bin:
        signs["operator"] = 0.05 if one.bin == other.bin else -0.1
    elif one.operator_id and one.operator_id == other.operator_id:
        signs["operator"] = 0.05
    if shared := one.accounts & other.accounts:
        # A mail box or a telephone may be of a house that runs several.
        signs["account"] = 0.62 if any("/" in account for account in shared) else 0.35
    elif one.hosts & other.hosts:
        signs["site"] = 0.12
    if _is_next_door(one, other):
        signs["place"] = 0.06
    if not are_near(one.sorts, other.sorts):
        signs["sort"] = -0.4
    if _are_far(one, other):
        signs["far"] = -0.5
    elif not (one.point and other.point) and _is_another_town(one, other):
        signs["town"] = -0.3
    return signs


def _is_another_town(one: Profile, other: Profile) -> bool:
    towns = (one.settlement_id, other.settlement_id)
    return all(towns) and towns[0] != towns[1]


def _are_far(one: Profile, other: Profile) -> bool:
    if one.point and other.point:
        return _km(one.point, other.point) > FAR_KM[one.is_exact and other.is_exact]
    if one.region_iso and other.region_iso:
        return one.region_iso != other.region_iso
    return False


def _km(one: Point, other: Point) -> float:
    """Return the distance of near points, in the plane: some per cent off are no matter here."""
    height = other.lat - one.lat
    width = (other.lon - one.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(height, width) * 111.2


def _is_next_door(one: Profile, other: Profile) -> bool:
    if one.is_exact and other.is_exact and one.point and other.point:
        return _km(one.point, other.point) <= NEXT_DOOR_KM
    return bool(one.streets & other.streets)


def _numbers_differ(one: Profile, other: Profile) -> bool:
    """Tell whether no name of the one has the numbers of any name of the other."""
    numbers = {said.numbers for said in one.wordings}
    return bool(numbers) and numbers.isdisjoint(said.numbers for said in other.wordings)


def _names(one: Profile, other: Profile) -> float:
    """Return how alike the most alike names are, 0 to 1."""
    places, best = one.places | other.places, 0.0
    for said in one.wordings:
        for said2 in other.wordings:
            if said.numbers == said2.numbers:
                best = max(best, _alike(said, said2, places))
                if best == 1.0:
                    return best
    return best


def _alike(said: Wording, said2: Wording, places: frozenset[str]) -> float:
    if _stand_for(said, said2) or _stand_for(said2, said):
        return 0.9
    words, words2 = _weighed(said, places), _weighed(said2, places)
    if not words or not words2:
        # `Makerspace` in a town and `Makerspace Astana`: the sort is all of the name.
        only_places = all(word in places for word in {*words, *words2})
        return 0.85 if said.sorts & said2.sorts and only_places else 0.0
    shared = _shared(*_written_out(words, words2))
    if shared >= 0.9:
        return shared
    joined = _ratio("".join(words), "".join(words2), JOINED)
    return max(shared, joined)


def _weighed(said: Wording, places: frozenset[str]) -> dict[str, float]:
    return {word: PLACE_WEIGHT if word in places else weight for word, weight in said.words}


def _written_out(
    words: dict[str, float], words2: dict[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the words of both with those for which the other has first letters put together."""
    for word in words.keys() - words2.keys():
        words2 = _with_letters(words2, word)
    for word in words2.keys() - words.keys():
        words = _with_letters(words, word)
    return words, words2


def _with_letters(words: dict[str, float], short: str) -> dict[str, float]:
    """Return words with those that follow each other and begin so as one: КазНАУ, AITU."""
    if not 3 <= len(short) <= 8:
        return words
    order = list(words)
    for start in range(len(order) - 1):
        if order[start][0] != short[0]:
            continue
        for first in {order[start][0], order[start][:2], order[start][:3]}:
            built, end = first, start + 1
            while end < len(order) and short.startswith(built) and built != short:
                built += _beginning(order[end], short[len(built) :])
                end += 1
            if built == short and end - start > 1:
                run = order[start:end]
                return {w: weight for w, weight in words.items() if w not in run} | {short: 1.0}
    return words


def _beginning(word: str, letters: str) -> str:
    """Return what of a word stands among first letters: one, or the two that `Ю` and `IT` have."""
    is_one = len(word) == 2 or word[:2] in ("iu", "ia", "sh", "ch")
    return word[:2] if is_one and letters.startswith(word[:2]) else word[0]


def _shared(words: dict[str, float], words2: dict[str, float]) -> float:
    """Return how much of what two names tell is told by both."""
    left, shared, strongest = dict(words2), 0.0, 0.0
    for word, weight in sorted(words.items(), key=lambda one: -one[1]):
        near = max(left, key=lambda one: similar(word, one), default="")
        if near and (same := similar(word, near)) >= ALIKE:
            both = min(weight, left.pop(near))
            shared += same * both
            strongest = max(strongest, both)
    total, total2 = sum(words.values()), sum(words2.values())
    whole = 2 * shared / (total + total2)
    # A name that stands whole in a longer one, `NURIS`, is as good as the longer one.
    part = shared / min(total, total2) if strongest == 1.0 else whole * 0.8
    return min(1.0, (whole + part) / 2)


def _stand_for(short: Wording, long: Wording) -> bool:
    """Tell whether a name is the other's first letters."""
    is_short = 4 <= len(short.folded) <= 10 and " " not in short.folded
    return is_short and short.folded in letters(long.name)


@lru_cache(maxsize=20_000)
def similar(word: str, other: str) -> float:
    """Return how alike two folded words are, 0 to 1; endings count little.

    >>> similar("karagandi", "karagandinskogo"), similar("altai", "altai")
    (0.9, 1.0)
    """
    if word == other:
        return 1.0
    if min(len(word), len(other)) >= 5 and (word.startswith(other) or other.startswith(word)):
        return 0.9
    if other in ALIKE_WORDS.get(word, ()):
        return 1.0
    if min(len(word), len(other)) < 4:
        return 0.0
    said, read = _sounds(word)
    said2, read2 = _sounds(other)
    if said & read2 or said2 & read:
        return HEARD
    return _ratio(word, other, ALIKE) if word[0] == other[0] else 0.0


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> tuple[set[str], set[str]]:
    return spoken(word), readings(word)


def _ratio(text: str, other: str, least: float) -> float:
    """Return how alike two texts are letter by letter; 0 below the least that counts."""
    whole = len(text) + len(other)
    if 2 * min(len(text), len(other)) < least * whole:
        return 0.0
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0
