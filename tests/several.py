"""Several applications on one database, each with settings of its own."""

from contextlib import ExitStack, contextmanager

from registry.accounts.guard import OPEN
from registry.accounts.routes import ROUTES
from registry.terminal import create_app
from tests.cluster import Cluster
from tests.conftest import Browser, Terminal, closing, defaults, made


@contextmanager
def applications(address, folder, add_pages=None):
    """Give what makes an application; its pages for the test, if any, are added to it.

    It looks like one in production, except that a posted form needs no token.
    """
    fixed = {
        "SQLALCHEMY_DATABASE_URI": address,
        "SECRET_KEY": "tests",
        "SECURITY_PASSWORD_SALT": "tests",
        "WTF_CSRF_ENABLED": False,
    }
    with ExitStack() as stack:

        def make(**settings):
            app = create_app(**defaults(folder) | fixed | settings)
            app.test_client_class = Browser
            app.test_cli_runner_class = Terminal
            if add_pages:
                add_pages(app)
                app.extensions[OPEN] |= app.view_functions.keys() - ROUTES.keys()
            return stack.enter_context(closing(app))

        yield make


@contextmanager
def followed(folder):
    """A primary with the tables of the registry, and the standby that follows it."""
    with Cluster(folder / "primary") as primary:
        with made(folder, primary.create("registry")):
            pass
        with primary.standby(folder / "standby") as standby:
            yield primary, standby
