"""What a search finds, for programs and spreadsheets: all of it, a part of it, or counts.

The parameters are those of the search page. With `limit` the first facilities come in the order
of the list, with the address of those after them; without it all come, in the order of their
numbers, as a stream.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import orjson
from flask import Blueprint, Response, request, stream_with_context, url_for
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from registry.db import db
from registry.forms import QueryForm
from registry.geo import Point
from registry.pages import public_url
from registry.search import queries
from registry.search.answers import revalidated, tag
from registry.search.document import Row
from registry.search.downloads import formats
from registry.search.fields import Position
from registry.search.forms import SearchForm
from registry.search.question import Question

bp = Blueprint("downloads", __name__, url_prefix="/<lang:lang>")

MOST = 1000
"""Facilities that `limit` gives at once."""

GEOJSON = "application/geo+json"


class PartForm(QueryForm):
    """How many of the found are wanted, and from where they are measured."""

    limit = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    at = Position()


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
    if "limit" in request.args:
        return revalidated(_part(), tag())
    return _streamed(formats.features, GEOJSON)


@bp.get("/facilities.jsonl")
def jsonl() -> Response:
    """Give all of the found as JSON Lines."""
    return _streamed(lambda rows, _total: formats.lines(rows), "application/jsonl")


@bp.get("/facilities.csv")
def table() -> Response:
    """Give all of the found as a table."""
    return _streamed(lambda rows, _total: formats.table(rows), "text/csv")


@bp.get("/counts.json")
def counts() -> Response:
    """Count how many facilities each choice would show."""
    return revalidated(_counts(), tag())


def _counts() -> Response:
    form, _part = _asked()
    body = {"counts": queries.counts(form.question())}
    return Response(orjson.dumps(body), mimetype="application/json")


def _part() -> Response:
    """Give the first of the found, and where the next are."""
    form, part = _asked()
    question = _from(form.question(), part.at.data)
    page = queries.rows(question.having(size=part.limit.data, after=form.after.data or None))
    members: dict[str, Any] = {"numberMatched": page.total, "numberReturned": len(page.rows)}
    if page.after:
        args = request.args.to_dict(flat=False) | {"after": [page.after]}
        following = public_url(url_for("downloads.geojson", **cast(Any, args)))
        members["links"] = [{"rel": "next", "type": GEOJSON, "href": following}]
    return Response(formats.collection(page.rows, members), mimetype=GEOJSON)


def _from(question: Question, at: Point | None) -> Question:
    """Return the question, answered from a point outwards where one is given."""
    return question.having(centre=at, radius_km=None, sort="distance") if at else question


Format = Callable[[Iterable[Iterable[Row]], int], Iterator[bytes]]


def _streamed(written: Format, mimetype: str) -> Response:
    form, part = _asked()
    question = _from(form.question(), part.at.data)
    found = queries.matching(question)

    def body() -> Iterator[bytes]:
        for piece in written(queries.batches(found, part.at.data), len(found)):
            db.session.rollback()  # no connection is held while a slow reader takes the piece
            yield piece

    return Response(stream_with_context(body()), mimetype=mimetype)
