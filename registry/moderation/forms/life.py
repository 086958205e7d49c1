"""What somebody says about an event in the life of a facility."""

from datetime import date
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from registry.accounts.forms import plain
from registry.columns import Unfit, parse_partial_date
from registry.db import Texts
from registry.forms import QueryForm
from registry.i18n import LANGUAGES, _, _l
from registry.moderation.forms.base import at_most, filled_texts, line, texts, wording


class EventForm(QueryForm):
    """When something happened, and how it is known."""

    on = StringField(_l("On which day"), [InputRequired(_l("Give the day."))], filters=[plain])
    reason = TextAreaField(_l("How is it known?"), [at_most(700)], filters=[wording], default="")

    def validate_on(self, field: Any) -> None:
        """Take a whole date."""
        try:
            is_day = parse_partial_date(field.data or "").precision == "day"
        except Unfit:
            is_day = False
        if not is_day:
            raise ValidationError(_("Write the day as 2026-05-31."))

    @property
    def day(self) -> date:
        """The day, of a valid form."""
        return date.fromisoformat(str(self.on.data))


class RenamedForm(EventForm):
    """The new name, by language."""

    names_kk = line()
    names_ru = line()
    names_en = line()
    names_fr = line()

    @classmethod
    def filled(cls, names: Texts) -> "RenamedForm":
        """Return the form with the present names."""
        return cls(data=filled_texts("names", names))

    @property
    def names(self) -> Texts:
        """The new names, of a valid form."""
        return texts(self, "names")

    def validate_names_kk(self, _field: Any) -> None:
        """Ask for a name in one language at least."""
        if not any(self[f"names_{code}"].data for code in LANGUAGES):
            raise ValidationError(_("Give the new name in one language at least."))
