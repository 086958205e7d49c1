"""The step that says where a facility is: address, region and pin go together."""

from typing import Any

from wtforms import BooleanField, SelectField, ValidationError

from registry.columns import parse_number
from registry.facilities.record import Values
from registry.facilities.vocabulary import Precision
from registry.geo import Point
from registry.i18n import _, _l, best
from registry.moderation.forms.base import (
    StepForm,
    choice,
    filled_texts,
    line,
    number,
    numeral,
    read,
    texts,
)
from registry.moderation.queries.settlements import named
from registry.places import pins, queries
from registry.places.geocoder import Found

PERSON = "person"
"""Who gave a pin that somebody set by hand."""

SAME = 5e-6
"""Degrees, half a metre: pins nearer than this are the same."""

EMPTY: Values = {
    "address": {},
    "settlement_id": None,
    "settlement_text": "",
    "region_iso": None,
    "postal_code": "",
    "lat": None,
    "lon": None,
    "provider": "",
    "confidence": None,
    "is_pin_confirmed": False,
    "precision": None,
}


def _degrees(low: float, high: float) -> Any:
    return number(lambda text: parse_number(text, low, high))


class WhereForm(StepForm):
    """Address, settlement, region and pin."""

    name = "where"
    title = _l("Where it is")
    of = ("place",)

    address_kk = line()
    address_ru = line()
    address_en = line()
    address_fr = line()
    settlement = line(120)
    region_iso = SelectField(default="")
    postal_code = line(10)
    lat = _degrees(-180, 180)
    lon = _degrees(-180, 180)
    precision = choice(Precision, _l("Not known"))
    is_pin_confirmed = BooleanField(default=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the regions in the reader's language."""
        super().__init__(*args, **kwargs)
        names = {one.iso: best(one.short_names).value for one in queries.regions()}
        ordered = dict(sorted(names.items(), key=lambda item: item[1]))
        self.region_iso.choices = {"": _("Choose one"), **ordered}

    def validate_region_iso(self, field: Any) -> None:
        """Ask for the region, unless the pin tells it, or a settlement that has no namesake."""
        if field.data or self.point():
            return
        known = named(self.settlement.data, None)
        if known is None:
            raise ValidationError(_("Choose the region, or set the pin."))
        field.data = known.region_iso

    def validate_lat(self, field: Any) -> None:
        """Hold the pin to the rules: in its region, in the country, not swapped, not at 0, 0."""
        if bool(self.lat.data) != bool(self.lon.data):
            raise ValidationError(_("Give both latitude and longitude, or neither."))
        if not self.is_readable() or not queries.boundaries():
            return
        verdict = self._verdict()
        if not verdict.is_right:
            names = {one.iso: best(one.short_names).value for one in queries.regions()}
            raise ValidationError(pins.sentence(verdict, names))

    def is_readable(self) -> bool:
        """Tell whether both coordinates are numbers."""
        try:
            float(self.lat.data), float(self.lon.data)
        except (TypeError, ValueError):
            return False
        return True

    def _verdict(self) -> pins.Verdict:
        lat, lon = float(self.lat.data), float(self.lon.data)
        return pins.check(lat, lon, queries.outlines(), self.region_iso.data or None)

    def point(self) -> Point | None:
        """Return the pin as it was typed; None without one, and for one that cannot be."""
        if not self.is_readable():
            return None
        lat, lon = float(self.lat.data), float(self.lon.data)
        return Point(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None

    @classmethod
    def data_of(cls, values: Values) -> dict[str, Any]:
        """Return what stands in the fields."""
        place = values["place"] or EMPTY
        return {
            **filled_texts("address", place["address"]),
            "settlement": settlement_name(place),
            "region_iso": place["region_iso"] or "",
            "postal_code": place["postal_code"],
            "lat": numeral(place["lat"]),
            "lon": numeral(place["lon"]),
            "precision": place["precision"] or "",
            "is_pin_confirmed": place["is_pin_confirmed"],
        }

    def wanted(self, before: Values) -> Values:
        """Return what was typed; who gave a pin stays on record as long as it stands there."""
        old = before["place"] or EMPTY
        place = old | {
            "address": texts(self, "address"),
            "region_iso": self.region_iso.data or None,
            "postal_code": self.postal_code.data,
        }
        if self.settlement.data != settlement_name(old) or place["region_iso"] != old["region_iso"]:
            place |= settlement_of(self.settlement.data, place["region_iso"])
        place |= self._pin(old)
        if place["region_iso"] is None and place["lat"] is not None:
            place["region_iso"] = queries.region_at(Point(place["lat"], place["lon"]))
        return {"place": None if place == EMPTY else place}

    def _pin(self, old: Values) -> Values:
        lat, lon = read(float, self.lat.data), read(float, self.lon.data)
        if lat is None or lon is None:
            return {name: EMPTY[name] for name in PIN}
        is_old = old["lat"] is not None and (
            abs(lat - old["lat"]) < SAME and abs(lon - old["lon"]) < SAME
        )
        chosen = self.precision.data or (old["precision"] if is_old else Precision.BUILDING.value)
        pin = {"precision": chosen, "is_pin_confirmed": bool(self.is_pin_confirmed.data)}
        if is_old:
            return pin
        return pin | {"lat": lat, "lon": lon, "provider": PERSON, "confidence": None}

    def question(self) -> tuple[str, str | None, str, str]:
        """Return what a geocoder is asked: address, region, settlement, language."""
        address = best(texts(self, "address"), "ru")
        return address.value, self.region_iso.data or None, self.settlement.data, address.lang


PIN = ("lat", "lon", "provider", "confidence", "is_pin_confirmed", "precision")


def with_pin(values: Values, found: Found) -> Values:
    """Return values of a place with the pin that a geocoder found."""
    place = (values["place"] or EMPTY) | {
        "lat": found.point.lat,
        "lon": found.point.lon,
        "precision": found.precision,
        "provider": found.provider,
        "confidence": found.confidence,
        "is_pin_confirmed": False,
    }
    place["region_iso"] = place["region_iso"] or found.region_iso
    return {"place": place}


def settlement_name(place: Values) -> str:
    """Return the settlement of a place as the reader calls it."""
    known = queries.settlement(place["settlement_id"]) if place["settlement_id"] else None
    return best(known.names).value if known else place["settlement_text"]


def settlement_of(typed: str, region_iso: str | None) -> Values:
    """Return the settlement that somebody typed: one of ours where exactly one has the name."""
    if found := named(typed, region_iso):
        return {"settlement_id": found.id, "settlement_text": ""}
    return {"settlement_id": None, "settlement_text": typed}
