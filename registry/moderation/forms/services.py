"""The step that says what a facility does, and for whom."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.validators import ValidationError

from registry.columns import LARGEST, parse_number
from registry.facilities.record import Value, Values
from registry.facilities.vocabulary import Language, Sector, Service, Stage
from registry.i18n import _, _l
from registry.moderation.forms.base import (
    Row,
    StepForm,
    address,
    at_most,
    named,
    number,
    numeral,
    read,
    rows,
    several,
    wording,
)

FREE = {"": _l("Not known"), "yes": _l("Free of charge"), "no": _l("For a fee")}
IS_FREE = {"yes": True, "no": False}


def price(text: str) -> int:
    """Return a price in whole tenge."""
    return int(parse_number(text, 0, LARGEST))


class ServiceRow(Row):
    """One service; every one of the vocabulary has its row."""

    service = HiddenField()
    offered = BooleanField()
    conditions = TextAreaField(filters=[wording], validators=[at_most(1000)], default="")
    price_kzt = number(price)
    free = SelectField(choices=named(FREE), default="")
    url = address()

    @property
    def is_empty(self) -> bool:
        """Tell whether it is not offered."""
        return not self.offered.data

    @property
    def word(self) -> Service:
        """The service that the row is about."""
        return Service(self.service.data)

    def value(self) -> Value:
        """Return it as the record has it."""
        return {
            "service": self.service.data,
            "conditions": self.conditions.data,
            "price_kzt": read(price, self.price_kzt.data),
            "is_free": IS_FREE.get(self.free.data),
            "url": self.url.data,
        }


LEVELS = {"": _l("Not known"), **{str(level): str(level) for level in range(1, 10)}}


class ServicesForm(StepForm):
    """Services, sectors, stages, languages, readiness levels."""

    name = "services"
    title = _l("Services")
    of = ("services", "sectors", "stages", "languages", "trl_from", "trl_to")

    services = rows(ServiceRow, len(Service))
    sectors = several(Sector)
    stages = several(Stage)
    languages = several(Language)
    trl_from = SelectField(choices=named(LEVELS), default="")
    trl_to = SelectField(choices=named(LEVELS), default="")

    def validate_services(self, field: Any) -> None:
        """Refuse rows that are not those of the vocabulary."""
        if [entry.form.service.data for entry in field] != list(Service):
            raise ValidationError(_("The form was sent incomplete. Please load the page anew."))

    def validate_trl_to(self, field: Any) -> None:
        """Refuse levels that end before they begin."""
        if field.data and int(field.data) < int(self.trl_from.data or 1):
            raise ValidationError(_("The last level is below the first."))

    @classmethod
    def data_of(cls, values: Values) -> dict[str, Any]:
        """Return what stands in the fields."""
        there = {one["service"]: one for one in values["services"]}
        level = {None: ""}
        return {
            "services": [_row(service, there.get(service)) for service in Service],
            **{name: values[name] for name in ("sectors", "stages", "languages")},
            **{name: level.get(values[name], str(values[name])) for name in ("trl_from", "trl_to")},
        }

    def wanted(self, before: Values) -> Values:
        """Return what was typed."""
        trl_from = read(int, self.trl_from.data)
        trl_to = read(int, self.trl_to.data)
        return {
            "services": [entry.form.value() for entry in self.services if not entry.form.is_empty],
            "sectors": _in_order(Sector, self.sectors.data),
            "stages": _in_order(Stage, self.stages.data),
            "languages": _in_order(Language, self.languages.data),
            "trl_from": trl_from if trl_from or not trl_to else 1,
            "trl_to": trl_to,
        }


def _in_order(vocabulary: Any, chosen: Any) -> list[str]:
    return [word.value for word in vocabulary if word.value in (chosen or ())]


def _row(service: Service, offer: Value) -> dict[str, Any]:
    if offer is None:
        return {"service": service.value, "offered": False}
    free = {True: "yes", False: "no"}
    return {
        "service": service.value,
        "offered": True,
        "conditions": offer["conditions"],
        "price_kzt": numeral(offer["price_kzt"]),
        "free": free.get(offer["is_free"], ""),
        "url": offer["url"],
    }
