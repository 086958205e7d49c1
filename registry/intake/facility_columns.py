"""The columns of facilities.csv and programmes.csv. Pure.

Lists inside a cell are separated by semicolons; an empty cell means that nobody knows.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from registry.columns import (
    Column,
    PartialDate,
    Unfit,
    code,
    full_date,
    matching,
    number,
    parse_code,
    parse_number,
    parse_partial_date,
    partial_date,
    several,
    text,
    whole,
)
from registry.facilities.indicators import CAPACITY, Indicator
from registry.facilities.vocabulary import (
    Confidence,
    Kind,
    Language,
    LegalElement,
    Precision,
    ProgrammeType,
    Sector,
    Service,
    Stage,
    Status,
)
from registry.i18n import LANGUAGES, _, _l
from registry.places.pack import iso_column, lat_column, lon_column

PUBLIC_ID = re.compile(r"[2-9a-hjkmnp-z]{8}")
EMAIL = re.compile(r"[^\s@<>,;:\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{2,}(?: ?(?:ext\.?|доб\.?|#) ?[0-9]+)?")


class Former(NamedTuple):
    """A name that a facility had, and when."""

    name: str
    since: PartialDate | None
    until: PartialDate | None

    def __str__(self) -> str:
        """Return it as the file holds it: name|from|to."""
        return "|".join(str(part or "") for part in self).rstrip("|")


class Figure(NamedTuple):
    """A figure of what a facility holds."""

    indicator: Indicator
    value: float

    def __str__(self) -> str:
        """Return it as the file holds it: workstations=40."""
        return f"{self.indicator}={self.value!r}".removesuffix(".0")


def parse_former(cell: str) -> Former:
    """Return a former name out of `name`, `name|from` or `name|from|to`."""
    name, *days = map(str.strip, cell.split("|"))
    if not name or len(days) > 2 or len(name) > 300:
        raise Unfit(_("“%(cell)s” is not a former name such as Name|2018|2021.", cell=cell))
    since, until = [*(parse_partial_date(day) if day else None for day in days), None, None][:2]
    if since and until and until.day < since.day:
        raise Unfit(_("“%(cell)s” ends before it starts.", cell=cell))
    return Former(name, since, until)


def parse_figure(cell: str) -> Figure:
    """Return a figure out of `workstations=40`; none is below 0."""
    name, sign, value = map(str.strip, cell.partition("="))
    if not sign:
        raise Unfit(_("“%(cell)s” is not a figure such as workstations=40.", cell=cell))
    if name not in CAPACITY:
        codes = ", ".join(CAPACITY)
        raise Unfit(_("“%(cell)s” is not one of these: %(codes)s.", cell=name, codes=codes))
    return Figure(Indicator(name), parse_number(value, 0))


def parse_url(cell: str, longest: int = 300) -> str:
    """Return the address of a page, as it is; one of more characters is refused."""
    try:
        parts = urlsplit(cell)
        fits = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        fits = False
    if not fits or re.search(r"[\s<>\"]", cell) or len(cell) > longest:
        raise Unfit(_("“%(cell)s” is not an address such as https://example.kz.", cell=cell))
    return cell


def parse_email(cell: str) -> str:
    """Return an e-mail address, as it is."""
    if not EMAIL.fullmatch(cell) or len(cell) > 254:
        raise Unfit(_("“%(cell)s” is not an e-mail address.", cell=cell))
    return cell


def parse_phone(cell: str) -> str:
    """Return a telephone number, as it is."""
    if not PHONE.fullmatch(cell) or len(cell) > 60:
        raise Unfit(_("“%(cell)s” is not a telephone number.", cell=cell))
    return cell


def url(name: str, longest: int = 300) -> Column:
    """A column of addresses of pages."""
    return text(name)._replace(parse=lambda cell: parse_url(cell, longest))


def public_id(name: str, *, required: bool = False) -> Column:
    """A column of public ids."""
    wrong = _l("This is not a public id: 8 characters out of 2-9 and a-z without i, l and o.")
    fits = PUBLIC_ID.fullmatch
    return matching(name, lambda cell: bool(fits(cell)), wrong, required=required)


FACILITIES = (
    public_id("public_id", required=True),
    *(text(f"name_{lang}") for lang in LANGUAGES),
    text("short_name", 60),
    several("former_names", parse_former),
    code("kind", Kind, required=True),
    code("legal_element", LegalElement),
    text("legal_basis"),
    code("status", Status, required=True),
    full_date("status_date"),
    *(text(f"operator_{lang}") for lang in ("kk", "ru", "en")),
    text("operator_note"),
    public_id("parent"),
    partial_date("opened_on"),
    partial_date("closed_on"),
    whole("settlement", 1),
    text("settlement_text", 120),
    iso_column("region_iso"),
    *(text(f"address_{lang}") for lang in ("kk", "ru", "en")),
    text("postal_code", 10),
    lat_column(),
    lon_column(),
    code("precision", Precision),
    several("website", parse_url),
    several("phone", parse_phone),
    several("email", parse_email),
    several("instagram", parse_url),
    several("telegram", parse_url),
    several("sectors", lambda cell: parse_code(cell, Sector)),
    several("services", lambda cell: parse_code(cell, Service)),
    several("stages", lambda cell: parse_code(cell, Stage)),
    whole("trl_from", 1, 9),
    whole("trl_to", 1, 9),
    several("languages", lambda cell: parse_code(cell, Language)),
    several("capacities", parse_figure),
    *(text(f"description_{lang}", 4000) for lang in LANGUAGES),
    code("confidence", Confidence, required=True),
    url("source_url", 600),
    text("source_title"),
    full_date("seen_on"),
)

PROGRAMMES = (
    public_id("facility", required=True),
    *(text(f"name_{lang}") for lang in LANGUAGES),
    code("type", ProgrammeType),
    full_date("starts_on"),
    full_date("ends_on"),
    whole("duration_weeks", 1, 520),
    full_date("application_deadline"),
    number("equity_percent", 0, 100),
    whole("seats", 1),
    url("url"),
)
