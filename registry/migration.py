"""Brings the tables of a database up to date; for commands, which alone need Alembic."""

from flask import Flask
from flask_migrate import Migrate

from registry.db import db

migrate = Migrate(compare_type=True)


def init_app(app: Flask) -> None:
    """Tell where the migrations of the application are."""
    migrate.init_app(app, db, directory=str(app.config["HERE"] / "migrations"))
