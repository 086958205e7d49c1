import re
from pathlib import Path

from registry.maps import labels

SCRIPTS = Path(__file__).parents[2] / "static" / "js"


def source():
    return "".join(path.read_text() for path in [SCRIPTS / "map.js", *SCRIPTS.glob("map/*.js")])


def test_the_script_has_every_sentence_it_says_and_no_other(app):
    with app.test_request_context("/en/"):
        given = labels.texts({}, {})

    said = set(re.findall(r"\btexts\.(\w+)", source()))
    asked_apart = {"kinds", "statuses"}
    assert said | asked_apart == set(given)


def test_words_of_the_vocabulary_are_passed_on(app):
    with app.test_request_context("/en/"):
        texts = labels.texts({"fab_lab": "Fab lab"}, {"closed": "Closed"})

    assert texts["kinds"] == {"fab_lab": "Fab lab"}
    assert texts["statuses"] == {"closed": "Closed"}


def test_text_from_people_never_becomes_markup():
    for word in ("insertAdjacentHTML", "outerHTML", "document.write", "eval("):
        assert word not in source()
    assert re.findall(r"[\w.]*innerHTML.*", source()) == ["escaped.innerHTML);"]
