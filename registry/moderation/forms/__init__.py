"""The form for a record, in steps. Each reads some fields of record.FIELDS and gives them back."""

from registry.moderation.forms.base import StepForm
from registry.moderation.forms.capacity import CapacityForm
from registry.moderation.forms.contacts import ContactsForm
from registry.moderation.forms.services import ServicesForm
from registry.moderation.forms.what import WhatForm
from registry.moderation.forms.where import WhereForm

STEPS: dict[str, type[StepForm]] = {
    form.name: form for form in (WhatForm, WhereForm, ServicesForm, CapacityForm, ContactsForm)
}
"""By the name in addresses, in the order in which they are filled in."""

__all__ = ["STEPS", "StepForm"]
