"""Pages."""

from flask import Blueprint

from registry.facilities import models as _f  # noqa: F401
from registry.search import models as _s  # noqa: F401

bp = Blueprint("search", __name__)
