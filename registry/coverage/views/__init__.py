"""Pages of the audit."""

from registry.coverage.views import country, quality, region, siting  # noqa: F401
from registry.coverage.views.frame import bp

__all__ = ["bp"]
