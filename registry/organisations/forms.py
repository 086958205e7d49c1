"""What people type about organisations and their members."""

import re
from typing import Any

from wtforms import EmailField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, ValidationError

from registry.accounts.forms import plain
from registry.accounts.policy import Membership
from registry.db import Texts
from registry.forms import QueryForm
from registry.i18n import LANGUAGES, _, _l

NAME_MOST = 300
DIGITS = re.compile(r"\d{12}")

MEMBERSHIPS = {
    Membership.OWNER: _l("Owner: edits, and decides who is a member"),
    Membership.EDITOR: _l("Editor: registers and changes facilities"),
    Membership.VIEWER: _l("Viewer: sees proposals and figures"),
}


def _name() -> StringField:
    return StringField(filters=[plain], validators=[Length(max=NAME_MOST)])


class OrganisationForm(QueryForm):
    """A new organisation: a name in one language at least, and its business number."""

    name_kk = _name()
    name_ru = _name()
    name_en = _name()
    bin = StringField(filters=[lambda text: re.sub(r"\s", "", text or "")])

    def validate_name_kk(self, field: Any) -> None:
        """Ask for a name in one language at least."""
        if not self.names():
            raise ValidationError(_("Give the name in one language at least."))

    def validate_bin(self, field: Any) -> None:
        """Refuse what is no business number."""
        if field.data and not DIGITS.fullmatch(field.data):
            raise ValidationError(_("A business number has 12 digits."))

    def names(self) -> Texts:
        """Return the names by language."""
        typed = {code: self[f"name_{code}"].data for code in LANGUAGES if f"name_{code}" in self}
        return {code: name for code, name in typed.items() if name}


class MembershipForm(QueryForm):
    """What somebody may do in an organisation."""

    membership = SelectField(
        choices=[SelectChoice(one.value, name) for one, name in MEMBERSHIPS.items()],
        default=Membership.EDITOR.value,
    )

    def chosen(self) -> Membership:
        """Return what was chosen."""
        return Membership(self.membership.data)


class InvitationForm(MembershipForm):
    """Whom to invite, and as what."""

    email = EmailField(
        validators=[
            InputRequired(_l("Give an e-mail address.")),
            Email(_l("This is no e-mail address.")),
            Length(max=254),
        ]
    )
