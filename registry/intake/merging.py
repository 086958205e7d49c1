"""What a record becomes by what a row of a file says of it. Pure.

What the row does not say stays as the record has it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from registry.facilities.record import BY_NAME, Values
from registry.facilities.vocabulary import ContactType, Precision, Status
from registry.intake.cells import VOCABULARIES
from registry.intake.said import CODES
from registry.places.providers import CONFIDENCE

PROVIDER = "source"
"""Who gave the coordinates that stand in such a file."""


def merged(before: Values, said: Mapping[str, Any], operator_id: int | None) -> Values:
    """Return the values that a record gets by what a row says.

    Args:
        before: Of the record; record.NOTHING for a new one.
        said: Values of Said.
        operator_id: Of the operator that the row names.
    """
    after = {name: said[name] for name in BY_NAME if name in said and name not in MERGERS}
    after |= {
        name: merge(before[name], said[name]) for name, merge in MERGERS.items() if name in said
    }
    if "operator" in said and operator_id is not None:
        after["operator_id"] = operator_id
    if not before["kind"]:
        after = {"status": Status.ACTIVE.value} | after
    return after


def _merged_texts(before: Any, said: Any) -> Any:
    return dict(sorted((before | said).items()))


def _merged_contacts(before: Any, said: Any) -> Any:
    """Return the contacts with those of the kinds that the row has in the place of the old."""
    kept = [one for one in before if one["type"] not in said]
    new = [{"type": kind, "value": value} for kind, values in said.items() for value in values]
    order = [kind.value for kind in ContactType]
    old_of = [one for one in before if one["type"] in said]
    if sorted(map(str, old_of)) == sorted(map(str, new)):
        return before
    return sorted([*kept, *new], key=lambda one: order.index(one["type"]))


def _merged_services(before: Any, said: Any) -> Any:
    kept = {one["service"]: one for one in before}
    nothing = {"conditions": "", "price_kzt": None, "is_free": None, "url": ""}
    wanted = sorted(said, key=list(VOCABULARIES["services"]).index)
    return [kept.get(code) or {"service": code, **nothing} for code in wanted]


def _merged_codes(name: str) -> Callable[[Any, Any], Any]:
    return lambda _before, said: sorted(said, key=list(VOCABULARIES[name]).index)


def _merged_capacities(before: Any, said: Any) -> Any:
    kept = {one["indicator"]: one for one in before}
    for code, value in said.items():
        if code not in kept or kept[code]["value"] != value:
            kept[code] = {"indicator": code, "value": value, "as_of": None}
    return sorted(kept.values(), key=lambda one: one["indicator"])


def _merged_former(before: Any, said: Any) -> Any:
    known = {one["name"] for one in before}
    return [*before, *(one for one in said if one["name"] not in known)]


NOWHERE: Values = {
    **{"address": {}, "settlement_id": None, "settlement_text": "", "region_iso": None},
    **{"postal_code": "", "lat": None, "lon": None, "provider": "", "confidence": None},
    **{"is_pin_confirmed": False, "precision": None},
}

WHERE = ("address", "settlement_id", "settlement_text", "region_iso")


def _merged_place(before: Any, said: Any) -> Any:
    """Return the place; an address that changes leaves its old pin behind."""
    old = before or NOWHERE
    new = old | said | {"address": _merged_texts(old["address"], said.get("address", {}))}
    if "region_iso" in said and said["region_iso"] != old["region_iso"]:
        new["settlement_id"] = said.get("settlement_id")
        new["settlement_text"] = said.get("settlement_text", "")
    if "lat" in said and (said["lat"], said["lon"]) != (old["lat"], old["lon"]):
        confidence = CONFIDENCE[Precision(said["precision"])]
        return new | {
            "provider": PROVIDER, "confidence": confidence, "is_pin_confirmed": False,
        }  # fmt: skip
    if "lat" in said:
        return new | {"precision": old["precision"]}
    if old["lat"] is not None and any(new[name] != old[name] for name in WHERE if old[name]):
        return new | {name: NOWHERE[name] for name in PIN}
    return new


PIN = ("lat", "lon", "provider", "confidence", "is_pin_confirmed", "precision")

MERGERS: dict[str, Callable[[Any, Any], Any]] = {
    "names": _merged_texts,
    "descriptions": _merged_texts,
    "contacts": _merged_contacts,
    "services": _merged_services,
    "capacities": _merged_capacities,
    "former_names": _merged_former,
    "place": _merged_place,
    **{name: _merged_codes(name) for name in CODES},
}
