"""Bring translations/ up to the code: new strings come in empty, strings no longer used go.

Ours are the messages.po of each language. Beside them stand, for libraries that speak to visitors
(Flask-Security and WTForms), the strings that the library itself has not translated.
"""

from collections.abc import Callable, Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parents[1]
TRANSLATIONS = HERE / "translations"
LANGUAGES = ("kk", "ru", "fr")
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "_n": (1, 2), "_lp": ((1, "c"), 2)}
WIDTH = 96

HEADER = r"""msgid ""
msgstr ""
"Language: {lang}\n"
"Plural-Forms: {plural}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
"""The top of every catalogue; without a date, so that two authors' catalogues merge."""


class Library(NamedTuple):
    """A package that speaks to visitors: its template, and its own catalogue for a language."""

    template: Path
    shipped: Callable[[str], Path]


def _library(package: str, folder: str, domain: str, names: dict[str, str]) -> Library:
    root = Path(str(files(package))) / folder
    return Library(
        root / f"{domain}.pot",
        lambda lang: root / names.get(lang, lang) / "LC_MESSAGES" / f"{domain}.po",
    )


LIBRARIES = {
    "flask_security": _library(
        "flask_security", "translations", "flask_security", {"ru": "ru_RU", "fr": "fr_FR"}
    ),
    "wtforms": _library("wtforms", "locale", "wtforms", {}),
}
"""By the name of the domain, which is the name of our file too."""


def path(lang: str, domain: str = "messages") -> Path:
    """Return where our catalogue of a domain is, or would be."""
    return TRANSLATIONS / lang / "LC_MESSAGES" / f"{domain}.po"


def catalogue(file: Path, lang: str) -> Catalog:
    """Read a catalogue; one that does not exist is empty, with the plural forms of its language."""
    if not file.exists():
        return Catalog(locale=lang, project="registry", fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=lang)


def messages(found: Catalog) -> Iterator[Message]:
    """Give the messages of a catalogue without its header."""
    return (message for message in found if message.id)


def is_translated(message: Message | None) -> bool:
    """Tell whether every form of a message stands there, settled."""
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(forms) and all(forms)


def extracted() -> Catalog:
    """Collect what the code and the templates say to visitors."""
    with (HERE / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source)
    found = Catalog(project="registry")
    for name, line, text, comments, context in extract_from_dir(
        str(HERE), methods, options, KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True
    ):
        found.add(text, None, [(name, line)], auto_comments=comments, context=context)
    return found


def wanting(domain: str, lang: str) -> Catalog:
    """Collect what a library says and has not itself translated into a language."""
    library = LIBRARIES[domain]
    shipped = catalogue(library.shipped(lang), lang)
    found = Catalog(project=domain)
    for message in messages(catalogue(library.template, lang)):
        if not is_translated(shipped.get(message.id, message.context)):
            found.add(message.id, None, context=message.context)
    return found


def renew(file: Path, lang: str, template: Catalog) -> None:
    """Write a catalogue with exactly the strings of the template, keeping its translations."""
    kept = catalogue(file, lang)
    kept.update(template, no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    body = BytesIO()
    write_po(body, kept, WIDTH, omit_header=True, include_lineno=False, ignore_obsolete=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        HEADER.format(lang=lang, plural=kept.plural_forms) + body.getvalue().decode(),
        encoding="utf-8",
    )


def main() -> None:
    """Renew every catalogue and say what is left to translate."""
    ours = extracted()
    for lang in LANGUAGES:
        renew(path(lang), lang, ours)
        for domain in LIBRARIES:
            template = wanting(domain, lang)
            if len(template) or path(lang, domain).exists():
                renew(path(lang, domain), lang, template)
        for file in sorted((TRANSLATIONS / lang).glob("LC_MESSAGES/*.po")):
            empty = sum(not is_translated(one) for one in messages(catalogue(file, lang)))
            print(f"{file.relative_to(HERE)}: {empty} to translate")


if __name__ == "__main__":
    main()
