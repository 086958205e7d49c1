"""The search page, which is also the front page, and what its scripts ask for."""

from typing import Any, cast

import orjson
from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from registry.facilities.drawings import frame, pin_of_card
from registry.forms import QueryForm
from registry.geo import Box, Point
from registry.i18n import _, best, preferred
from registry.maps import build, outlines
from registry.maps.pins import Cell, feature_collection
from registry.places import queries as places
from registry.search import advice, layouts, queries, suggestions, ways
from registry.search.answers import kept, revalidated, tag
from registry.search.choices import choices
from registry.search.fields import MapBox
from registry.search.forms import SearchForm
from registry.search.question import FACETS, Question

bp = Blueprint("search", __name__)

NEAREST_BEYOND = 3
FEW = 3
"""With fewer results than this, the nearest outside the circle are shown too."""


class ViewForm(QueryForm):
    """The part of the map that a visitor sees."""

    view = MapBox(validators=[InputRequired()])
    zoom = IntegerField(validators=[InputRequired(), NumberRange(0, 22)])


class TypingForm(QueryForm):
    """What somebody has typed so far."""

    typed = StringField(validators=[Length(max=200)], default="")
    places = IntegerField(default=0)


@bp.get("/")
def front() -> Any:
    """Send a visitor to the front page in their language."""
    query = request.query_string.decode("ascii", "ignore")
    response = redirect(f"{url_for('search.results', lang=preferred())}{query and f'?{query}'}")
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def asked() -> SearchForm:
    """Return the form filled from the address; raises Invalid."""
    form = SearchForm(request.args)
    form.require()
    return form


@bp.get("/<lang:lang>/")
@kept
def results() -> str | tuple[str, int]:
    """List the facilities that the address asks for, with a map and what to try next."""
    form = SearchForm(request.args)
    if not form.validate():
        return _refused(form), 422
    form.require()
    question = form.question()
    page = queries.find(question)
    place = best(form.centre_names).value
    return render_template(
        "search/results.html",
        form=form,
        question=question,
        page=page,
        heading=advice.heading(question, page.total, place),
        wholes=ways.whole_regions(form),
        groups=choices(question, queries.counts(question), ways.offers(form), ways.said(form)),
        sorts=_sorts(form, question),
        canonical=url_for("search.results", **form.args()),
        drawing=_drawing(form, question, page),
        beyond=queries.beyond(question, NEAREST_BEYOND) if page.total < FEW else [],
        **({} if page.total else _nothing(form, question, place)),
    )


def _refused(form: SearchForm) -> str:
    """Return the form as it was sent, with what is wrong beside each field."""
    asked: dict[str, Any] = {f: tuple(form[facet].data or ()) for facet, f in FACETS.items()}
    groups = choices(Question(**asked), queries.counts(Question()), ways.offers(form), ())
    return render_template("search/refused.html", form=form, groups=groups)


def _nothing(form: SearchForm, question: Question, place: str) -> dict[str, Any]:
    """Return what a page without results says and offers."""
    relaxations = queries.relaxations(question)
    regions = {iso: best(region.names).value for iso, region in form.regions.items()}
    return {
        "reason": advice.reason(question, (step.facet for step in relaxations), place),
        "relaxations": [
            advice.Step(
                advice.condition(question, step.facet, step.code, regions),
                step.total,
                ways.without(form, step.facet),
            )
            for step in relaxations
        ],
    }


def _sorts(form: SearchForm, question: Question) -> list[tuple[str, str]]:
    """Return the orders that make sense for the question, with their labels."""
    has_text = bool(question.text) or not question.centre
    fitting = {"relevance": has_text, "distance": bool(question.centre)}
    return [
        (sort, str(label))
        for sort, label in ((choice.value, choice.label) for choice in form.sort.choices)
        if sort and fitting.get(sort, True)
    ]


def _drawing(form: SearchForm, question: Question, page: queries.Page) -> build.Drawing:
    pins = [pin for pin in (pin_of_card(hit.card) for hit in page.hits) if pin]
    fit = question.box or (None if question.has_radius or not form.args() else _around(pins))
    args = form.args()
    return build.results_map(
        frame(_("Map of the results"), pins),
        points_url=url_for("search.points", **args),
        search_url=url_for("search.results", **args),
        fit=fit,
        centre=question.centre,
        radius_km=question.radius_km,
    )


def _around(pins: list[Any]) -> Box | None:
    return outlines.around(pin.point for pin in pins)


@bp.get("/<lang:lang>/points.json")
def points() -> Response:
    """Give the map its pins, or counts where they are many."""
    now = tag()
    form = asked()
    view = ViewForm(request.args)
    view.require()
    found = queries.points(form.question(), cast(Box, view.view.data), int(view.zoom.data))
    pins = [pin for pin in map(pin_of_card, found.cards) if pin]
    cells = [Cell(cell.count, Point(cell.lat, cell.lon), cell.kinds) for cell in found.cells]
    body = orjson.dumps(feature_collection(pins, cells))
    return revalidated(Response(body, mimetype="application/geo+json"), now)


@bp.get("/<lang:lang>/suggest.json")
def suggest() -> Response:
    """Offer what may be meant while somebody types."""
    form = TypingForm(request.args)
    form.require()
    typed = form.typed.data.strip()
    offers = _places if form.places.data else _everything
    found = map(offers, (typed, *layouts.exchanged(typed)))
    return jsonify(suggestions=[offer._asdict() for offer in next(filter(None, found), [])])


def _places(typed: str) -> list[suggestions.Suggestion]:
    return suggestions.of_places(typed, places.gazetteer().suggest)


def _everything(typed: str) -> list[suggestions.Suggestion]:
    cards = queries.name_suggestions(typed)
    return suggestions.of_everything(typed, places.gazetteer().suggest, cards, _page_of)


def _page_of(card: Any) -> str:
    return url_for("facilities.detail", public_id=card.public_id, slug=card.slug)
