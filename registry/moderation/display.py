"""Values of a record as lines for people, and changes field by field."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from registry.db import db
from registry.facilities.drawings import provider_name
from registry.facilities.indicators import Indicator
from registry.facilities.models import Organisation
from registry.facilities.record import BY_NAME, Changes, Value, Values
from registry.facilities.vocabulary import (
    ContactType,
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
from registry.i18n import NATIVE_NAMES, _, best
from registry.pages import number
from registry.places import queries as places

Lines = list[str]


class FieldChange(NamedTuple):
    """A change of one field, as people read it."""

    name: str
    label: str
    old: list[tuple[str, bool]]  # lines, and whether they go
    new: list[tuple[str, bool]]  # lines, and whether they come
    current: Lines | None  # what others made of it meanwhile; None when nobody did
    objection: str


def field_changes(
    changes: Changes, current: Values | None = None, objections: Mapping[str, str] | None = None
) -> list[FieldChange]:
    """Return changes in the order of the record.

    Args:
        changes: As a proposal holds them.
        current: The values of the record now, for fields that others changed meanwhile.
        objections: What reviewers said, by field.
    """
    return [
        _change(name, changes[name], current, (objections or {}).get(name, ""))
        for name in BY_NAME
        if name in changes
    ]


def _change(name: str, one: Mapping[str, Value], current: Values | None, said: str) -> FieldChange:
    old, new = lines(name, one["old"]), lines(name, one["new"])
    meanwhile = None
    if current is not None and current.get(name) not in (one["old"], one["new"]):
        meanwhile = lines(name, current.get(name))
    return FieldChange(
        name,
        str(BY_NAME[name].label),
        [(line, line not in new) for line in old],
        [(line, line not in old) for line in new],
        meanwhile,
        said,
    )


def lines(name: str, value: Value) -> Lines:
    """Return a value of a field as lines of text; none for what is not known."""
    if value in (None, "", [], {}):
        return []
    return READERS.get(name, _plain)(value)


def _plain(value: Value) -> Lines:
    return [str(value)]


def _texts(value: Value) -> Lines:
    return [f"{NATIVE_NAMES.get(lang, lang)}: {text}" for lang, text in value.items()]


def _code(vocabulary: Any) -> Callable[[Value], Lines]:
    return lambda value: [str(vocabulary(value).label)]


def _codes(vocabulary: Any) -> Callable[[Value], Lines]:
    return lambda value: [str(vocabulary(code).label) for code in value]


def _operator(value: Value) -> Lines:
    found = db.session.get(Organisation, value)
    return [best(found.names).value if found else str(value)]


def _former(value: Value) -> Lines:
    return [f"{one['name']} ({one['from'] or '…'} – {one['to'] or '…'})" for one in value]


def _place(value: Value) -> Lines:
    regions = {one.iso: best(one.names).value for one in places.regions()}
    town = places.settlement(value["settlement_id"]) if value["settlement_id"] else None
    found = [
        *_texts(value["address"]),
        best(town.names).value if town else value["settlement_text"],
        regions.get(value["region_iso"], value["region_iso"] or ""),
        value["postal_code"],
    ]
    if value["lat"] is not None:
        found.append(f"{value['lat']:.5f}, {value['lon']:.5f}")
        about = [str(Precision(value["precision"]).label)] if value["precision"] else []
        about += [provider_name(value["provider"])] if value["provider"] else []
        about += [_("confirmed by a person")] if value["is_pin_confirmed"] else []
        found.append(_("Pin: %(about)s", about=", ".join(about)) if about else "")
    return [line for line in found if line]


def _contacts(value: Value) -> Lines:
    return [f"{ContactType(one['type']).label}: {one['value']}" for one in value]


def _services(value: Value) -> Lines:
    return [_service(one) for one in value]


def _service(one: Value) -> str:
    parts = [str(Service(one["service"]).label)]
    if one["is_free"] is not None:
        parts.append(_("free of charge") if one["is_free"] else _("for a fee"))
    if one["price_kzt"] is not None:
        parts.append(f"{number(one['price_kzt'])} ₸")
    return " · ".join([*parts, *filter(None, (one["conditions"], one["url"]))])


def _capacities(value: Value) -> Lines:
    return [
        f"{Indicator(one['indicator']).label}: {number(one['value'], 2)}"
        + (f" ({one['as_of']})" if one["as_of"] else "")
        for one in value
    ]


def _programmes(value: Value) -> Lines:
    return [_programme(one) for one in value]


def _programme(one: Value) -> str:
    parts = [best(one["names"]).value]
    if one["type"]:
        parts.append(str(ProgrammeType(one["type"]).label))
    if one["starts_on"] or one["ends_on"]:
        parts.append(f"{one['starts_on'] or '…'} – {one['ends_on'] or '…'}")
    if one["application_deadline"]:
        parts.append(_("apply by %(day)s", day=one["application_deadline"]))
    if one["seats"] is not None:
        parts.append(_("places: %(count)s", count=one["seats"]))
    return " · ".join([*parts, *([one["url"]] if one["url"] else [])])


READERS: dict[str, Callable[[Value], Lines]] = {
    **dict.fromkeys(("names", "descriptions", "opening_hours"), _texts),
    "kind": _code(Kind),
    "status": _code(Status),
    "legal_element": _code(LegalElement),
    "sectors": _codes(Sector),
    "stages": _codes(Stage),
    "languages": _codes(Language),
    "operator_id": _operator,
    "former_names": _former,
    "place": _place,
    "contacts": _contacts,
    "services": _services,
    "capacities": _capacities,
    "programmes": _programmes,
}
