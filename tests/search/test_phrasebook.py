"""The phrases of the four languages: complete, and each for one thing."""

import csv

import pytest

from registry.facilities.vocabulary import Kind, Sector, Service, Stage, Status
from registry.places.folding import fold
from registry.search.phrasebook import FILE, Phrasebook
from registry.search.phrases import WORDS, understand


class NoPlaces:
    def mentions(self, text):
        return []


def said(text):
    chips = understand(text, NoPlaces(), set().intersection).chips
    return [(chip.type, chip.code) for chip in chips]


@pytest.mark.parametrize("type", WORDS)
def test_every_code_has_a_phrase_in_every_language_and_no_phrase_an_unknown_code(type):
    rows = [row for row in file() if row["type"] == type]

    codes = {
        lang: {r["code"] for r in rows if r["lang"] == lang} for lang in ("kk", "ru", "en", "fr")
    }

    assert codes == {lang: {word.value for word in WORDS[type]} for lang in codes}


@pytest.mark.parametrize("words", [Kind, Service, Sector, Stage, Status])
def test_the_english_label_of_a_choice_means_that_choice(whole_app, words):
    with whole_app.test_request_context("/en/"):
        labels = {word.value: str(word.label) for word in words}

    missed = [label for code, label in labels.items() if code not in dict(said(label)).values()]

    assert missed == []


def test_no_two_codes_share_a_phrase():
    shared = {}
    for row in file():
        if row["type"] in WORDS:
            shared.setdefault(fold(row["phrase"]), set()).add((row["type"], row["code"]))

    assert [phrase for phrase, codes in shared.items() if len(codes) > 1] == []


def test_a_slip_between_two_phrases_is_left_alone():
    rows = [
        {"lang": "en", "phrase": "marlinery", "type": "kind", "code": "one"},
        {"lang": "en", "phrase": "martinery", "type": "kind", "code": "other"},
    ]
    book = Phrasebook(rows)

    assert book.forgiving(book.tokens("marxinery"), 0) is None
    assert Phrasebook(rows[:1]).forgiving(book.tokens("marxinery"), 0).phrase.code == "one"


def file():
    with FILE.open(encoding="utf-8", newline="") as found:
        return list(csv.DictReader(found))
