"""Languages of the interface: which there are, which one a visitor reads, how text falls back.

Kazakh comes first. Addresses begin with the language; the choice is remembered in a cookie.
English stands in the source, the other three in translations/.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, Domain, force_locale, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import ngettext as _n
from werkzeug.routing import BaseConverter, ValidationError

__all__ = ["LANGUAGES", "NATIVE_NAMES", "Text", "_", "_l", "_lp", "_n", "best", "language"]

LANGUAGES = ("kk", "ru", "en", "fr")
"""Codes of the interface languages, in the order in which they are offered."""

NATIVE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English", "fr": "Français"}
"""Each language by its own name, as the language menu shows it."""

COOKIE = "language"
COOKIE_AGE_S = 365 * 24 * 3600

FALLBACKS = {
    "kk": ("kk", "ru", "en", "fr"),
    "ru": ("ru", "kk", "en", "fr"),
    "en": ("en", "ru", "kk", "fr"),
    "fr": ("fr", "en", "ru", "kk"),
}
"""Where a text is missing in one language, the others in which its readers would rather have it."""

LOCALES = {"en": "en_GB"}
"""Locales whose dates and numbers a language uses, where its own name does not say it."""

TRANSLATIONS = Path(__file__).parents[1] / "translations"
"""Folder of our catalogues."""

babel = Babel()


class Catalogues(Domain):
    """The catalogues of flask-babel, looked up once for each language that a request speaks.

    A page has hundreds of messages; naming the locale for each took half of its time.
    """

    def get_translations(self) -> Any:
        """Return the catalogue of the language in use."""
        try:
            spoken, found = g.get("catalogue", (None, None))
        except RuntimeError:
            return super().get_translations()
        if found is None or spoken != language():
            found = super().get_translations()
            g.catalogue = (language(), found)
        return found


class Text(NamedTuple):
    """A text with the language it is in, for the `lang` attribute of the page."""

    value: str
    lang: str


def language() -> str:
    """Return the code of the language in use: kk, ru, en or fr."""
    try:
        spoken: str | None = g.get("spoken")  # asked for hundreds of times for a page
    except RuntimeError:  # there is no request and no command whose language it could be
        return "en"
    if spoken is None:
        locale = get_locale()
        spoken = g.spoken = locale.language if locale else "en"
    return spoken


def best(texts: dict[str, str] | None, lang: str | None = None) -> Text:
    """Return the text in the reader's language, or in the one that replaces it best.

    Args:
        texts: Text by language code; None and {} give an empty text.
        lang: The language wanted; the one in use when left out.
    """
    lang = lang or language()
    for code in FALLBACKS.get(lang, LANGUAGES):
        if texts and texts.get(code):
            return Text(texts[code], code)
    return Text("", lang)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak a language for a while, where no address says which: in a terminal or a job."""
    before = language()
    try:
        with force_locale(LOCALES.get(lang, lang)):
            g.spoken = lang
            yield
    finally:
        g.spoken = before


def preferred() -> str:
    """Return the language a visitor gets who names none: remembered, accepted, or Kazakh."""
    remembered = request.cookies.get(COOKIE)
    if remembered in LANGUAGES:
        return str(remembered)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


class LanguageConverter(BaseConverter):
    """The first part of an address: kk, ru, en or fr."""

    part_isolating = True
    regex = "[a-z]{2}"

    def to_python(self, value: str) -> str:
        """Refuse, as no match, what is no language of ours."""
        if value not in LANGUAGES:
            raise ValidationError
        return value


def _select() -> str | None:
    if not has_request_context():
        return None
    if lang := (request.view_args or {}).get("lang") or g.get("lang"):
        return LOCALES.get(lang, lang)
    first = request.path.lstrip("/").partition("/")[0]
    lang = first if first in LANGUAGES else preferred()
    return LOCALES.get(lang, lang)


def _pull(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.lang = values.pop("lang")


def _push(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()


def _remember(response: Any) -> Any:
    lang = g.get("lang")
    is_page = response.mimetype == "text/html"
    if lang and is_page and request.cookies.get(COOKIE) != lang:
        response.set_cookie(
            COOKIE,
            lang,
            max_age=COOKIE_AGE_S,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


def init_app(app: Flask) -> None:
    """Give the application its languages."""
    app.url_map.converters["lang"] = LanguageConverter
    babel.init_app(
        app,
        default_locale="en",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=_select,
    )
    babel.domain_instance = Catalogues([str(TRANSLATIONS)])
    app.url_value_preprocessor(_pull)
    app.url_defaults(_push)
    app.after_request(_remember)
