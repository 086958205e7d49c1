"""What visitors type about faults, and reviewers about reports."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from registry.forms import QueryForm
from registry.i18n import _, _l
from registry.moderation.states import Wrong


class ReportForm(QueryForm):
    """A fault of a record."""

    what = RadioField(
        _l("What is wrong?"),
        [InputRequired(_l("Choose what is wrong."))],
        choices=[word.value for word in Wrong],
        validate_choice=True,
    )
    text = TextAreaField(_l("What is right, and how do you know?"), [Length(max=2000)])
    email = StringField(
        _l("Your e-mail address"),
        [Optional(), Email(_l("This is no e-mail address.")), Length(max=254)],
    )
    homepage = StringField()  # people do not see it; programs fill it in

    def validate_text(self, field: Any) -> None:
        """Ask for words where the choice alone says nothing."""
        says_little = self.what.data not in (Wrong.CLOSED.value,)
        if says_little and not (field.data or "").strip():
            raise ValidationError(_("Tell what is wrong, in a sentence."))


class ReportDecisionForm(QueryForm):
    """What a reviewer says to a report."""

    decision = TextAreaField(_l("Answer"), [Length(max=1000)])
    step = HiddenField()
