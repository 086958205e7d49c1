"""People who sign in, and their roles. Flask-Security gives the columns it needs."""

from flask_security.models import fsqla_v4 as security

from registry.db import db

security.FsModels.set_db_info(db)


class Role(db.Model, security.FsRoleMixin):
    """What a group of people may do."""

    __tablename__ = "role"


class User(db.Model, security.FsUserMixin):
    """A person who can sign in."""

    __tablename__ = "user"


class FsRefreshTracker(db.Model, security.FsRefreshTrackerMixin):
    """A sign-in of a program that can be renewed; Flask-Security looks it up by this name."""

    __tablename__ = "refresh_tracker"


class WebAuthn(db.Model, security.FsWebAuthnMixin):
    """A passkey of a person."""

    __tablename__ = "passkey"
