"""What somebody says who claims a facility, and what reviewers say to it."""

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Optional

from registry.accounts.forms import plain
from registry.forms import QueryForm
from registry.i18n import _l
from registry.moderation.forms.base import at_most, wording


class ClaimForm(QueryForm):
    """For which organisation, with which proof."""

    organisation = SelectField(
        _l("Which organisation runs it?"), [InputRequired(_l("Choose the organisation."))]
    )
    email = StringField(
        _l("Your address at the facility"),
        [Optional(), Email(_l("This is no e-mail address.")), at_most(254)],
        filters=[plain],
        default="",
    )
    note = TextAreaField(
        _l("What shows that it is so?"), [at_most(1000)], filters=[wording], default=""
    )


class ClaimDecisionForm(QueryForm):
    """What a reviewer decides, and why."""

    step = HiddenField(validators=[InputRequired()])
    decision = TextAreaField(_l("Reason"), [at_most(1000)], filters=[wording], default="")
