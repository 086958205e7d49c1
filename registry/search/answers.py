"""Answers that are the same for everybody, kept in the process until what they show may change.

An answer is kept under its address, and counts as long as no part of the data has another
revision and the day is the same: deadlines pass by themselves. Answers for programs, which others
may keep too and ask before they use one again, are given by `front.py`. Pages are kept here: what
differs from visitor to visitor, the nonce of scripts and the token of forms, is exchanged each
time, and who is signed in gets a page of their own.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import blake2b
from threading import Lock
from typing import Any, NamedTuple, Protocol

from backports import zstd
from flask import Flask, Response, current_app, g, make_response, request, session
from flask_wtf.csrf import generate_csrf

from registry.db import db, today
from registry.facilities import shortlist
from registry.pages import nonce
from registry.places import queries as places

EXTENSION = "answers"

FORMAT = 1
"""Goes up when answers hold something else of the same records, so that no copy stays behind."""

USER_IDS = "_user_id"
"""Where Flask-Login keeps who is signed in."""

LEVEL = 1
"""How hard answers are pressed: 100 kilobytes go to a tenth, and come back in 0.1 ms."""

OVERHEAD = 1500
"""Bytes that a kept answer takes beside its body and its key: its headers above all."""

KEY_MOST = 2000
"""Letters of the longest key, all parts together."""


class Kept(Protocol):
    """What all kept answers have."""

    @property
    def tag(self) -> str:
        """What it counts for."""

    @property
    def packed(self) -> bytes:
        """Its body, compressed."""


class Answer(NamedTuple):
    """A finished answer, and what in it was of the visitor for whom it was made."""

    tag: str
    mimetype: str
    packed: bytes
    marks: tuple[tuple[str, bytes], ...]  # names of OWN, and what stands for each


class Answers:
    """Kept answers, of which those not asked for longest go when they take too much space."""

    def __init__(self, most_bytes: int) -> None:
        """Keep up to so many bytes; none at all with 0."""
        self.most_bytes = most_bytes
        self.bytes = 0
        self.kept: OrderedDict[Any, Kept] = OrderedDict()
        self.lock = Lock()

    def __contains__(self, key: Any) -> bool:
        """Tell whether there is an answer under a key, good or not."""
        return key in self.kept

    def get(self, key: Any, tag: str) -> Any:
        """Return the answer under a key, if nothing has changed since it was made."""
        with self.lock:
            found = self.kept.get(key)
            if found and found.tag == tag:
                self.kept.move_to_end(key)
                return found
        return None

    def put(self, key: Any, answer: Kept) -> None:
        """Keep an answer; none whose key takes more space than answers do."""
        if _length(key) > KEY_MOST:
            return
        with self.lock:
            self._drop(key)
            self.kept[key] = answer
            self.bytes += _size(key, answer)
            while self.bytes > self.most_bytes:
                self._drop(next(iter(self.kept)))

    def _drop(self, key: Any) -> None:
        if old := self.kept.pop(key, None):
            self.bytes -= _size(key, old)


def _size(key: Any, answer: Kept) -> int:
    return _length(key) + len(answer.packed) + OVERHEAD


def _length(key: Any) -> int:
    return sum(len(part) for part in key)


OWN: dict[str, Callable[[], str]] = {"nonce": nonce, "csrf_token": generate_csrf}
"""What is the visitor's own, by the name under which Flask's `g` has it, and what makes it."""


def kept(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what a view answers with 200, and give it again as long as nothing has changed."""

    @wraps(view)
    def answered(**values: Any) -> Any:
        answers: Answers = current_app.extensions[EXTENSION]
        if not answers.most_bytes or USER_IDS in session:
            return view(**values)
        key = (request.url, ".".join(shortlist.read(request.cookies.get(shortlist.COOKIE))))
        now = tag()
        found = answers.get(key, now)
        if found is None:
            response = make_response(view(**values))
            if response.status_code != 200 or response.is_streamed:
                return response
            answers.put(key, _packed(response, now))
            return response
        return Response(_unpacked(found), mimetype=found.mimetype)

    return answered


def _packed(response: Response, now: str) -> Answer:
    marks = tuple((name, str(g.get(name)).encode()) for name in OWN if name in g)
    packed = zstd.compress(response.get_data(), LEVEL)
    return Answer(now, response.mimetype or "", packed, marks)


def _unpacked(answer: Answer) -> bytes:
    """Return the body with what is this visitor's own."""
    body: bytes = zstd.decompress(answer.packed)
    for name, mark in answer.marks:
        body = body.replace(mark, OWN[name]().encode())
    return body


def tag() -> str:
    """Return what changes whenever an answer may: with any part of the data, and with the day."""
    if "answers_tag" not in g:
        g.answers_tag = tag_of(places.revisions(db.session()))
    return str(g.answers_tag)


def tag_of(revisions: Mapping[str, places.State]) -> str:
    """Return the tag of all answers while the data are in this state, today."""
    return digest(f"{FORMAT} {sorted(revisions.items())} {today()}".encode())


def digest(content: bytes) -> str:
    """Return a short word for a content."""
    return blake2b(content, digest_size=12).hexdigest()


def revalidated(response: Response, mark: str) -> Response:
    """Return an answer that anybody may keep and nobody use without asking; 304 where it is."""
    response.set_etag(mark, weak=True)  # compressed or not, it says the same
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Give the application its kept answers."""
    app.extensions[EXTENSION] = Answers(round(app.config["ANSWERS_KEPT_MIB"] * 1024 * 1024))
