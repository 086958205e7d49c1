"""The step that says how much a facility holds, and which programmes it runs."""

from datetime import date
from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from registry.accounts.forms import plain
from registry.columns import LARGEST, Unfit, parse_number, parse_partial_date
from registry.facilities.indicators import CAPACITY, Indicator
from registry.facilities.record import Value, Values
from registry.facilities.vocabulary import ProgrammeType
from registry.i18n import _, _l
from registry.moderation.forms.base import (
    Row,
    StepForm,
    address,
    choice,
    filled_texts,
    fits,
    kept,
    line,
    number,
    numeral,
    read,
    rows,
    texts,
)

PROGRAMMES_MOST = 50
MOST = 1e12


def amount(text: str) -> float:
    """Return a figure that is not negative."""
    return parse_number(text, 0, MOST)


def whole(text: str) -> int:
    """Return a count."""
    value = parse_number(text, 0, LARGEST)
    if value != int(value):
        raise Unfit(_("“%(cell)s” is not a whole number.", cell=text))
    return int(value)


def share(text: str) -> float:
    """Return a share in per cent."""
    return parse_number(text, 0, 100)


def day(text: str) -> str:
    """Return a day as the record has it."""
    found = parse_partial_date(text)
    if found.precision != "day":
        raise Unfit(_("“%(cell)s” lacks the day: write it as 2018-11-05.", cell=text))
    return found.day.isoformat()


def _day() -> StringField:
    return StringField(filters=[plain], validators=[fits(day)], default="")


class CapacityRow(Row):
    """One figure; every indicator of the record has its row."""

    indicator = HiddenField()
    value = number(amount)
    as_of = _day()

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody gave the figure; zero is a figure."""
        return not self.value.data

    @property
    def word(self) -> Indicator:
        """The indicator that the row is about."""
        return Indicator(self.indicator.data)

    def validate_value(self, field: Any) -> None:
        """Refuse half a thing where things are counted."""
        try:
            if self.word.is_whole and float(field.data) != int(float(field.data)):
                raise ValidationError(_("This has to be a whole number."))
        except ValueError as error:
            raise ValidationError(_("This is not a number such as 12.5.")) from error

    def figure(self) -> Value:
        """Return it as the record has it."""
        return {
            "indicator": self.indicator.data,
            "value": float(self.value.data),
            "as_of": read(day, self.as_of.data),
        }


class ProgrammeRow(Row):
    """One programme."""

    names_kk = line()
    names_ru = line()
    names_en = line()
    names_fr = line()
    type = choice(ProgrammeType, _l("Not known"))
    starts_on = _day()
    ends_on = _day()
    application_deadline = _day()
    duration_weeks = number(whole)
    equity_percent = number(share)
    seats = number(whole)
    url = address()

    def validate_names_kk(self, _field: Any) -> None:
        """Ask for a name in one language at least."""
        if not texts(self, "names"):
            raise ValidationError(_("Give the name in one language at least."))

    def validate_ends_on(self, field: Any) -> None:
        """Refuse an end before the beginning."""
        if field.data and self.starts_on.data and _before(field.data, self.starts_on.data):
            raise ValidationError(_("The programme ends before it begins."))

    def value(self) -> Value:
        """Return it as the record has it."""
        return {
            "names": texts(self, "names"),
            "type": self.type.data or None,
            "starts_on": read(day, self.starts_on.data),
            "ends_on": read(day, self.ends_on.data),
            "application_deadline": read(day, self.application_deadline.data),
            "duration_weeks": read(whole, self.duration_weeks.data),
            "equity_percent": read(share, self.equity_percent.data),
            "seats": read(whole, self.seats.data),
            "url": self.url.data,
        }


def _before(one: str, other: str) -> bool:
    try:
        return date.fromisoformat(one) < date.fromisoformat(other)
    except ValueError:
        return False  # said at the field itself


class CapacityForm(StepForm):
    """Figures and programmes."""

    name = "capacity"
    title = _l("Capacity and programmes")
    of = ("capacities", "programmes")
    lists = {"programmes": 1}

    capacities = rows(CapacityRow, len(Indicator))
    programmes = rows(ProgrammeRow, PROGRAMMES_MOST)

    def validate_capacities(self, field: Any) -> None:
        """Refuse figures that cannot be true together."""
        codes = [entry.form.indicator.data for entry in field]
        if len(set(codes)) != len(codes) or not set(codes) <= {one.value for one in Indicator}:
            raise ValidationError(_("The form was sent incomplete. Please load the page anew."))
        found = {one.indicator.data: _number(one.value.data) for one in kept(field)}
        areas = ("occupied_area", "rentable_area", "gross_floor_area")
        known = [area for name in areas if (area := found.get(name)) is not None]
        if known != sorted(known):
            raise ValidationError(
                _("The occupied area is at most the rentable one, and that at most the whole.")
            )

    @classmethod
    def data_of(cls, values: Values) -> dict[str, Any]:
        """Return what stands in the fields."""
        there = {one["indicator"]: one for one in values["capacities"]}
        asked = [*CAPACITY, *(Indicator(code) for code in there if Indicator(code) not in CAPACITY)]
        return {
            "capacities": [_figure(word, there.get(word.value)) for word in asked],
            "programmes": [_programme(one) for one in values["programmes"]],
        }

    def wanted(self, before: Values) -> Values:
        """Return what was typed."""
        figures = [one.figure() for one in kept(self.capacities)]
        return {
            "capacities": sorted(figures, key=lambda one: one["indicator"]),
            "programmes": [one.value() for one in kept(self.programmes)],
        }


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _figure(word: Indicator, value: Value) -> dict[str, Any]:
    if value is None:
        return {"indicator": word.value}
    return {
        "indicator": word.value,
        "value": numeral(value["value"]),
        "as_of": value["as_of"] or "",
    }


def _programme(value: Value) -> dict[str, Any]:
    return {
        **filled_texts("names", value["names"]),
        "type": value["type"] or "",
        **{name: value[name] or "" for name in ("starts_on", "ends_on", "application_deadline")},
        **{name: numeral(value[name]) for name in ("duration_weeks", "equity_percent", "seats")},
        "url": value["url"],
    }
