"""What the steps of the form have in common: fields that read text, and rows that may be added."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Self

from markupsafe import Markup
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length, ValidationError

from registry.accounts.forms import plain
from registry.columns import Unfit
from registry.db import Texts
from registry.facilities.record import Values
from registry.facilities.vocabulary import Word
from registry.forms import QueryForm
from registry.i18n import LANGUAGES, _, _l

LINE = 300
URL = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)


def wording(text: str | None) -> str:
    """Return a longer text as it is kept: without blanks at its ends, lines ending in one way."""
    return re.sub(r"\r\n?", "\n", text or "").replace("\0", "").strip()


def at_most(count: int) -> Length:
    """Return the rule that a text has at most so many characters."""
    return Length(max=count, message=_l("This is too long: at most %(max)d characters fit."))


def line(most: int = LINE, *rules: Any) -> StringField:
    """Return a field for a line of text."""
    return StringField(filters=[plain], validators=[at_most(most), *rules], default="")


def fits(parse: Callable[[str], Any]) -> Callable[[Any, Any], None]:
    """Return the rule that a text, unless it is empty, is what a parser reads."""

    def check(_form: Any, field: Any) -> None:
        if field.data:
            try:
                parse(field.data)
            except Unfit as unfit:
                raise ValidationError(str(unfit)) from unfit

    return check


def read(parse: Callable[[str], Any], text: str | None) -> Any:
    """Return what a parser reads in a text that fits; None in an empty one."""
    return parse(text) if text else None


def decimal(text: str | None) -> str:
    """Return a number as parsers take it: without blanks between digits, with a point.

    >>> decimal("1 250,5")
    '1250.5'
    """
    return re.sub(r"\s", "", text or "").replace(",", ".")


def numeral(value: float | None) -> str:
    """Return a number as it is typed.

    >>> numeral(1250.0), numeral(0.5), numeral(None)
    ('1250', '0.5', '')
    """
    return "" if value is None else repr(float(value)).removesuffix(".0")


def number(parse: Callable[[str], Any]) -> StringField:
    """Return a field for a number, with a point or a comma."""
    return StringField(filters=[decimal], validators=[fits(parse)], default="")


def address(most: int = LINE) -> StringField:
    """Return a field for the address of a page; https:// is added where it is left out."""
    return StringField(filters=[_with_scheme], validators=[at_most(most), _is_url], default="")


def _with_scheme(text: str | None) -> str:
    typed = plain(text) or ""
    return f"https://{typed}" if typed and "://" not in typed else typed


def _is_url(_form: Any, field: Any) -> None:
    if field.data and not URL.fullmatch(field.data):
        raise ValidationError(_("This is no address of a page: write it as https://example.org."))


def named(names: Mapping[str, Any]) -> Callable[[], dict[str, str]]:
    """Return what gives choices by code, named in the language of who reads the form."""
    return lambda: {code: str(name) for code, name in names.items()}


def choices(words: Iterable[Word], nothing: Any = None) -> Callable[[], dict[str, str]]:
    """Return what gives choices by code, with one for nothing before them when it has a name."""
    first = {} if nothing is None else {"": nothing}
    return named(first | {word.value: word.label for word in words})


def choice(words: Iterable[Word], nothing: Any = None, *rules: Any) -> SelectField:
    """Return a field for one of a vocabulary."""
    return SelectField(choices=choices(words, nothing), validators=rules, default="")


def several(words: Iterable[Word]) -> SelectMultipleField:
    """Return a field for any number of a vocabulary."""
    return SelectMultipleField(choices=choices(words), default=())


def texts(form: Form, name: str) -> Texts:
    """Return what was typed into the fields of a text, by language, as the record has it."""
    typed = {code: form[f"{name}_{code}"].data for code in sorted(LANGUAGES)}
    return {code: text for code, text in typed.items() if text}


def filled_texts(name: str, value: Texts | None) -> dict[str, str]:
    """Return what stands in the fields of a text."""
    return {f"{name}_{code}": (value or {}).get(code, "") for code in LANGUAGES}


class Row(Form):
    """One of several things of a kind."""

    class Meta(QueryForm.Meta):
        """Messages in the reader's language."""

    remove = BooleanField()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed; choices alone are nothing."""
        typed = (f for f in self if isinstance(f, StringField))
        return bool(self["remove"].data) or not any(field.data for field in typed)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Let rows pass that are left empty or are to go."""
        return self.is_empty or bool(super().validate(*args, **kwargs))


def rows(kind: type[Row], most: int) -> FieldList:
    """Return a field for several things of a kind."""
    return FieldList(FormField(kind), max_entries=most)


def kept(field: FieldList) -> list[Any]:
    """Return the rows that count."""
    return [entry.form for entry in field if not entry.form.is_empty]


class StepForm(QueryForm):
    """A step of the form: some fields of a record."""

    name: ClassVar[str]  # in addresses
    title: ClassVar[Any]
    of: ClassVar[tuple[str, ...]]  # names of fields of the record
    lists: ClassVar[dict[str, int]] = {}  # rows by field, with how many empty ones are offered

    @classmethod
    def filled(cls, values: Values) -> Self:
        """Return the form as it is shown for values of a record."""
        return cls(data=cls.data_of(values)).with_room()

    @classmethod
    def data_of(cls, values: Values) -> dict[str, Any]:
        """Return what stands in the fields for values of a record."""
        raise NotImplementedError

    def wanted(self, before: Values) -> Values:
        """Return values of a record from what was typed, which is valid.

        Args:
            before: The values that the form was shown for; what it has no fields for stays.
        """
        raise NotImplementedError

    def with_room(self) -> Self:
        """Offer empty rows behind those that are filled in."""
        for name, count in self.lists.items():
            field = self[name]
            empty = sum(1 for entry in field if entry.form.is_empty)
            for _number in range(empty, count):
                if len(field) < field.max_entries:
                    field.append_entry()
        return self

    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong, as pairs of the id of a field and a sentence."""
        return [found for field in self for found in _faults(field)]


def _faults(field: Any) -> Iterable[tuple[str, str]]:
    if isinstance(field, FieldList):
        for entry in field:
            yield from _faults(entry)
    elif isinstance(field, FormField):
        if not field.form.is_empty:
            for inner in field.form:
                yield from _faults(inner)
    else:
        for sentence in field.errors:
            yield field.id, str(Markup.escape(sentence).unescape())
