"""The step that says what a facility is."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from registry.columns import parse_partial_date
from registry.db import today
from registry.facilities.record import Values
from registry.facilities.vocabulary import Kind, LegalElement, Status
from registry.i18n import _, _l
from registry.moderation.forms.base import (
    StepForm,
    at_most,
    choice,
    filled_texts,
    fits,
    line,
    plain,
    texts,
    wording,
)


def _description() -> TextAreaField:
    return TextAreaField(filters=[wording], validators=[at_most(4000)], default="")


class WhatForm(StepForm):
    """Name, kind, status, description."""

    name = "what"
    title = _l("What it is")
    of = (
        "names",
        "short_name",
        "kind",
        "status",
        "status_date",
        "descriptions",
        "legal_element",
        "opened_on",
    )

    names_kk = line()
    names_ru = line()
    names_en = line()
    names_fr = line()
    short_name = line(60)
    kind = choice(Kind, _l("Choose one"), InputRequired(_l("Choose what kind it is.")))
    status = choice(Status)
    opened_on = StringField(filters=[plain], validators=[fits(parse_partial_date)], default="")
    legal_element = choice(LegalElement, _l("None, or not known"))
    descriptions_kk = _description()
    descriptions_ru = _description()
    descriptions_en = _description()
    descriptions_fr = _description()

    def validate_names_kk(self, _field: Any) -> None:
        """Ask for a name in one language at least."""
        if not texts(self, "names"):
            raise ValidationError(_("Give the name in one language at least."))

    @classmethod
    def data_of(cls, values: Values) -> dict[str, Any]:
        """Return what stands in the fields."""
        return {
            **filled_texts("names", values["names"]),
            **filled_texts("descriptions", values["descriptions"]),
            "short_name": values["short_name"],
            "kind": values["kind"] or "",
            "status": values["status"] or Status.ACTIVE.value,
            "opened_on": values["opened_on"] or "",
            "legal_element": values["legal_element"] or "",
        }

    def wanted(self, before: Values) -> Values:
        """Return what was typed; a new status holds from today."""
        has_turned = before["status"] not in (None, self.status.data)
        return {
            "names": texts(self, "names"),
            "short_name": self.short_name.data,
            "kind": self.kind.data,
            "status": self.status.data,
            "status_date": today().isoformat() if has_turned else before["status_date"],
            "descriptions": texts(self, "descriptions"),
            "legal_element": self.legal_element.data or None,
            "opened_on": self.opened_on.data or None,
        }
