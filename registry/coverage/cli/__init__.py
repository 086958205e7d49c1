"""What officials and their analysts do from a terminal."""

from flask import Flask
from flask.cli import AppGroup

from registry.coverage.cli.solve import solve
from registry.coverage.cli.times import load

group = AppGroup("coverage", help="Audit how facilities cover the country, and plan the next.")
group.add_command(solve)
group.add_command(load)


def init_app(app: Flask) -> None:
    """Give `flask` its commands."""
    app.cli.add_command(group)
