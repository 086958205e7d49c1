"""Packages that few requests need, loaded when something of them is first used. Pure.

A web process that reads no spreadsheet does without the megabytes of the package that reads them.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any


class Later:
    """Stands for a package, which is loaded with the first use of one of its names.

    Python's own LazyLoader may load a package twice when two threads come at the same time.
    """

    def __init__(self, name: str) -> None:
        """Remember the name of the package."""
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        """Return what the package has under this name."""
        return getattr(import_module(self._name), attribute)


def later(name: str) -> Any:
    """Return what stands for a package until it is used.

    Raises:
        ModuleNotFoundError: It is not installed.
    """
    if find_spec(name) is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return Later(name)
