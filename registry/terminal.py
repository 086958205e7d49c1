"""The application with its commands, as `flask` runs it.

A web process is built without them: what only they use takes 12 MB of memory in each.
"""

from typing import Any

from flask import Flask

from registry import cli, migration
from registry import create_app as create_web_app
from registry.accounts import cli as people
from registry.coverage import cli as coverage
from registry.operations import cli as operations
from registry.operations.copying import cli as copying
from registry.places import cli as places


def create_app(**overrides: Any) -> Flask:
    """Build an application as `registry.create_app` does, and give it its commands."""
    app = create_web_app(**overrides)
    for part in (migration, cli, people, places, coverage, operations, copying):
        part.init_app(app)
    return app
