"""The address of an audit, made into a question.

kind service sector status    codes, repeatable; no kind means the four kinds
s                             the standard, kilometres
cost detour                   line or road; by how much roads are longer
on since                      days, 2026-01-31: of the audit, and to compare with
"""

from datetime import date
from typing import Any

from flask import request
from flask_babel import format_decimal
from wtforms import DateField, StringField
from wtforms.validators import Optional, ValidationError

from registry.coverage.question import (
    DETOUR,
    DETOUR_LEAST,
    DETOUR_MOST,
    STANDARD_KM,
    STANDARD_MOST,
    Question,
    core_kinds,
    in_order,
)
from registry.coverage.vocabulary import Cost
from registry.db import today
from registry.facilities.vocabulary import Kind, Sector, Service, Status
from registry.forms import QueryForm
from registry.i18n import _, _l
from registry.search.fields import Choice, Choices, of_words, offered

EARLIEST = date(1900, 1, 1)

COSTS = {"": Cost.LINE.label, str(Cost.ROAD): Cost.ROAD.label}


class Decimal(StringField):
    """A number between two others; a comma may separate decimals."""

    def __init__(
        self, label: Any, *, least: float, most: float, usual: float, **kwargs: Any
    ) -> None:
        """Take numbers from least to most; without one, the usual."""
        self.least, self.most, self.usual = least, most, usual
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = self.usual
        if not text:
            return
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            found = float("nan")
        if not self.least <= found <= self.most:
            self.data = self.usual
            raise ValueError(
                _(
                    "Give a number from %(least)s to %(most)s.",
                    least=format_decimal(self.least),
                    most=format_decimal(self.most),
                )
            )
        self.data = found

    def process_data(self, value: Any) -> None:
        """Begin with the usual number."""
        self.data = self.usual if value is None else value


class QuestionForm(QueryForm):
    """What a reader may ask of the audit; call `require` before anything else."""

    kind = Choices(_l("Kind"), choices=of_words(Kind))
    service = Choices(_l("Services"), choices=of_words(Service))
    sector = Choices(_l("Sectors"), choices=of_words(Sector))
    status = Choices(_l("Status"), choices=of_words(Status))
    s = Decimal(_l("Near enough, km"), least=1.0, most=STANDARD_MOST, usual=STANDARD_KM)
    cost = Choice(_l("How distance is measured"), choices=offered(COSTS), default="")
    detour = Decimal(_l("Roads are longer by"), least=DETOUR_LEAST, most=DETOUR_MOST, usual=DETOUR)
    on = DateField(_l("On the day"), [Optional()])
    since = DateField(_l("Compare with the day"), [Optional()])

    def validate_on(self, field: Any) -> None:
        """Refuse days of which nothing can be known."""
        self._check_day(field.data)

    def validate_since(self, field: Any) -> None:
        """Refuse days of which nothing can be known, and such as are not before the other."""
        self._check_day(field.data)
        if field.data and field.data >= (self.on.data or today()):
            raise ValidationError(_("The day to compare with has to be the earlier one."))

    @staticmethod
    def _check_day(day: date | None) -> None:
        if day and not EARLIEST <= day <= today():
            raise ValidationError(_("Give a day between 1900 and today."))

    def question(self) -> Question:
        """Return what is asked."""
        return Question(
            kinds=in_order(Kind, self.kind.data) or core_kinds(),
            services=in_order(Service, self.service.data),
            sectors=in_order(Sector, self.sector.data),
            statuses=in_order(Status, self.status.data),
            standard=float(self.s.data),
            cost=Cost(self.cost.data or Cost.LINE),
            detour=float(self.detour.data),
            on=self.on.data or today(),
            since=self.since.data,
        )


def asked() -> tuple[QuestionForm, Question]:
    """Return what the address of the present request asks.

    Raises:
        Invalid: It makes no sense.
    """
    form = QuestionForm(request.args)
    form.require()
    return form, form.question()
