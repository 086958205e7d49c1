"""Tasks of the worker that did not end well."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import db, utcnow


class FailedTask(db.Model):
    """A task that failed, until it ends well or somebody has seen to it."""

    __tablename__ = "failed_task"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # the queue's
    name: Mapped[str] = mapped_column(String(100))
    args: Mapped[list[Any]] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    is_last: Mapped[bool] = mapped_column(default=False)  # it will not be tried again by itself
    failed_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
