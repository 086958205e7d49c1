"""Sign-in and roles, by Flask-Security. No page of it is open yet: nobody has an account."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore
from flask_wtf import CSRFProtect

from registry.accounts.models import Role, User
from registry.db import db
from registry.i18n import TRANSLATIONS

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Guard posted forms and tell Flask-Security where people are kept."""
    csrf.init_app(app)
    app.config.setdefault("SECURITY_I18N_DIRNAME", ["builtin", str(TRANSLATIONS)])
    Security(app, SQLAlchemyUserDatastore(db, User, Role), register_blueprint=False)
