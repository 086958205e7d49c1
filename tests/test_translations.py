"""What a visitor may read stands in Kazakh, Russian and French too; English is the source."""

import re
from collections import Counter

import pytest
from babel.messages.catalog import Message
from flask_babel import get_locale

from registry.forms import QueryForm
from scripts import catalogues
from scripts.catalogues import LANGUAGES, LIBRARIES, catalogue, is_translated, messages

PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[\d.]*[sdfg]")
"""What Python fills in. Flask-Security has a broken one, "%(length) c", which nobody can keep."""

SLOT = re.compile(r"\{\w+\}")
"""What our scripts fill in."""

TAG = re.compile(r"</?\w+")

FILES = sorted(catalogues.TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
NAMES = [f"{file.parts[-3]} {file.stem}" for file in FILES]


@pytest.fixture(params=FILES, ids=NAMES)
def read(request):
    """One of our catalogues after another."""
    return catalogue(request.param, request.param.parts[-3])


@pytest.fixture(scope="module")
def said():
    """What code and templates say to visitors."""
    return catalogues.extracted()


def forms(message: Message) -> tuple[str, ...]:
    """Return the forms of a translation: one, or as many as the language has numbers."""
    many = isinstance(message.string, tuple | list)
    return tuple(message.string) if many else (message.string,)


def sources(message: Message) -> tuple[str, ...]:
    """Return the English of a message: one form or two."""
    return message.id if isinstance(message.id, tuple | list) else (message.id,)


def shape(text: str) -> tuple[Counter[str], list[str], Counter[str], bool, bool]:
    """Return what a translation has to keep: placeholders, tags, spaces at either end."""
    return (
        Counter(found[0] for found in PLACEHOLDER.finditer(text)),
        sorted(SLOT.findall(text)),
        Counter(TAG.findall(text)),
        text[:1].isspace(),
        text[-1:].isspace(),
    )


def test_there_is_a_catalogue_for_each_language():
    assert [lang for lang in LANGUAGES if not catalogues.path(lang).exists()] == []


def test_nothing_is_left_untranslated_or_in_doubt(read):
    left = [message.id for message in messages(read) if not is_translated(message)]

    assert left == []


def test_every_number_has_its_form(read):
    wrong = [
        message.id
        for message in messages(read)
        if message.pluralizable and len(forms(message)) != read.num_plurals
    ]

    assert wrong == []


def test_plural_rules_are_those_of_the_language(read):
    rule = catalogues.catalogue(catalogues.HERE / "none", read.locale.language).plural_forms

    assert read.plural_forms == rule


def test_a_translation_keeps_placeholders_tags_and_spaces(read):
    wrong = [
        (message.id, form)
        for message in messages(read)
        for form in forms(message)
        if form and shape(form) not in [shape(source) for source in sources(message)]
    ]

    assert wrong == []


def test_babel_finds_no_fault(read):
    assert [(message.id, faults) for message, faults in read.check()] == []


def test_a_translation_can_be_filled_in(read):
    for message in messages(read):
        if message.python_format and PLACEHOLDER.search(sources(message)[-1]):
            for form in filter(None, forms(message)):
                names = PLACEHOLDER.findall(form)

                assert form % (dict.fromkeys(names, 1) if all(names) else (1,) * len(names))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(said, lang):
    kept = catalogue(catalogues.path(lang), lang)

    theirs = {(message.id, message.context) for message in messages(kept)}
    ours = {(message.id, message.context) for message in messages(said)}

    assert (sorted(map(str, ours - theirs)), sorted(map(str, theirs - ours))) == ([], []), (
        "make catalogues brings them up to the code"
    )


def test_what_code_and_templates_say_is_found(said):
    assert len(said) > 100


@pytest.fixture(params=LANGUAGES)
def read_in(app, request):
    """A request in one language after another."""
    with app.test_request_context(f"/{request.param}/"):
        assert get_locale().language == request.param
        yield request.param


@pytest.mark.only_on("sqlite")  # the database plays no part
def test_flask_security_speaks_the_language_of_the_reader(app, read_in):
    known = app.extensions["security"].i18n_domain.get_translations()._catalog

    template = catalogue(LIBRARIES["flask_security"].template, read_in)

    assert [message.id for message in messages(template) if not known.get(message.id)] == []


@pytest.mark.only_on("sqlite")  # the database plays no part
def test_forms_speak_the_language_of_the_reader(read_in):
    asked = QueryForm()
    speaker = asked.meta.get_translations(asked)

    template = catalogue(LIBRARIES["wtforms"].template, read_in)

    def spoken(message: Message, count: int) -> str:
        if message.pluralizable:
            return speaker.ngettext(*message.id, count)
        return speaker.gettext(message.id)

    untold = [
        message.id
        for message in messages(template)
        for count in (1, 5)
        if spoken(message, count) in sources(message)
    ]
    assert untold == []
