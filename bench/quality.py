"""Whether search finds what is meant, typed cleanly or not, and how soon.

A brand and its town are typed; a result is right when its names hold that brand. Precision is the
share of right ones among the first twenty; nothing found counts as 0. A slip that happens to make
the beginning of another word is not asked: nobody can tell it from that word.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import mean, median
from time import perf_counter
from typing import Any
from urllib.parse import quote

import orjson

from bench.processes import HOST
from bench.progress import say
from bench.questions import SEED, Drawn, drawn, slipped
from bench.servers import Measured
from registry.places.folding import fold, tokens

KEYBOARD = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
"""The Russian letters that are typed where the Kazakh ones are not at hand."""

LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh/j", "з": "z",
    "и": "i", "й": "y/i/j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh/h", "ц": "ts/c", "ч": "ch", "ш": "sh",
    "щ": "shch/sh", "ъ": "", "ы": "y/i", "ь": "", "э": "e", "ю": "yu/iu", "я": "ya/ia",
}  # fmt: skip
"""How people write Russian letters in Latin, one way or another."""

SLIP = "one typing error"

SHORTEST = 5
"""Letters of the shortest brand that is asked for."""


def in_latin(random: Random, text: str) -> str:
    """Return a Cyrillic text in Latin letters, by no one system."""
    parts = []
    for letter in text:
        written = random.choice(LATIN.get(letter.lower(), letter).split("/"))
        parts.append(written.capitalize() if letter.isupper() else written)
    return "".join(parts)


WAYS: dict[str, Callable[[Random, Drawn], str]] = {
    "clean": lambda _random, one: f"{one.brand} {one.town}",
    SLIP: lambda random, one: f"{slipped(random, one.brand)} {one.town}",
    "Kazakh on a Russian keyboard": lambda _random, one: (
        f"{one.kazakh.translate(KEYBOARD)} {one.town}"
    ),
    "Cyrillic in Latin": lambda random, one: in_latin(random, f"{one.brand} {one.town}"),
}


def quality(flat: Path, servers: list[Measured], count: int) -> list[dict[str, Any]]:
    """Return precision and median milliseconds of each way of typing, on each server."""
    with closing(sqlite3.connect(flat)) as connection:
        pool = [one for one in drawn(connection, count * 8) if len(one.brand) >= SHORTEST]
        words = vocabulary(connection)
    native = [one for one in pool if one.kazakh.translate(KEYBOARD) != one.kazakh]
    found = []
    for way, typed in WAYS.items():
        random = Random(SEED)  # noqa: S311
        source = native if way.startswith("Kazakh") else pool
        chosen = [source[random.randrange(len(source))] for _ in range(count)] if source else []
        asks = [(typed(random, one), fold(one.brand)) for one in chosen]
        if way == SLIP:
            asks = [ask for ask in asks if not is_beginning(words, tokens(ask[0])[0])]
        for one in servers:
            rows = list(_asked(one, asks))
            if rows:
                shares, took = zip(*rows, strict=True)
                row = {"way": way, "engine": one.engine, "precision": mean(shares)}
                found.append({**row, "median": median(took)})
                say(f"    {way}, {one.engine}: {mean(shares):.2f}, {median(took):.2f} ms")
    return found


def vocabulary(connection: sqlite3.Connection) -> list[str]:
    """Return all words of the flat table's index, in order."""
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, facility_words, row)")
    return [word for (word,) in connection.execute("SELECT term FROM temp.words ORDER BY term")]


def is_beginning(words: list[str], typed: str) -> bool:
    """Tell whether some word begins like this: then nobody can know that it was a slip."""
    place = bisect_left(words, typed)
    return place < len(words) and words[place].startswith(typed)


def _asked(one: Measured, asks: list[tuple[str, str]]) -> Iterator[tuple[float, float]]:
    """Give precision and milliseconds of each question, asked on one connection."""
    connection = HTTPConnection(HOST, one.server.port, timeout=60)
    for text, brand in asks:
        began = perf_counter()
        connection.request("GET", f"/ru/facilities.geojson?q={quote(text)}&limit=20")
        answer = connection.getresponse()
        body = answer.read()
        took = (perf_counter() - began) * 1000
        if answer.status != 200:
            return
        features = orjson.loads(body)["features"]
        right = [any(word.startswith(brand) for word in _words(f["properties"])) for f in features]
        yield (mean(right) if right else 0.0), took
    connection.close()


def _words(value: Any) -> Iterator[str]:
    """Give every folded word in the properties of a facility."""
    if isinstance(value, str):
        yield from tokens(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
