"""What every page shares: helpers for templates, and the headers that guard the reader."""

from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit
from flask import Flask, Response, current_app, g, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_babel import format_date, get_locale
from flask_compress import Compress
from markupsafe import Markup, escape
from werkzeug.routing import UnicodeConverter, ValidationError

from registry.db import Texts, today
from registry.i18n import LANGUAGES, NATIVE_NAMES, best, language

YEAR_S = 365 * 24 * 3600

KEEPABLE = (200, 304)
"""Status codes of answers that browsers may keep."""

SHARED = (
    "static",
    "facilities.boundaries",
    "vector_tiles.tile",
    "vector_tiles.about",
    "operations.healthz",
)
"""Endpoints whose answers are the same for every visitor."""

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:{tiles}; object-src 'none'; base-uri 'none'; "
    "form-action 'self'{provider}; frame-ancestors 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

COMPRESSED = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/plain",
    "image/svg+xml",
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "application/vnd.mapbox-vector-tile",
    "application/xml",
]
"""Types of answers that are sent compressed."""

compress = Compress()


def nonce() -> str:
    """Return the word that lets the scripts of this page run, and no others."""
    if "nonce" not in g:
        g.nonce = token_urlsafe(16)
    return str(g.nonce)


@cache
def _fingerprint(path: Path, _changed_ns: int) -> str:
    return blake2b(path.read_bytes(), digest_size=6).hexdigest()


def asset(filename: str) -> str:
    """Return the address of a static file; it changes with the content, so it may be kept."""
    path = Path(str(current_app.static_folder)) / filename
    mark = _fingerprint(path, path.stat().st_mtime_ns) if path.is_file() else None
    return url_for("static", filename=filename, v=mark)


def text(texts: Texts | None) -> Markup:
    """Return a text for the reader, marked with its language where that is not the page's."""
    value, lang = best(texts)
    if lang == language():
        return escape(value)
    return Markup('<span lang="{}">{}</span>').format(lang, value)


def plain(texts: Texts | None) -> str:
    """Return a text for the reader without mark-up, for titles and attributes."""
    return best(texts).value


def number(value: float | None, digits: int = 0) -> str:
    """Return a number as the reader writes it, with at most so many decimals."""
    return "" if value is None else _number(round(value, digits), digits, get_locale())


@lru_cache(maxsize=2048)  # a page of results counts a hundred choices
def _number(value: float, digits: int, locale: Locale) -> str:
    return str(format_decimal(value, f"#,##0.{'#' * digits}".rstrip("."), locale))


def unit(value: float, name: str) -> str:
    """Return a quantity with its unit: `unit(858, "area-hectare")`; names are CLDR's."""
    digits = "#" if value < 10 else ""
    pattern = f"#,##0.{digits}".rstrip(".")
    return str(format_unit(value, name, "short", format=pattern, locale=get_locale()))


def km(value: float) -> str:
    """Return a distance: one decimal below 10 km, none above."""
    return unit(value, "length-kilometer")


def day(value: date | str | None, precision: str | None = None) -> str:
    """Return a date as far as it is known: a year, a month or a day."""
    if not value:
        return ""
    when = _date(value)
    if precision == "year":
        return str(when.year)
    if precision == "month":
        return str(format_skeleton("yMMMM", when, locale=get_locale()))
    return str(format_date(when, "long"))


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def here() -> str:
    """Return the path of this page with its query, as url_for would give it."""
    return f"{request.script_root}{request.full_path.rstrip('?')}"


def public_url(path: str) -> str:
    """Return the whole address of a path that url_for gave, as the world sees it."""
    root = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    return f"{root}{path}"


def in_language(lang: str) -> str:
    """Return the address of this page in another language."""
    if not request.endpoint or "lang" not in (
        request.url_rule.arguments if request.url_rule else ()
    ):
        return url_for("search.results", lang=lang)
    values = {**(request.view_args or {}), "lang": lang}
    address = url_for(request.endpoint, **values)
    # A place in a list counts only in the order of its language.
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
    return f"{address}?{urlencode(kept, errors='replace')}" if kept else address


def _origin(address: str) -> str:
    """Return where an address leads, as a policy names it after others; empty for none."""
    parts = urlsplit(address)
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _guard(response: Response) -> Response:
    tiles = _origin(current_app.config["TILES_URL"].replace("{s}", "*"))
    provider = _origin(current_app.config["OIDC_ISSUER"])  # the button that leads there is a form
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = POLICY.format(
            nonce=nonce(), tiles=tiles, provider=provider
        )
        response.vary.add("Cookie")
    response.headers.extend(HEADERS)
    if request.endpoint == "static" and "v" in request.args and response.status_code in KEEPABLE:
        response.cache_control.no_cache = None
        response.cache_control.max_age = YEAR_S
        response.cache_control.immutable = True
    return response


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; what is the same for everybody neither reads nor sets it."""

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Leave alone what may be kept by anybody."""
        is_everybodys = request.endpoint in SHARED or response.cache_control.public
        if not is_everybodys:
            super().save_session(app, session, response)


class Segment(UnicodeConverter):
    """A part of an address."""

    def to_python(self, value: str) -> str:
        """Refuse, as no match, the character that PostgreSQL keeps in no text."""
        if "\0" in value:
            raise ValidationError
        return value


def init_app(app: Flask) -> None:
    """Give templates their helpers, answers their headers, and addresses a rule."""
    app.url_map.converters["default"] = Segment
    app.config.setdefault("COMPRESS_MIMETYPES", COMPRESSED)
    compress.init_app(app)
    app.session_interface = Sessions()
    app.after_request(_guard)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "text": text, "plain": plain, "number": number, "unit": unit, "km": km, "day": day,
    }  # fmt: skip
    shared: dict[str, Any] = {
        "asset": asset,
        "nonce": nonce,
        "language": language,
        "in_language": in_language,
        "public_url": public_url,
        "here": here,
        "today": today,
        "LANGUAGES": LANGUAGES,
        "NATIVE_NAMES": NATIVE_NAMES,
    }
    app.jinja_env.globals |= shared
