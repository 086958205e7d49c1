"""Words that nothing is called, corrected in the vocabulary of the index.

A slip of the finger, or a Latin name written in Cyrillic by ear.
"""

from collections import defaultdict
from collections.abc import Iterator, Set
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.places.folding import TWICE, fold, spelled
from registry.places.spelling import compact, slips, tolerance
from registry.search.models import SearchVariant
from registry.search.queries.postings import uses
from registry.search.variants import heard, near

UNLIKE = 0.6
"""Share of its letters that a word written by ear may have otherwise."""


class Guess(NamedTuple):
    """A word of the index that may have been meant."""

    word: str
    slips: int
    uses: int  # facilities that have it: the more, the likelier it was meant


Guesses = dict[str, list[Guess]]
"""What each word may have been, the likeliest first; words without a guess are left out."""


def guesses(session: Session, typed: dict[str, str]) -> Guesses:
    """Return the words of the index that differ from words by no more slips than are forgiven.

    Args:
        session: The database.
        typed: Words as typed, by their folded form.
    """
    forms = {key: _forms(key, word) | _parted(word) for key, word in typed.items()}
    asked = {form: near(form) for every in forms.values() for form in every}
    sounds = {key: heard(key) for key, word in typed.items() if not word.isascii()}
    shared = _sharing(session, set().union(*asked.values(), *sounds.values()))
    apart = {key: _as_heard(key, shared, sounds.get(key, set())) for key in typed}
    for key, every in forms.items():
        for form, already in every.items():
            sharing = set().union(*(shared[variant] for variant in asked[form])) - {key}
            for word, count in _forgiven(form, sharing, already):
                apart[key][word] = min(count, apart[key].get(word, count))
    near_all = {word for found in apart.values() for word in found}
    used = uses(session, near_all) if near_all else {}
    made = {
        key: [Guess(word, count, used.get(word, 0)) for word, count in found.items()]
        for key, found in apart.items()
    }
    return {
        key: sorted(found, key=lambda guess: (guess.slips, -guess.uses, guess.word))
        for key, found in made.items()
        if found
    }


def _forms(key: str, word: str) -> dict[str, int]:
    """Return a word as it may be compared: where one wrong key made two letters, they count once.

    Folding makes `ks` of x, `sh` of щ, nothing of a doubled letter, and no `zh` of `hz`. Of each
    form it is told how many slips are forgiven in it already: none.
    """
    exact = spelled(word)
    swapped = (
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
        for at in range(len(word) - 1)
        if "h" in word[at : at + 2].casefold()
    )
    found = {key, exact, compact(key), *map(fold, swapped), *_doubled(exact)}
    if "x" in word.casefold():
        found.add(exact.replace("ks", "x"))
    return dict.fromkeys(found, 0)


def _doubled(exact: str) -> Iterator[str]:
    """Give a word with one letter kept twice: the letter between may have been left out.

    >>> sorted(_doubled("rrsii"))
    ['rrsi', 'rsii']
    """
    for twice in TWICE.finditer(exact):
        before, after = exact[: twice.start()], exact[twice.end() :]
        yield TWICE.sub(r"\1", before) + twice[1] * 2 + TWICE.sub(r"\1", after)


def _parted(word: str) -> dict[str, int]:
    """Return a word without a letter that has come between two of one, which folding makes one.

    >>> _parted("Сомтмий")
    {'somi': 1}
    """
    exact = spelled(word)
    return {
        TWICE.sub(r"\1", exact[:at] + exact[at + 1 :]): 1
        for at in range(1, len(exact) - 1)
        if exact[at - 1] == exact[at + 1] != exact[at]
    }


def closest(found: list[Guess]) -> list[Guess]:
    """Return those of sorted guesses that have as few slips as the first."""
    return [guess for guess in found if guess.slips == found[0].slips]


def _sharing(session: Session, variants: Set[str]) -> dict[str, set[str]]:
    """Return for each variant, or sound, the words of the index that have it."""
    rows = session.execute(
        select(SearchVariant.variant, SearchVariant.word).where(SearchVariant.variant.in_(variants))
    )
    shared: dict[str, set[str]] = defaultdict(set)
    for variant, word in rows:
        shared[variant].add(word)
    return shared


def _as_heard(key: str, shared: dict[str, set[str]], sounds: set[str]) -> dict[str, int]:
    """Return the words that sound as this one and look similar, with the slips between them."""
    near = set().union(*(shared[sound] for sound in sounds)) - {key}
    most = {word: int(max(len(key), len(word)) * UNLIKE) for word in near}
    counts = {word: slips(key, word, most[word]) for word in near}
    return {word: count for word, count in counts.items() if count <= most[word]}


def _forgiven(form: str, near: set[str], already: int) -> Iterator[tuple[str, int]]:
    """Give the words that a form may be, with their slips, of which some are made already."""
    for word in near:
        limit = max(tolerance(form), tolerance(word)) - already
        if abs(len(word) - len(form)) <= limit and (count := slips(form, word, limit)) <= limit:
            yield word, count + already
