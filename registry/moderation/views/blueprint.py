"""Where the pages of proposals hang."""

from flask import Blueprint

bp = Blueprint("moderation", __name__, url_prefix="/<lang:lang>")
