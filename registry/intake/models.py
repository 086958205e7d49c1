"""Files that people send to be imported, what became of each row, and pairs that were judged."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.db import Texts, db, utcnow
from registry.facilities.models import Facility, Organisation
from registry.intake.stages import Outcome, Stage, Verdict

PERSON: dict[str, Any] = {"ondelete": "SET NULL"}


class Import(db.Model):
    """A file, how its columns are read, and how far it has come."""

    __table_args__ = (Index(None, "author_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))  # of the file
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256; its name in the data folder
    lang: Mapped[str] = mapped_column(String(2))  # in which its author reads
    stage: Mapped[Stage] = mapped_column(default=Stage.SENT, index=True)
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)  # sheet, encoding, columns …
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # rows by outcome
    done: Mapped[int] = mapped_column(default=0)  # rows of the present stage
    total: Mapped[int] = mapped_column(default=0)
    is_all_or_nothing: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String(1000), default="")
    sent_at: Mapped[datetime] = mapped_column(default=utcnow)
    moved_at: Mapped[datetime] = mapped_column(default=utcnow)  # to its stage
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))
    decision: Mapped[str] = mapped_column(String(1000), default="")

    author: Mapped[User | None] = relationship(foreign_keys=author_id)
    reviewer: Mapped[User | None] = relationship(foreign_keys=reviewer_id)
    organisation: Mapped[Organisation | None] = relationship()


class ImportRow(db.Model):
    """A row of a file: what it says, what is wrong with it, what became of it."""

    __tablename__ = "import_row"
    __table_args__ = (Index(None, "import_id", "outcome"),)

    import_id: Mapped[int] = mapped_column(
        ForeignKey("import.id", ondelete="CASCADE"), primary_key=True
    )
    row: Mapped[int] = mapped_column(primary_key=True)  # as a spreadsheet shows it
    outcome: Mapped[Outcome]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)  # as facilities.record has them
    faults: Mapped[Texts] = mapped_column(default=dict)  # sentences by the file's own columns
    facility_id: Mapped[int | None] = mapped_column(
        ForeignKey("facility.id", ondelete="SET NULL"), index=True
    )  # that it is, may be, or became
    proposal_id: Mapped[int | None] = mapped_column(
        ForeignKey("proposal.id", ondelete="SET NULL"), index=True
    )


class ColumnMapping(db.Model):
    """How somebody had the columns of such files read; files with the same header follow it."""

    __tablename__ = "column_mapping"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    header: Mapped[str] = mapped_column(String(64), primary_key=True)  # digest of the header
    columns: Mapped[Texts]


class Pair(db.Model):
    """What somebody decided on two facilities that may be one."""

    __table_args__ = (CheckConstraint("low_id < high_id", name="order"),)

    low_id: Mapped[int] = mapped_column(
        ForeignKey("facility.id", ondelete="CASCADE"), primary_key=True
    )
    high_id: Mapped[int] = mapped_column(
        ForeignKey("facility.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    score: Mapped[float]  # 0 to 1, when it was found
    signs: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what speaks for it, and against
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.OPEN, index=True)
    found_at: Mapped[datetime] = mapped_column(default=utcnow)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", **PERSON))
    decided_at: Mapped[datetime | None]

    low: Mapped[Facility] = relationship(foreign_keys=low_id)
    high: Mapped[Facility] = relationship(foreign_keys=high_id)
