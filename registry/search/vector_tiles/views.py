"""The facilities as vector tiles, for maps of others: MapLibre, QGIS and their like.

A facility is in one tile of each zoom, so that tiles add up to the whole: in the layer `facilities`
where the tile holds few, else counted in the layer `cells`. Copies may be kept by anybody and are
asked for again before each use; they stay good until the index or the day changes.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request, url_for

from registry.errors import NotFound
from registry.facilities.drawings import country_box
from registry.facilities.vocabulary import Kind, Precision
from registry.geo import Point
from registry.i18n import _, best, language
from registry.maps.vector_tile import MIMETYPE, Mark, Value, encode
from registry.maps.web_tile import Tile
from registry.pages import public_url
from registry.places import queries as places
from registry.search import queries
from registry.search.answers import digest, revalidated, tag
from registry.search.document import Card
from registry.search.forms import SearchForm
from registry.search.queries.cells import Cell
from registry.search.vector_tiles import tilejson

bp = Blueprint("vector_tiles", __name__, url_prefix="/<lang:lang>")

CREDITED = ("facilities.csv", "settlements.csv")
"""Files of a country's pack from which the pins come."""

NOBODY = "00000000"
"""A public id that no facility has: theirs hold no 0."""


@bp.after_request
def _open_to_all(response: Response) -> Response:
    """Let pages of others read the answers, errors too; they depend on no cookie."""
    response.access_control_allow_origin = "*"
    return response


@bp.get("/tiles/<int:z>/<int:x>/<int:y>.mvt")
def tile(z: int, x: int, y: int) -> Response:
    """Give what a search finds on one tile."""
    wanted = Tile(z, x, y)
    if not wanted.exists:
        raise NotFound(_("There is no tile at this address."))
    form = _asked()
    response = revalidated(Response(mimetype=MIMETYPE), tag())
    if response.status_code != 304:
        # Programs draw tiles 512 pixels wide, the cells of a search's map are for 256.
        found = queries.points(form.question(), wanted.box, z + 1)
        layers = {"facilities": _facilities(found.cards), "cells": map(_cell, found.cells)}
        response.data = encode(layers, wanted)
    return response


@bp.get("/tiles.json")
def about() -> Response:
    """Tell map programs where the tiles of a search are and what they hold."""
    query = urlencode(_asked().args(), doseq=True)
    sample = public_url(url_for("vector_tiles.tile", z=0, x=0, y=0))
    document = tilejson.document(
        tiles=sample.removesuffix("0/0/0.mvt") + "{z}/{x}/{y}.mvt" + (query and f"?{query}"),
        bounds=country_box(places.boundaries()),
        kinds={kind.value: str(kind.label) for kind in Kind},
        credits=(one.attribution for one in places.sources() if one.file in CREDITED),
    )
    body = orjson.dumps(document)
    return revalidated(Response(body, mimetype="application/json"), digest(body))


def _asked() -> SearchForm:
    form = SearchForm(request.args)
    form.require()
    return form


def _facilities(cards: Iterable[Card]) -> Iterator[Mark]:
    lang = language()
    sample = public_url(url_for("facilities.detail", public_id=NOBODY, slug=""))
    pages = sample.removesuffix(NOBODY)  # one address costs more than all else of a mark
    for card in cards:
        if card.point is None:
            continue
        properties: dict[str, Value] = {
            "id": card.public_id,
            "name": best(card.names, lang).value,
            "kind": card.kind,
            "status": card.status,
            "precision": card.precision or str(Precision.BUILDING),
            "unverified": card.is_unverified,
            "url": pages + card.public_id,
        }
        yield Mark(card.point, properties, int(card.public_id, 36))


def _cell(cell: Cell) -> Mark:
    return Mark(Point(cell.lat, cell.lon), {"count": cell.count, **cell.kinds})
