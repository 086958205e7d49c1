"""What all forms share: reading an address, refusing in one place."""

from typing import Any

from flask_babel import Domain
from wtforms import Form
from wtforms.i18n import messages_path

from registry.errors import Invalid
from registry.i18n import TRANSLATIONS, _

MESSAGES = Domain([messages_path(), str(TRANSLATIONS)], "wtforms")
"""What WTForms says, in its own catalogues, completed by ours."""


class QueryForm(Form):
    """A form filled from the address of a GET, or from the body of an API call."""

    class Meta:
        """Messages of WTForms come in the reader's language."""

        def get_translations(self, form: Form) -> Any:
            """Return what has gettext and ngettext."""
            return MESSAGES.get_translations()

    def require(self) -> None:
        """Raise Invalid, naming the fields at fault, unless the input is valid."""
        if not self.validate():
            errors = {name: [str(e) for e in found] for name, found in self.errors.items() if name}
            raise Invalid(_("Part of the address makes no sense."), errors)
