"""The blueprint, and how large a file it takes."""

from typing import Any

from flask import Blueprint, current_app, request

bp = Blueprint("intake", __name__, url_prefix="/<lang:lang>")

AROUND_BYTES = 64 * 1024
"""What a form sends around a file."""


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the one form with a file send more than others, before anything reads it."""
    if endpoint == "intake.send":
        most = int(current_app.config["IMPORT_MAX_MIB"] * 1024 * 1024)
        request.max_content_length = most + AROUND_BYTES
