"""Who may act for which organisation."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.accounts.policy import Membership
from registry.db import db, utcnow
from registry.facilities.models import Organisation


class Standing(StrEnum):
    """How far somebody is in."""

    INVITED = "invited"  # has to accept; known by address alone until then
    ASKED = "asked"  # an owner has to agree
    MEMBER = "member"


class Member(db.Model):
    """A person of an organisation, or one who may become so."""

    __table_args__ = (
        Index(None, "organisation_id", "user_id", unique=True),
        Index(None, "organisation_id", "email", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(254))
    membership: Mapped[Membership]
    standing: Mapped[Standing]
    token: Mapped[str | None] = mapped_column(String(43), unique=True)  # of an invitation
    since: Mapped[datetime] = mapped_column(default=utcnow)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    organisation: Mapped[Organisation] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=user_id)
