"""Gives kept answers for programs again before the application is asked.

What an answer may show is in its ETag (`answers.tag`): as long as that is the tag of now, which one
small row tells, the answer is good, whoever asks. It is kept whole, with its headers, for each way
of compressing it.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from backports import zstd
from flask import Flask

from registry.db import db, for_glances
from registry.faults import DatabaseError
from registry.limited import serving
from registry.places.queries import states
from registry.search.answers import EXTENSION, LEVEL, Answers, tag_of

LARGEST = 1_000_000
"""Bytes of the largest body that is kept."""

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]

OF_BODY = ("Content-Type", "Content-Length", "Content-Encoding")
"""Headers that an answer without a body does not have."""

PARTS = (
    *("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    "HTTP_ACCEPT_ENCODING",
)
"""What makes two requests ask for the same answer."""


class Public(NamedTuple):
    """An answer that anybody may keep."""

    tag: str  # its ETag
    headers: Headers
    packed: bytes


class Front:
    """A WSGI application before another one."""

    def __init__(
        self, inner: Callable[[Environ, Start], Iterable[bytes]], engine: Any, kept: Answers
    ):
        """Keep answers of an application whose data are in a database."""
        self.inner = inner
        self.engine = engine
        self.kept = kept

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] != "GET":
            return self.inner(environ, start)
        key = tuple(environ.get(part, "") for part in PARTS)
        if key in self.kept and (found := self.kept.get(key, self._tag())):
            if environ.get("HTTP_IF_NONE_MATCH") == found.tag:
                start(
                    "304 NOT MODIFIED", [pair for pair in found.headers if pair[0] not in OF_BODY]
                )
                return []
            start("200 OK", found.headers)
            return [zstd.decompress(found.packed)]
        return self._asked(key, environ, start)

    def _tag(self) -> str:
        """Return the tag of now; none while the database is away, which the application tells."""
        try:
            with serving(), self.engine.connect() as connection:
                return f'W/"{tag_of(states(connection))}"'
        except DatabaseError:
            return ""

    def _asked(self, key: Any, environ: Environ, start: Start) -> Iterable[bytes]:
        """Ask the application, and keep what it answers if others may."""
        answer: dict[str, Any] = {}

        def started(status: str, headers: Headers, *rest: Any) -> Any:
            answer.update(status=status, headers=headers)
            return start(status, headers, *rest)

        body = self.inner(environ, started)
        named = dict(answer["headers"])
        is_public = "public" in named.get("Cache-Control", "") and "ETag" in named
        is_public = is_public and "Set-Cookie" not in named  # that would be somebody's own
        is_short = int(named.get("Content-Length", LARGEST + 1)) <= LARGEST
        if not (is_public and is_short and answer["status"].startswith("200")):
            return body
        if named["ETag"] != self._tag():  # of something else, or of a moment ago
            return body
        whole = b"".join(body)
        if close := getattr(body, "close", None):
            close()
        packed = zstd.compress(whole, LEVEL)
        self.kept.put(key, Public(named["ETag"], answer["headers"], packed))
        return [whole]


def init_app(app: Flask) -> None:
    """Put the kept answers before the application, unless there is no space for any."""
    kept: Answers = app.extensions[EXTENSION]
    if kept.most_bytes:
        with app.app_context():
            app.wsgi_app = Front(app.wsgi_app, for_glances(db.engine), kept)  # type: ignore
