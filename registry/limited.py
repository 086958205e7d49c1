"""Whether somebody waits for what runs now, so that it may take only so long."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask import has_request_context

_serving = ContextVar("serving", default=False)


def is_limited() -> bool:
    """Tell whether a request is served, by the application or by what stands before it."""
    return has_request_context() or _serving.get()


@contextmanager
def serving() -> Iterator[None]:
    """Serve a request before the application is asked."""
    token = _serving.set(True)
    try:
        yield
    finally:
        _serving.reset(token)
