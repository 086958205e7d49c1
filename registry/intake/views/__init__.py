"""Pages of imports and of facilities that may be one."""

from registry.intake.views import deciding, duplicates, imports
from registry.intake.views.blueprint import bp

__all__ = ["bp", "deciding", "duplicates", "imports"]
