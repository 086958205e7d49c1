"""What all forms share: reading an address, refusing in one place."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.i18n import DefaultTranslations, DummyTranslations, get_translations

from registry.errors import Invalid
from registry.i18n import _, language


class QueryForm(Form):
    """A form filled from the address of a GET, or from the body of an API call."""

    class Meta:
        """Messages of WTForms come in the reader's language."""

        def get_translations(self, form: Form) -> Any:
            """Return WTForms' own catalogue for the language in use."""
            lang = language()
            found = [] if lang == "en" else [lang]
            return DefaultTranslations(get_translations(found)) if found else DummyTranslations()

    def require(self) -> None:
        """Raise Invalid, naming the fields at fault, unless the input is valid."""
        if not self.validate():
            errors = {name: [str(e) for e in found] for name, found in self.errors.items() if name}
            raise Invalid(_("Part of the address makes no sense."), errors)


class PostForm(FlaskForm):
    """A form posted by a browser; it carries the token that guards against cross-site posts."""
