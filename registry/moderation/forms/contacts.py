"""The step that says how a facility is reached, and when."""

import re
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from registry.accounts.forms import plain
from registry.facilities.record import Value, Values
from registry.facilities.vocabulary import ContactType
from registry.i18n import _, _l
from registry.moderation.forms.base import (
    LINE,
    URL,
    Row,
    StepForm,
    at_most,
    choices,
    filled_texts,
    kept,
    line,
    rows,
    texts,
)

CONTACTS_MOST = 30
PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,58}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PAGES = {ContactType.INSTAGRAM: "https://www.instagram.com/", ContactType.TELEGRAM: "https://t.me/"}


class ContactRow(Row):
    """One way to reach a facility."""

    type = SelectField(choices=choices(ContactType), default=ContactType.PHONE.value)
    contact = StringField(filters=[plain], validators=[at_most(LINE)], default="")

    def validate_contact(self, field: Any) -> None:
        """Refuse what is no contact of its kind."""
        value = self.value()["value"]
        match self.type.data:
            case ContactType.EMAIL:
                is_right = EMAIL.fullmatch(value)
            case ContactType.PHONE:
                is_right = PHONE.fullmatch(value)
            case _:
                is_right = URL.fullmatch(value)
        if not is_right:
            raise ValidationError(_("“%(value)s” is no contact of this kind.", value=field.data))

    def value(self) -> Value:
        """Return it as the record has it: pages with their whole address."""
        kind, value = ContactType(self.type.data), self.contact.data
        if kind in PAGES and re.fullmatch(r"@?[\w.]{2,64}", value):
            value = PAGES[kind] + value.removeprefix("@")
        elif kind not in (ContactType.EMAIL, ContactType.PHONE) and "://" not in value:
            value = f"https://{value}"
        return {"type": kind.value, "value": value}


class ContactsForm(StepForm):
    """Contacts and opening hours."""

    name = "contacts"
    title = _l("Contacts")
    of = ("contacts", "opening_hours")
    lists = {"contacts": 3}

    contacts = rows(ContactRow, CONTACTS_MOST)
    opening_hours_kk = line()
    opening_hours_ru = line()
    opening_hours_en = line()
    opening_hours_fr = line()

    @classmethod
    def data_of(cls, values: Values) -> dict[str, Any]:
        """Return what stands in the fields."""
        found = [{"type": one["type"], "contact": one["value"]} for one in values["contacts"]]
        return {"contacts": found, **filled_texts("opening_hours", values["opening_hours"])}

    def wanted(self, before: Values) -> Values:
        """Return what was typed; a contact that stands twice counts once."""
        found: list[Value] = []
        for row in kept(self.contacts):
            if (value := row.value()) not in found:
                found.append(value)
        return {"contacts": found, "opening_hours": texts(self, "opening_hours")}
