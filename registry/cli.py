"""What is done from a terminal: `flask load`, `flask geocode`, `flask search`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give `flask` its commands."""
