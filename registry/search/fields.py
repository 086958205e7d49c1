"""Fields of the search's address: each reads its parameter or says in a sentence what is wrong."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from flask_babel import format_decimal
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from registry.facilities.vocabulary import Word
from registry.geo import Box
from registry.i18n import _
from registry.search.near import coordinates, is_on_earth, written_box

LONGEST = 200
"""Characters that a text in the address may have."""

RADIUS_MIN_KM = 1.0

SHOWN = 60
"""Characters of a wrong value that are shown to the one who sent it."""


def shown(value: str) -> str:
    """Return a wrong value fit for a page: printable and short."""
    short = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "\ufffd" for c in short)


def is_plain(text: str) -> bool:
    """Tell whether a text is free of control characters and of halves of characters."""
    return not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\r\n" for c in text)


class Words(StringField):
    """A short text; white space becomes single spaces."""

    def __init__(self, *args: Any, longest: int = LONGEST, **kwargs: Any) -> None:
        """Take a text of so many characters at most."""
        self.longest = longest
        super().__init__(*args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = ""
        if not is_plain(text):
            raise ValueError(_("This text holds characters that cannot be read."))
        if len(text) > self.longest:
            raise ValueError(
                _("This text is too long: %(most)s characters are enough.", most=self.longest)
            )
        self.data = " ".join(text.split())


class Kilometres(StringField):
    """A radius in kilometres; None when there is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value; a comma may separate decimals."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        most = current_app.config["SEARCH_RADIUS_MAX_KM"]
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            found = 0.0
        if not RADIUS_MIN_KM <= found <= most:
            raise ValueError(
                _(
                    "Give a radius of %(least)s to %(most)s kilometres.",
                    least=format_decimal(RADIUS_MIN_KM),
                    most=format_decimal(most),
                )
            )
        self.data = found

    def _value(self) -> str:
        return "" if self.data is None else f"{self.data:g}"


class Position(StringField):
    """A point: latitude,longitude in degrees; None where none is given."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = coordinates(text)
        if text and (self.data is None or not is_on_earth(self.data)):
            raise ValueError(_("Give the point as latitude and longitude in degrees."))


class MapBox(StringField):
    """The part of a map that is searched: south,west,north,east in degrees; None for all."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            box = Box(*map(float, text.split(",")))
        except (TypeError, ValueError):
            raise ValueError(
                _("Give the map area as south, west, north and east in degrees.")
            ) from None
        if not (-90 <= box.south < box.north <= 90 and -180 <= box.west < box.east <= 180):
            raise ValueError(
                _("This map area is impossible: south lies below north, west before east.")
            )
        self.data = box

    def _value(self) -> str:
        return written_box(self.data) if self.data else ""


def offered(labels: Mapping[str, Any]) -> list[SelectChoice]:
    """Return choices from labels by code; labels may be lazy."""
    return [SelectChoice(code, label) for code, label in labels.items()]


def of_words(words: Iterable[Word]) -> list[SelectChoice]:
    """Return choices from a vocabulary."""
    return offered({word.value: word.label for word in words})


class Choices(SelectMultipleField):
    """Any number of choices, drawn as check boxes; their order is that of the list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take every value once."""
        asked = [str(value) for value in valuelist if value != ""]
        known = [code for code in self.labels if code in asked]
        self.data = known + [code for code in dict.fromkeys(asked) if code not in known]

    @property
    def labels(self) -> dict[str, str]:
        """What can be chosen, by code."""
        return {choice.value: choice.label for choice in self.choices or []}

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be chosen."""
        for code in self.data or []:
            if code not in self.labels:
                raise ValidationError(_("“%(code)s” cannot be chosen here.", code=shown(code)))


class Choice(SelectField):
    """One choice; the empty one stands for none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value."""
        self.data = str(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be chosen."""
        if self.data not in [choice.value for choice in self.choices or []]:
            raise ValidationError(_("“%(code)s” cannot be chosen here.", code=shown(self.data)))


class Flag(BooleanField):
    """On with 1, off without."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = text == "1"
        if text not in ("", "0", "1"):
            raise ValueError(_("This is either on, with 1, or left out."))

    def _value(self) -> str:
        return "1"
