"""People, and what they may do.

Flask-Security would load at once what only passkeys and providers need: webauthn and Authlib, with
much below them. A process that nobody signs into by them does without; `load` brings them in.
"""

import sys
from importlib import import_module, reload
from importlib.util import find_spec
from threading import RLock
from types import ModuleType

HEAVY = {
    "webauthn": ("flask_security.webauthn_util", "flask_security.webauthn"),
    "authlib": ("flask_security.oauth_provider", "flask_security.oauth_glue"),
}
"""Packages, each with the modules of Flask-Security that take names from it."""

_lock = RLock()


def _put_off() -> None:
    """Let empty modules stand for the packages; Flask-Security can be loaded without them."""
    if "flask_security" in sys.modules:
        return
    for name in HEAVY.keys() - sys.modules.keys():
        stand_in = ModuleType(name)
        stand_in.__spec__ = find_spec(name)  # it is looked whether they are installed
        sys.modules[name] = stand_in


def load(name: str) -> None:
    """Load one of the packages, and let Flask-Security have what is in it."""
    with _lock:
        if hasattr(sys.modules.get(name), "__path__"):
            return
        sys.modules.pop(name, None)
        import_module(name)
        for module in HEAVY[name]:
            # The functions that are in use look names up in the module, which stays the same.
            reload(sys.modules[module])


_put_off()
