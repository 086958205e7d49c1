"""Sign-in and roles, by Flask-Security. No page of it is open yet: nobody has an account."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore
from flask_wtf import CSRFProtect

from registry.accounts.models import Role, User
from registry.db import db
from registry.i18n import TRANSLATIONS

csrf = CSRFProtect()

MADE = (
    "SECRET_KEY and SECURITY_PASSWORD_SALT are not both in the environment, so this machine made"
    " its own. Other machines would refuse its sessions and passwords: docs/running.md,"
    " “Several processes and machines”."
)


def _may_be_one_of_many(app: Flask) -> bool:
    is_file = app.config["SQLALCHEMY_DATABASE_URI"].get_backend_name() == "sqlite"
    return not is_file or bool(app.config["REDIS_URL"])


def init_app(app: Flask) -> None:
    """Guard posted forms and tell Flask-Security where people are kept."""
    if app.config["SECRETS_ARE_MADE"] and _may_be_one_of_many(app):
        app.logger.warning(MADE)
    csrf.init_app(app)
    app.config.setdefault("SECURITY_I18N_DIRNAME", ["builtin", str(TRANSLATIONS)])
    Security(app, SQLAlchemyUserDatastore(db, User, Role), register_blueprint=False)
