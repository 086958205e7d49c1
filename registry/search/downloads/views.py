"""What a search finds, for programs and spreadsheets: all of it, a part of it, or counts.

The parameters are those of the search page. With `limit` the first facilities come in the order
of the list, with the address of those after them; without it all come, in the order of their
numbers, as a stream.
"""

from collections.abc import Callable, Iterable, Iterator
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, current_app, request, stream_with_context, url_for
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from registry.db import db
from registry.errors import Unavailable
from registry.forms import QueryForm
from registry.geo import Point
from registry.i18n import _
from registry.pages import public_url
from registry.search import queries
from registry.search.answers import revalidated, tag
from registry.search.document import Row
from registry.search.downloads import formats
from registry.search.fields import Position
from registry.search.forms import SearchForm
from registry.search.question import Question

bp = Blueprint("downloads", __name__, url_prefix="/<lang:lang>")

FREE = "downloads"

AT_ONCE = 2
"""Downloads that a process gives at once: each takes a thread, for as long as its reader likes."""

MOST = 1000
"""Facilities that `limit` gives at once."""

GEOJSON = "application/geo+json"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PartForm(QueryForm):
    """How many of the found are wanted, and from where they are measured."""

    limit = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    at = Position()


@bp.record_once
def _allow(state: Any) -> None:
    state.app.extensions[FREE] = BoundedSemaphore(AT_ONCE)


@bp.after_request
def _open_to_all(response: Response) -> Response:
    """Let pages of others read the answers, errors too; they depend on no cookie."""
    response.access_control_allow_origin = "*"
    return response


def _asked() -> tuple[SearchForm, PartForm]:
    form, part = SearchForm(request.args), PartForm(request.args)
    form.require()
    part.require()
    return form, part


@bp.get("/facilities.geojson")
def geojson() -> Response:
    """Give the found as GeoJSON."""
    now = tag()
    form, part = _asked()
    if part.limit.data:
        return revalidated(_part(form, part), now)
    return _streamed(form, part, formats.features, GEOJSON)


@bp.get("/facilities.jsonl")
def jsonl() -> Response:
    """Give all of the found as JSON Lines."""
    return _streamed(*_asked(), lambda rows, _total: formats.lines(rows), "application/jsonl")


@bp.get("/facilities.csv")
def table() -> Response:
    """Give all of the found as a table."""
    return _streamed(*_asked(), lambda rows, _total: formats.table(rows), "text/csv")


@bp.get("/facilities.xlsx")
def book() -> Response:
    """Give all of the found as a workbook."""
    return _streamed(*_asked(), lambda rows, _total: formats.book(rows), XLSX)


@bp.get("/counts.json")
def counts() -> Response:
    """Count how many facilities each choice would show."""
    now = tag()
    form, _part = _asked()
    body = {"counts": queries.counts(form.question())}
    return revalidated(Response(orjson.dumps(body), mimetype="application/json"), now)


def _part(form: SearchForm, part: PartForm) -> Response:
    """Give the first of the found, and where the next are."""
    question = _from(form.question(), part.at.data)
    page = queries.rows(question.having(size=part.limit.data, after=form.after.data or None))
    members: dict[str, Any] = {"numberMatched": page.total, "numberReturned": len(page.rows)}
    if page.after:
        asked = [pair for pair in request.args.items(multi=True) if pair[0] != "after"]
        query = urlencode([*asked, ("after", page.after)], errors="replace")
        following = public_url(f"{url_for('downloads.geojson')}?{query}")
        members["links"] = [{"rel": "next", "type": GEOJSON, "href": following}]
    return Response(formats.collection(page.rows, members), mimetype=GEOJSON)


def _from(question: Question, at: Point | None) -> Question:
    """Return the question, answered from a point outwards where one is given."""
    return question.having(centre=at, radius_km=None, sort="distance") if at else question


Format = Callable[[Iterable[Iterable[Row]], int], Iterator[bytes]]


def _streamed(form: SearchForm, part: PartForm, written: Format, mimetype: str) -> Response:
    question = _from(form.question(), part.at.data)
    found = queries.matching(question)

    def body() -> Iterator[bytes]:
        for piece in written(queries.batches(found, part.at.data), len(found)):
            db.session.rollback()  # no connection is held while a slow reader takes the piece
            yield piece

    free = current_app.extensions[FREE]
    if not free.acquire(blocking=False):
        raise Unavailable(_("Too many downloads run at once. Please try again in a minute."))
    response = Response(stream_with_context(body()), mimetype=mimetype)
    response.headers["X-Total-Count"] = str(len(found))  # to tell a file that broke off
    response.call_on_close(free.release)
    return response
