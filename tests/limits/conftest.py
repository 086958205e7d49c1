"""Rate limits, with their counts in the database and in Redis."""

import pytest

from registry import create_app
from tests.conftest import Browser, closing


@pytest.fixture
def another(app, keeper):
    """Make another application, as another process has it, with the same database and Redis."""
    made = []

    def make(**settings):
        ours = {"RATE_LIMIT_CHANGES": "3 per minute", "WTF_CSRF_ENABLED": False}
        other = create_app(**{**app.config, **ours, **settings})
        other.test_client_class = Browser
        made.append(other)
        return other

    yield make
    for other in made:
        with closing(other):
            pass


@pytest.fixture
def limited(another):
    """An application that takes three changes a minute from each address."""
    return another()
