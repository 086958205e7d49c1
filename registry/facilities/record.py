"""The one list of fields of a record, and a record as values that JSON can hold. Pure.

Form, import, history and interfaces read this list. A value is None or empty when nobody knows.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from registry.facilities.vocabulary import DatePrecision, Word
from registry.i18n import _l

Value = Any
"""What JSON can hold: text, number, list, dict by text, None."""

Values = dict[str, Value]
"""Values by the names of fields."""

Changes = dict[str, dict[str, Value]]
"""By the name of a field: {"old": value, "new": value}."""

LENGTHS = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7, DatePrecision.DAY: 10}


class Field(NamedTuple):
    """A field of a record."""

    name: str
    label: Any
    read: Callable[[Any], Value]  # of a facility, its value
    is_risky: bool = True  # whether a wrong value misleads people
    empty: Value = None  # the value of what nobody knows


def partial(day: date | None, precision: DatePrecision | None) -> str | None:
    """Return a date as far as it is known: 2018, 2018-11 or 2018-11-05; None for none.

    >>> partial(date(2018, 11, 1), DatePrecision.MONTH)
    '2018-11'
    """
    return day.isoformat()[: LENGTHS[precision or DatePrecision.DAY]] if day else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _code(word: Word | None) -> str | None:
    return word.value if word else None


def _plain(name: str) -> Callable[[Any], Value]:
    return lambda facility: getattr(facility, name)


def _texts(name: str) -> Callable[[Any], Value]:
    return lambda facility: dict(sorted((getattr(facility, name) or {}).items()))


def _coded(name: str) -> Callable[[Any], Value]:
    return lambda facility: _code(getattr(facility, name))


def _codes(name: str) -> Callable[[Any], Value]:
    return lambda facility: [word.value for word in getattr(facility, name)]


def _former_names(facility: Any) -> Value:
    return [
        {
            "name": one.name,
            "from": partial(one.valid_from, one.date_precision),
            "to": partial(one.valid_to, one.date_precision),
        }
        for one in facility.former_names
    ]


def _contacts(facility: Any) -> Value:
    return [{"type": one.type.value, "value": one.value} for one in facility.contacts]


def _services(facility: Any) -> Value:
    offers = {offer.service: offer for offer in facility.service_offers}
    return [
        {
            "service": service.value,
            "conditions": offers[service].conditions or "",
            "price_kzt": offers[service].price_kzt,
            "is_free": offers[service].is_free,
            "url": offers[service].url or "",
        }
        for service in facility.services
    ]


def _capacities(facility: Any) -> Value:
    return [
        {"indicator": one.indicator.value, "value": one.value, "as_of": _iso(one.as_of)}
        for one in sorted(facility.capacities, key=lambda one: one.indicator.value)
    ]


PROGRAMME_DATES = ("starts_on", "ends_on", "application_deadline")
PROGRAMME_PLAIN = ("duration_weeks", "equity_percent", "seats", "url")


def _programmes(facility: Any) -> Value:
    return [
        {
            "names": dict(sorted(one.names.items())),
            "type": _code(one.type),
            **{name: _iso(getattr(one, name)) for name in PROGRAMME_DATES},
            **{name: getattr(one, name) for name in PROGRAMME_PLAIN},
        }
        for one in facility.programmes
    ]


PIN = ("lat", "lon", "provider", "confidence", "is_pin_confirmed")


def _place(facility: Any) -> Value:
    """Return where it is now: address, settlement, region and pin go together, as one field."""
    place = facility.location
    if place is None:
        return None
    return {
        "address": dict(sorted((place.address or {}).items())),
        "settlement_id": place.settlement_id,
        "settlement_text": place.settlement_text or "",
        "region_iso": place.region_iso,
        "postal_code": place.postal_code or "",
        **{name: getattr(place, name) for name in PIN},
        "precision": _code(place.precision),
    }


def _parent(facility: Any) -> Value:
    return facility.parent.public_id if facility.parent else None


FIELDS: tuple[Field, ...] = (
    Field("names", _l("Names"), _texts("names"), empty={}),
    Field("short_name", _l("Short name"), _plain("short_name"), empty=""),
    Field("kind", _l("Kind"), _coded("kind")),
    Field("status", _l("Status"), _coded("status")),
    Field("status_date", _l("Status since"), lambda f: _iso(f.status_date)),
    Field("descriptions", _l("Description"), _texts("descriptions"), is_risky=False, empty={}),
    Field("operator_id", _l("Operator"), _plain("operator_id")),
    Field("operator_note", _l("Note on the operator"), _plain("operator_note"), empty=""),
    Field("parent", _l("Part of"), _parent),
    Field("legal_element", _l("Element in law"), _coded("legal_element")),
    Field("legal_basis", _l("Legal basis"), _plain("legal_basis"), empty=""),
    Field("opened_on", _l("Opened"), lambda f: partial(f.opened_on, f.opened_precision)),
    Field("closed_on", _l("Closed"), lambda f: partial(f.closed_on, f.closed_precision)),
    Field("former_names", _l("Former names"), _former_names, empty=[]),
    Field("place", _l("Place"), _place),
    Field("contacts", _l("Contacts"), _contacts, empty=[]),
    Field("opening_hours", _l("Opening hours"), _texts("opening_hours"), is_risky=False, empty={}),
    Field("services", _l("Services"), _services, empty=[]),
    Field("sectors", _l("Sectors"), _codes("sectors"), empty=[]),
    Field("stages", _l("Stages of startups"), _codes("stages"), empty=[]),
    Field("languages", _l("Working languages"), _codes("languages"), empty=[]),
    Field("trl_from", _l("Technology readiness from"), _plain("trl_from")),
    Field("trl_to", _l("Technology readiness to"), _plain("trl_to")),
    Field("capacities", _l("Capacity"), _capacities, empty=[]),
    Field("programmes", _l("Programmes"), _programmes, is_risky=False, empty=[]),
)

BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}

NOTHING: Values = {field.name: field.empty for field in FIELDS}
"""The values of a record that does not exist yet."""


def snapshot(facility: Any) -> Values:
    """Return all values of a record, in the order of FIELDS."""
    return {field.name: field.read(facility) for field in FIELDS}


def difference(old: Mapping[str, Value], new: Mapping[str, Value]) -> Changes:
    """Return the fields of `new` that differ from `old`, in the order of FIELDS.

    A field that `new` does not name stays as it is.

    >>> difference({"kind": "it_hub", "short_name": "A"}, {"kind": "fab_lab", "short_name": "A"})
    {'kind': {'old': 'it_hub', 'new': 'fab_lab'}}
    """
    return {
        field.name: {"old": old.get(field.name, field.empty), "new": new[field.name]}
        for field in FIELDS
        if field.name in new and old.get(field.name, field.empty) != new[field.name]
    }


def reversed_changes(changes: Changes) -> Changes:
    """Return the changes that take these back.

    >>> reversed_changes({"kind": {"old": "it_hub", "new": "fab_lab"}})
    {'kind': {'old': 'fab_lab', 'new': 'it_hub'}}
    """
    return {name: {"old": one["new"], "new": one["old"]} for name, one in changes.items()}


def overtaken(changes: Changes, current: Mapping[str, Value]) -> list[str]:
    """Return the fields whose present value is neither the one the author saw nor the wanted one.

    >>> overtaken({"kind": {"old": "it_hub", "new": "fab_lab"}}, {"kind": "data_center"})
    ['kind']
    """
    return [
        name
        for name, one in changes.items()
        if current.get(name, BY_NAME[name].empty) not in (one["old"], one["new"])
    ]


def is_risky(names: Iterable[str], harmless: Iterable[str] | None = None) -> bool:
    """Tell whether a change of these fields has to be reviewed before it is public.

    Args:
        names: Of the fields that change.
        harmless: Fields that may go live at once; those of FIELDS without risk when left out.
    """
    free = {f.name for f in FIELDS if not f.is_risky} if harmless is None else set(harmless)
    return not set(names) <= free
