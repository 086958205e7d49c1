"""Proposals: every change to a facility, wanted, made or refused. The queue and the history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.db import db, utcnow
from registry.facilities.models import Facility, Organisation
from registry.moderation.states import ClaimState, Origin, ReportState, State

PERSON: dict[str, Any] = {"ondelete": "SET NULL"}
"""What becomes of a person's name where the account is deleted: the record stays."""


class Proposal(db.Model):
    """A change of one facility, or a new one, field by field."""

    __table_args__ = (
        Index(None, "state", "submitted_at"),
        Index(None, "facility_id", "decided_at"),
        Index(None, "author_id", "state"),
        Index(None, "region_iso", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"))
    origin: Mapped[Origin]
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    changes: Mapped[dict[str, Any]]  # by field: {"old": …, "new": …} as facilities.record has them
    reason: Mapped[str] = mapped_column(String(1000), default="")  # why, by the author
    base_version: Mapped[int] = mapped_column(default=0)  # of the facility that the author saw
    revision: Mapped[int] = mapped_column()  # of this proposal: nobody saves over another's draft
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )  # for which the author acts
    region_iso: Mapped[str] = mapped_column(String(6), default="")  # whose reviewers decide
    is_risky: Mapped[bool] = mapped_column(default=True)  # touches more than fields without risk
    is_live: Mapped[bool] = mapped_column(default=False)  # made at once, to be reviewed after
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    submitted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # by when reviewers want to have decided
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(1000), default="")  # why, by the reviewer
    objections: Mapped[dict[str, Any]] = mapped_column(default=dict)  # sentences by field
    reverts_id: Mapped[int | None] = mapped_column(
        ForeignKey("proposal.id", ondelete="SET NULL"), index=True
    )
    batch_id: Mapped[int | None] = mapped_column(index=True)  # the import that made it

    facility: Mapped[Facility | None] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=author_id)
    reviewer: Mapped[User | None] = relationship(foreign_keys=reviewer_id)
    organisation: Mapped[Organisation | None] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="proposal", order_by="Evidence.id", cascade="all, delete-orphan",
        passive_deletes=True,
    )  # fmt: skip

    __mapper_args__ = {"version_id_col": revision}


class Claim(db.Model):
    """Somebody's word, with evidence, that an organisation runs a facility."""

    __table_args__ = (Index(None, "state", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(
        ForeignKey("facility.id", ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON), index=True)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.MADE)
    email: Mapped[str] = mapped_column(String(254), default="")  # at the facility's own domain
    email_confirmed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(1000), default="")
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(1000), default="")

    facility: Mapped[Facility] = relationship()
    organisation: Mapped[Organisation] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=author_id)
    reviewer: Mapped[User | None] = relationship(foreign_keys=reviewer_id)
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="claim", order_by="Evidence.id", cascade="all, delete-orphan",
        passive_deletes=True,
    )  # fmt: skip


class Evidence(db.Model):
    """A file that shows that something is so; kept outside static, sent as attachment alone."""

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(
        ForeignKey("proposal.id", ondelete="CASCADE"), index=True
    )
    claim_id: Mapped[int | None] = mapped_column(
        ForeignKey("claim.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))  # as its sender named it
    type: Mapped[str] = mapped_column(String(40))  # found in its content
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256; its name in the data folder
    sent_at: Mapped[datetime] = mapped_column(default=utcnow)

    proposal: Mapped[Proposal | None] = relationship(back_populates="evidence")
    claim: Mapped[Claim | None] = relationship(back_populates="evidence")


class Report(db.Model):
    """What somebody, known or not, says is wrong with a record."""

    __table_args__ = (Index(None, "state", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(
        ForeignKey("facility.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str] = mapped_column(String(40))  # a code of moderation.states.Wrong
    text: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(254), default="")  # to be told what came of it
    lang: Mapped[str] = mapped_column(String(2))
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(1000), default="")

    facility: Mapped[Facility] = relationship()
    reviewer: Mapped[User | None] = relationship(foreign_keys=reviewer_id)


class Confirmation(db.Model):
    """That an operator was asked whether a record is still correct, and what came of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(
        ForeignKey("facility.id", ondelete="CASCADE"), index=True
    )
    asked_on: Mapped[date]
    reminded: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))

    facility: Mapped[Facility] = relationship()
