"""How often somebody has done something lately."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import db


class RateLimit(db.Model):
    """A count that ends by itself; one row for each visitor and limit. The key tells nobody who."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[float] = mapped_column(Float, index=True)  # seconds since 1970
