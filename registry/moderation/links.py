"""Links of letters that work without signing in: what they say is signed, and expires. Pure."""

from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from registry.errors import Conflict, NotFound
from registry.i18n import _

DAY_S = 24 * 3600


def _serializer(secret: str | bytes, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"registry {purpose}")


def token(secret: str | bytes, purpose: str, values: Any) -> str:
    """Return the part of a link that says something for one purpose, and nothing for another."""
    return str(_serializer(secret, purpose).dumps(values))


def read(secret: str | bytes, purpose: str, text: str, days: float) -> Any:
    """Return what a link says.

    Args:
        secret: With which it was signed.
        purpose: For which it was made.
        text: The part of the link.
        days: For which it works.

    Raises:
        Conflict: It has expired.
        NotFound: Nobody here made it.
    """
    try:
        return _serializer(secret, purpose).loads(text, max_age=int(days * DAY_S))
    except SignatureExpired as error:
        raise Conflict(
            _("This link has expired. Sign in to do the same, or wait for the next letter.")
        ) from error
    except BadSignature as error:
        raise NotFound(_("This link is not whole. Open it from the letter again.")) from error
