"""People who sign in, their duties and sessions. Flask-Security gives the columns it needs."""

# mypy: disable-error-code="assignment"
# Flask-Security declares its columns as such, not as what comes out of them.

from datetime import datetime
from typing import TYPE_CHECKING

from flask_security.models import fsqla_v4 as security
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.policy import Role as Duties
from registry.db import db, utcnow

security.FsModels.set_db_info(db)


class Role(db.Model, security.FsRoleMixin):
    """A group as Flask-Security knows it. Ours stand in Duty, which knows regions."""

    __tablename__ = "role"


class User(db.Model, security.FsUserMixin):
    """A person who can sign in."""

    __tablename__ = "user"

    if TYPE_CHECKING:  # what Flask-Security adds, as it comes out of the database
        id: Mapped[int]
        email: Mapped[str]
        active: Mapped[bool]
        password: Mapped[str | None]
        confirmed_at: Mapped[datetime | None]
        tf_primary_method: Mapped[str | None]
        fs_uniquifier: Mapped[str]
        webauthn: Mapped[list["WebAuthn"]]

    name: Mapped[str] = mapped_column(
        String(120), default="", server_default=""
    )  # shown to who works with them
    lang: Mapped[str] = mapped_column(
        String(2), default="kk", server_default="kk"
    )  # we write in it

    code_counter: Mapped[int | None]  # of the last code from the app: none counts twice

    duties: Mapped[list["Duty"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class Duty(db.Model):
    """What somebody is in charge of: a role in one region, or in all of them."""

    __table_args__ = (Index(None, "user_id", "role", "region_iso", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[Duties]
    region_iso: Mapped[str] = mapped_column(String(6), default="")  # empty: every region
    given_at: Mapped[datetime] = mapped_column(default=utcnow)


class SignIn(db.Model):
    """A browser in which somebody is signed in, until it is revoked."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)  # random; the session has it
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[datetime] = mapped_column(default=utcnow)
    browser: Mapped[str] = mapped_column(String(200), default="")  # as it names itself
    revoked_at: Mapped[datetime | None]


class FsRefreshTracker(db.Model, security.FsRefreshTrackerMixin):
    """A sign-in of a program that can be renewed; Flask-Security looks it up by this name."""

    __tablename__ = "refresh_tracker"


class WebAuthn(db.Model, security.FsWebAuthnMixin):
    """A passkey of a person."""

    __tablename__ = "passkey"
