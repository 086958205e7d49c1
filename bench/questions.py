"""Questions like those of visitors, drawn from what is in the registry. The same seed, the same."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from registry.db import db
from registry.facilities.vocabulary import Kind, Status
from registry.places.folding import tokens
from registry.search.document import Card
from registry.search.queries.terms import alternatives
from registry.search.question import Question

SEED = 7


class Operation(NamedTuple):
    """One row of the table: what is asked, and whether bare SQL answers it too."""

    name: str
    kind: str  # find, counts, page: what answers
    floor: str | None  # text, radius, facets: the SQL beside it
    questions: list[Question]


def operations(cards: list[Card], count: int) -> list[Operation]:
    """Return every operation with its questions.

    Args:
        cards: Facilities to draw words and places from; those with a pin.
        count: Questions for each operation.
    """
    random = Random(SEED)  # noqa: S311

    def asked(one: Callable[[Random, Card], Question]) -> list[Question]:
        return [one(random, random.choice(cards)) for _ in range(count)]

    typed = [question for question in asked(_text) if is_plain(question)]
    filtered = asked(_filters)
    return [
        Operation("text, first 20 and total", "find", "text", typed),
        Operation("text with one typing error", "find", None, [_slip(random, q) for q in typed]),
        Operation("radius 50 km, nearest 20 and total", "find", "radius", asked(_circle(50))),
        Operation("radius 500 km, nearest 20 and total", "find", "radius", asked(_circle(500))),
        Operation("facet counts under two filters", "counts", "facets", filtered),
        Operation("facet counts, text and 200 km", "counts", None, asked(_narrow)),
        Operation("search page: 20, total and counts", "page", None, asked(_page)),
        Operation("map of the country, zoom 5", "points", None, [Question(), *filtered[1:]]),
    ]


def _text(random: Random, card: Card) -> Question:
    """Return one to three words of a name: a brand, a kind with it, or the whole beginning."""
    words = tokens(random.choice([*card.names.values()]))
    start = random.randrange(len(words))
    text = " ".join(words[start : start + random.randint(1, 3)])
    return Question(text=text, whole=text, lang="ru")


def is_plain(question: Question) -> bool:
    """Tell whether no word may also be two written as one, of which plain SQL knows nothing."""
    terms = alternatives(db.session(), tokens(question.text))
    return all(isinstance(part, str) for term in terms.values() for part in term)


def _slip(random: Random, question: Question) -> Question:
    """Return the question with one letter of its longest word exchanged."""
    words = question.text.split()
    longest = max(words, key=len)
    place = random.randrange(len(longest))
    wrong = longest[:place] + random.choice("abeiklmnorst") + longest[place + 1 :]
    text = " ".join(wrong if word == longest else word for word in words)
    return question.having(text=text, whole=text)


def _circle(radius_km: float) -> Callable[[Random, Card], Question]:
    return lambda _random, card: Question(centre=card.point, radius_km=radius_km)


def _filters(random: Random, _card: Card) -> Question:
    return Question(kinds=(random.choice(list(Kind)),), statuses=(Status.ACTIVE,))


def _narrow(random: Random, card: Card) -> Question:
    text = random.choice(tokens(next(iter(card.names.values()))))
    return Question(text=text, centre=card.point, radius_km=200)


def _page(random: Random, card: Card) -> Question:
    return random.choice([_text, _filters, _narrow])(random, card)
