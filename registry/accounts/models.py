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
