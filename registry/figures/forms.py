"""What an operator types in for a period."""

from collections.abc import Iterator
from typing import Any

from wtforms import Field, Form, HiddenField, StringField
from wtforms.validators import URL, Length, Optional

from registry.facilities.indicators import GROUPS, Group, Indicator
from registry.figures import numbers
from registry.figures.commands import Wanted, field
from registry.forms import QueryForm
from registry.i18n import _l, language
from registry.pages import number


class FigureField(Field):
    """A number as people write it; what is left empty is not reported."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else number(self.data, 6)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        self.data = numbers.parse(valuelist[0], language()) if valuelist else None


class Plain(QueryForm):
    """What is said of all figures of a period."""

    seen = HiddenField()
    note = StringField(_l("Note"), [Length(max=300)])
    source_url = StringField(
        _l("Source, as an address"), [Optional(), URL(), Length(max=600)]
    )  # for example a published report


REPORTED = tuple(one for members in GROUPS.values() for one in members if not one.is_derived)
"""What is asked for, in the order of the form."""

KEYS = [(indicator, is_plan) for indicator in REPORTED for is_plan in (False, True)]

FiguresForm: Any = type(
    "FiguresForm", (Plain,), {field(*key): FigureField(key[0].label) for key in KEYS}
)
"""Two fields for each indicator: `fact_residents`, `plan_residents`."""


def wanted(form: Form) -> Wanted:
    """Return what was typed in, by indicator and whether it is planned."""
    return {key: form[field(*key)].data for key in KEYS}


def groups(form: Form) -> Iterator[tuple[Group, list[tuple[Indicator, Any, Any]]]]:
    """Give the fields by group: indicator, what was reached, what is planned."""
    for group, members in GROUPS.items():
        yield (
            group,
            [
                (one, form[field(one, False)], form[field(one, True)])
                for one in members
                if not one.is_derived
            ],
        )
