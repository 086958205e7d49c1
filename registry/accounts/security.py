"""Sign-up, sign-in and all that belongs to it, by Flask-Security: how it is set, and what happens
here when it tells that something happened there.
"""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from flask import Flask, g, request, session, url_for
from flask_login import user_logged_out
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    auth_required,
    change_email_confirmed,
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    wan_deleted,
    wan_registered,
)
from flask_wtf import CSRFProtect

from registry.accounts import commands, provider
from registry.accounts.codes import Codes
from registry.accounts.forms import (
    LostFactorForm,
    PasskeyForm,
    SecondFactorForm,
    SignInForm,
    SignUpForm,
    WhichFactorForm,
)
from registry.accounts.guard import SIGN_IN
from registry.accounts.letters import Letters
from registry.accounts.models import Role, User, WebAuthn
from registry.accounts.passwords import SHORTEST, Passwords
from registry.db import db
from registry.i18n import TRANSLATIONS, _l
from registry.pages import public_url

csrf = CSRFProtect()

MADE = (
    "SECRET_KEY and SECURITY_PASSWORD_SALT are not both in the environment, so this machine made"
    " its own. Other machines would refuse its sessions and passwords: docs/running.md,"
    " “Several processes and machines”."
)

REGISTRY = _l("Registry of innovation infrastructure")

FRESH = timedelta(minutes=15)
"""For so long after a password was typed, no sensitive act asks for it again."""

GRACE = timedelta(minutes=5)
"""For so long after a sensitive act, the next is let pass too."""

fresh = auth_required("session", within=lambda: FRESH, grace=lambda: GRACE)
"""Decorator of a sensitive view: who was signed in for a while shows first that it is them."""

OPTIONS: dict[str, Any] = {
    "URL_PREFIX": "/<lang:lang>/account",
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,  # ours is `flask user`
    "CLI_ROLES_NAME": None,
    "REGISTERABLE": True,
    "CONFIRMABLE": True,
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "CHANGE_EMAIL": True,
    "TWO_FACTOR": True,
    "WEBAUTHN": True,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "RETURN_GENERIC_RESPONSES": True,
    "API_ENABLED_METHODS": ["session"],
    "JOIN_USER_ROLES": False,
    # The letters are rendered by Letters.
    "EMAIL_PLAINTEXT": False,
    "EMAIL_HTML": False,
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # a letter tells, and asks no server
    "PASSWORD_LENGTH_MIN": SHORTEST,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_POST_SETUP_VIEW": "accounts.safety",
    "WAN_RP_NAME": "Registry",
    "WAN_POST_REGISTER_VIEW": "accounts.safety",
    "FRESHNESS": FRESH,
    "FRESHNESS_GRACE_PERIOD": GRACE,
    "POST_LOGIN_VIEW": "accounts.show",
    "POST_LOGOUT_VIEW": "search.front",
    "POST_REGISTER_VIEW": "accounts.check_mail",
    "POST_CHANGE_VIEW": "accounts.show",
    "POST_VERIFY_VIEW": "accounts.show",
    "POST_CHANGE_EMAIL_VIEW": "accounts.show",
    "LOGOUT_METHODS": ["POST"],
}


def _derived(app: Flask, purpose: bytes) -> bytes:
    """Return a secret for one purpose, from the one that has to be kept for passwords anyway."""
    salt = str(app.config["SECURITY_PASSWORD_SALT"]).encode()
    return blake2b(salt, person=purpose, digest_size=32).digest()


def _may_be_one_of_many(app: Flask) -> bool:
    is_file = app.config["SQLALCHEMY_DATABASE_URI"].get_backend_name() == "sqlite"
    return not is_file or bool(app.config["REDIS_URL"])


def _remember_sign_in(_app: Flask, user: User, **_how: Any) -> None:
    """Give the browser a session of its own, which can be revoked."""
    if before := session.pop(SIGN_IN, None):
        commands.end_session(before)
    session[SIGN_IN] = commands.begin_session(user, request.user_agent.string).id
    # Whoever asks to stay signed in gets a session that lasts, not a second cookie that cannot be
    # revoked: Flask-Login would make one from this word.
    session.permanent = session.pop("_remember", None) == "set"


def _forget_sign_in(_app: Flask, **_who: Any) -> None:
    if before := session.pop(SIGN_IN, None):
        commands.end_session(before)
        g.has_written = True


def _sign_out_elsewhere(_app: Flask, user: User, **_what: Any) -> None:
    """Whoever got in with the old password, or without the second factor, is out."""
    commands.end_sessions(user, but=session.get(SIGN_IN))


def _tell_second_factor(app: Flask, user: User, **what: Any) -> None:
    _sign_out_elsewhere(app, user)
    link = public_url(url_for("security.forgot_password", lang=user.lang))
    commands.tell(user.email, user, "second_factor_changed", link=link)
    g.has_written = True


def _tell_old_address(_app: Flask, user: User, old_email: str) -> None:
    commands.tell(old_email, user, "address_changed")
    g.has_written = True


def _listen(app: Flask) -> None:
    """Hear what Flask-Security tells: it has no other way."""
    user_authenticated.connect(_remember_sign_in, app)
    user_logged_out.connect(_forget_sign_in, app)
    for changed in (password_changed, password_reset):
        changed.connect(_sign_out_elsewhere, app)
    for changed in (tf_profile_changed, tf_disabled, wan_registered, wan_deleted):
        changed.connect(_tell_second_factor, app)
    change_email_confirmed.connect(_tell_old_address, app)


def init_app(app: Flask) -> None:
    """Guard posted forms, open the pages of accounts, and tell where people are kept."""
    if app.config["SECRETS_ARE_MADE"] and _may_be_one_of_many(app):
        app.logger.warning(MADE)
    csrf.init_app(app)
    # A session that lasts ends when its sign-in does; it need not be sent anew with every answer.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.config.setdefault("SECURITY_I18N_DIRNAME", ["builtin", str(TRANSLATIONS)])
    for name, value in {**OPTIONS, **provider.options(app)}.items():
        app.config.setdefault(f"SECURITY_{name}", value)
    app.config.setdefault("SECURITY_TOTP_ISSUER", app.config["SECURITY_WAN_RP_NAME"])
    app.config.setdefault("SECURITY_TOTP_SECRETS", {"1": _derived(app, b"totp").hex()})
    app.config.setdefault(
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS",
        [urlsafe_b64encode(_derived(app, b"recovery codes"))],
    )
    made = Security(
        app,
        SQLAlchemyUserDatastore(db, User, Role, WebAuthn),
        login_form=SignInForm,
        register_form=SignUpForm,
        two_factor_setup_form=SecondFactorForm,
        two_factor_rescue_form=LostFactorForm,
        two_factor_select_form=WhichFactorForm,
        wan_register_form=PasskeyForm,
        mail_util_cls=Letters,
        password_util_cls=Passwords,
        totp_cls=Codes,
    )
    # It would look who is signed in on every request; nothing here asks it.
    app.before_request_funcs[None].remove(made.principal._on_before_request)
    provider.register(app, made)
    _listen(app)
