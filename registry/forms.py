"""What all forms share: reading an address, refusing in one place."""

from typing import Any

from flask_babel import Domain
from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.i18n import messages_path

from registry.errors import Invalid
from registry.i18n import TRANSLATIONS, _

MESSAGES = Domain([messages_path(), str(TRANSLATIONS)], "wtforms")
"""What WTForms says, in its own catalogues, completed by ours."""


class Spoken:
    """Gives WTForms its messages in the language in use."""

    def get_translations(self, form: Form) -> Any:
        """Return what has gettext and ngettext."""
        return MESSAGES.get_translations()


class QueryForm(Form):
    """A form filled from the address of a GET, or from the body of an API call."""

    class Meta(Spoken):
        """Messages of WTForms come in the reader's language."""

    def require(self) -> None:
        """Raise Invalid, naming the fields at fault, unless the input is valid."""
        if not self.validate():
            errors = {name: [str(e) for e in found] for name, found in self.errors.items() if name}
            raise Invalid(_("Part of the address makes no sense."), errors)


class PostForm(FlaskForm):
    """A form posted by a browser; it carries the token that guards against cross-site posts."""

    class Meta(Spoken, FlaskForm.Meta):
        """Messages of WTForms come in the reader's language."""
