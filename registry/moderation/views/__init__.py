"""Pages where people propose changes and reviewers decide on them.

Each module brings pages of one purpose to the blueprint.
"""

from registry.moderation.views import (
    claims,
    confirming,
    evidence,
    history,
    life,
    register,
    reports,
    review,
    status,
)
from registry.moderation.views.blueprint import bp

__all__ = [
    "bp",
    "claims",
    "confirming",
    "evidence",
    "history",
    "life",
    "register",
    "reports",
    "review",
    "status",
]
