"""What people type about themselves."""

from typing import Any

from flask_security import (
    LoginForm,
    RegisterFormV2,
    TwoFactorRescueForm,
    TwoFactorSelectForm,
    TwoFactorSetupForm,
    WebAuthnRegisterForm,
)
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from registry.forms import QueryForm
from registry.i18n import LANGUAGES, NATIVE_NAMES, _l, language

NAME_MOST = 120


def plain(text: str | None) -> str | None:
    r"""Return a text without what cannot be seen: line breaks, doubled spaces.

    >>> plain("  Aigerim\n Bekova ")
    'Aigerim Bekova'
    """
    if text is None:
        return None
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def name_field() -> StringField:
    """Return a field for how somebody is called."""
    return StringField(
        filters=[plain],
        validators=[
            InputRequired(_l("Tell us how to call you.")),
            Length(max=NAME_MOST, message=_l("The name is too long.")),
        ],
    )


class SignUpForm(RegisterFormV2):
    """Somebody who signs up: with a name, and with the language in which we write to them."""

    name = name_field()

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """Return what is kept of the person, the language of the page with it."""
        return {**super().to_dict(only_user), "lang": language()}


class SignInForm(LoginForm):
    """Somebody who signs in. Who knows the password is told what else is in the way."""

    def validate(self, **kwargs: Any) -> bool:
        """Keep, for who has proven to be it, the sentences that others are not shown."""
        is_valid: bool = super().validate(**kwargs)
        if not is_valid and self.user_authenticated:
            self.form_errors.extend(self.email.errors)
        return is_valid


class SecondFactorForm(TwoFactorSetupForm):
    """What to set up, or to switch off; the page has the words."""

    setup = RadioField(choices=[SelectChoice("disable"), SelectChoice("authenticator")])


class LostFactorForm(TwoFactorRescueForm):
    """What to do without the second factor: the page leads to the recovery codes instead."""

    help_setup = RadioField(choices=[SelectChoice("help")])


class WhichFactorForm(TwoFactorSelectForm):
    """Which of several second factors to use; the page has the words."""

    which = StringField()


class PasskeyForm(WebAuthnRegisterForm):
    """A new passkey, and what it is for."""

    usage = RadioField(
        choices=[SelectChoice("first"), SelectChoice("secondary")], default="secondary"
    )


class AboutForm(QueryForm):
    """How somebody is called, and the language in which we write to them."""

    name = name_field()
    lang = SelectField(choices=[SelectChoice(code, NATIVE_NAMES[code]) for code in LANGUAGES])
