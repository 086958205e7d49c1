"""Where the pages of proposals hang."""

from flask import Blueprint, request

bp = Blueprint("moderation", __name__, url_prefix="/<lang:lang>")

PAGES_MOST = 10_000
"""Pages of a list at most; beyond, nobody turns them."""


def page_number() -> int:
    """Return which page of a list is asked for."""
    return min(max(request.args.get("page", 1, type=int), 1), PAGES_MOST)
