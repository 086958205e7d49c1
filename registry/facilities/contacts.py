"""Contacts as links that are safe to follow. Pure."""

from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from registry.facilities.vocabulary import ContactType

LINK = Markup('<a href="{}" rel="nofollow noopener">{}</a>')


def address(kind: ContactType, value: str) -> str:
    """Return what a contact links to; nothing where no safe link can be made.

    >>> address(ContactType.PHONE, "+7 (7172) 12-34-56")
    'tel:+77172123456'
    >>> address(ContactType.WEBSITE, "javascript:alert(1)")
    ''
    """
    match kind:
        case ContactType.EMAIL:
            return f"mailto:{value}" if "@" in value else ""
        case ContactType.PHONE:
            digits = "".join(c for c in value if c.isdigit())
            return f"tel:{'+' if value.startswith('+') else ''}{digits}" if digits else ""
        case _:
            return value if urlsplit(value).scheme in ("http", "https") else ""


def shown(kind: ContactType, value: str) -> str:
    """Return a contact as people write it: a site without its scheme.

    >>> shown(ContactType.INSTAGRAM, "https://www.instagram.com/pavlodar.hub/")
    '@pavlodar.hub'
    """
    parts = urlsplit(value)
    if kind is ContactType.INSTAGRAM and parts.path.strip("/"):
        return f"@{parts.path.strip('/').split('/')[0]}"
    if parts.netloc:
        return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
    return value


def link(contact: Any) -> Markup:
    """Return a contact as a link, or as text where it cannot be followed."""
    text = shown(contact.type, contact.value)
    if href := address(contact.type, contact.value):
        return LINK.format(href, text)
    return escape(text)
