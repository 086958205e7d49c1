"""Handing letters to a server, or to a folder when there is none. Pure but for that."""

import os
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, parseaddr
from hashlib import blake2b
from pathlib import Path
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from registry.db import utcnow

PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = ("localhost", "127.0.0.1", "::1")

AWAY = (OSError, SMTPException)
"""What goes wrong with the server; with the letter alone when `is_refused` says so."""


class Written(Protocol):
    """What is sent of a letter."""

    key: str
    to: str
    lang: str
    subject: str
    text: str
    html: str


class Server(NamedTuple):
    """Where letters are handed over."""

    host: str
    port: int
    is_tls: bool  # from the first byte; otherwise after STARTTLS
    user: str
    password: str


def server(url: str) -> Server:
    """Return the server that an address names.

    Raises:
        ValueError: It is no address of a mail server.

    >>> server("smtp://anna:p%40ss@mail.example.org")
    Server(host='mail.example.org', port=587, is_tls=False, user='anna', password='p@ss')
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("it has to be like smtp://user:password@host:587")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    port = parts.port or PORTS[parts.scheme]
    return Server(parts.hostname, port, parts.scheme == "smtps", user, password)


def domain(sender: str) -> str:
    """Return the domain of an address.

    >>> domain("Registry <registry@example.org>")
    'example.org'
    """
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def message(letter: Written, sender: str) -> EmailMessage:
    """Return a letter as it is sent. It has the same Message-ID however often it is."""
    made = EmailMessage(policy=POLICY)
    made["From"] = sender
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(utcnow())
    number = blake2b(letter.key.encode(), digest_size=20).hexdigest()
    made["Message-ID"] = f"<{number}@{domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    made["Content-Language"] = letter.lang  # last: it would go with the first part
    return made


@contextmanager
def connected(to: Server, timeout_s: float, sender: str) -> Iterator[SMTP]:
    """Give a connection to a server, over TLS unless it is on this machine.

    We call ourselves by the domain of the sender: the network need not be asked for our name.

    Raises:
        OSError, SMTPException: It cannot be reached, or does not take us.
    """
    safe = ssl.create_default_context()
    if to.is_tls:
        made: SMTP = SMTP_SSL(to.host, to.port, domain(sender), timeout=timeout_s, context=safe)
    else:
        made = SMTP(to.host, to.port, domain(sender), timeout=timeout_s)
    with made as connection:
        connection.ehlo()
        if not to.is_tls and to.host not in LOOPBACK:
            connection.starttls(context=safe)
            connection.ehlo()
        if to.user:
            connection.login(to.user, to.password)
        yield connection


def is_refused(error: Exception) -> bool:
    """Tell whether a server will never take this letter: it need not be tried again."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


def is_about_letter(error: Exception) -> bool:
    """Tell whether other letters may still be taken."""
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError)


def reason(error: Exception) -> str:
    """Return what went wrong, in a line."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _said(code, text)
    if isinstance(error, SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def keep(letter: Written, sender: str, folder: Path) -> Path:
    """Keep a letter in a folder instead of sending it, and print it; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = blake2b(letter.key.encode(), digest_size=8).hexdigest()
    file = folder / f"{name}.eml"
    part = file.with_suffix(".part")
    part.write_bytes(message(letter, sender).as_bytes())
    os.replace(part, file)  # noqa: PTH105
    sys.stderr.write(f"\n--- {letter.to}: {letter.subject} ({file})\n{letter.text}---\n")
    return file
