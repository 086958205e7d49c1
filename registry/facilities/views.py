"""Pages of facilities: one, several side by side, those of a region; and the shortlist."""

import re
from datetime import date, timedelta
from typing import Any

import segno
from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup

from registry.db import today
from registry.errors import Conflict
from registry.facilities import completeness, contacts, linked_data, queries, shortlist
from registry.facilities.drawings import (
    base_map,
    facility_drawing,
    precision_text,
    provider_name,
    region_drawing,
)
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Kind
from registry.i18n import _, best
from registry.maps.signs import sign
from registry.pages import YEAR_S, public_url
from registry.places import queries as places

bp = Blueprint("facilities", __name__, url_prefix="/<lang:lang>")
bp.add_app_template_global(contacts.link, "contact_link")
bp.add_app_template_global(precision_text)
bp.add_app_template_global(provider_name)
bp.add_app_template_global(sign, "kind_sign")


LISTED = 200
"""Facilities listed on a region's page; the search has all."""

NEIGHBOURS = 6
"""Facilities shown as nearest on a facility's page."""


@bp.app_template_global()
def shortlisted() -> tuple[str, ...]:
    """Return the public ids on the visitor's shortlist."""
    return shortlist.read(request.cookies.get(shortlist.COOKIE))


@bp.app_template_global()
def core_kinds() -> tuple[Kind, ...]:
    """Return the four kinds that the registry exists for."""
    return tuple(kind for kind in Kind if kind.is_core)


@bp.app_template_global()
def not_confirmed_since(confirmed_on: date | str | None) -> date | None:
    """Return the day on which an operator last confirmed a record, where that is too long ago."""
    if not confirmed_on:
        return None
    day = date.fromisoformat(confirmed_on) if isinstance(confirmed_on, str) else confirmed_on
    limit = today() - timedelta(days=current_app.config["CONFIRMED_WITHIN_DAYS"])
    return day if day < limit else None


@bp.app_template_global()
def other_names(facility: Facility) -> list[tuple[str, str]]:
    """Return the names in the other languages, each once, with its language."""
    shown = best(facility.names).value
    found = {name: lang for lang, name in facility.names.items() if name and name != shown}
    return [(lang, name) for name, lang in found.items()]


@bp.get("/facilities/<public_id>/<slug>")
@bp.get("/facilities/<public_id>", defaults={"slug": ""})
def detail(public_id: str, slug: str) -> Any:
    """Show all that is known of a facility, and what is not."""
    facility = queries.present(public_id)
    address = url_for("facilities.detail", public_id=facility.public_id, slug=facility.slug)
    if facility.public_id != public_id:
        return redirect(address, 301)  # it became part of another, for ever
    if slug != facility.slug:
        return redirect(address, 302)
    neighbours = queries.neighbours(facility, NEIGHBOURS)
    return render_template(
        "facilities/detail.html",
        facility=facility,
        neighbours=neighbours,
        unknown=completeness.unknown(facility),
        drawing=facility_drawing(facility, (other for other, _km in neighbours)),
        linked_data=linked_data.of_facility(facility, public_url(address)),
        code=Markup(segno.make(public_url(address)).svg_inline(scale=3, border=0)),  # noqa: S704
    )


@bp.get("/regions")
def regions() -> str:
    """List the regions with what each has of the four kinds, and which have none."""
    return render_template("facilities/regions.html", rows=queries.counts_by_region())


@bp.get("/regions/<iso>")
def region(iso: str) -> str:
    """Show a region: its outline, what it has and what it lacks."""
    found = places.region(iso)
    facilities = queries.of_region(iso, LISTED)
    return render_template(
        "facilities/region.html",
        region=found,
        facilities=facilities,
        total=queries.total_of_region(iso),
        row=next(row for row in queries.counts_by_region() if row.region.iso == iso),
        drawing=region_drawing(found, facilities),
    )


@bp.get("/boundaries.json")
def boundaries() -> Response:
    """Give maps their ground: the outlines of regions and the names of places."""
    response = Response(base_map(), mimetype="application/geo+json")
    if request.args.get("v") and request.args["v"] == places.revision():
        response.cache_control.max_age = YEAR_S  # the address changes with the data
    return response


@bp.get("/shortlist")
def show_shortlist() -> str:
    """Show a shortlist: the one in the address when there is one, else the visitor's own."""
    shared = shortlist.read(".".join(request.args.getlist("id")))
    ids = shared or shortlisted()
    return render_template(
        "facilities/shortlist.html",
        facilities=queries.several(ids),
        is_shared=bool(shared),
        compared=shortlist.COMPARED,
    )


@bp.post("/shortlist")
def change_shortlist() -> Response:
    """Put a facility on the shortlist or take it off, and go back to where the visitor was."""
    add, remove = request.form.get("add", ""), request.form.get("remove", "")
    ids = shortlist.changed(shortlisted(), add, remove)
    if add and add not in ids and len(ids) == shortlist.MOST:
        raise Conflict(
            _("A shortlist holds %(most)s facilities; take one off first.", most=shortlist.MOST)
        )
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(ids=ids)
    else:
        response = redirect(_own_path(request.form.get("back", "")), 303)  # type: ignore[assignment]
    response.set_cookie(
        shortlist.COOKIE,
        shortlist.written(ids),
        max_age=shortlist.COOKIE_AGE_S,
        samesite="Lax",
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


@bp.get("/compare")
def compare() -> str:
    """Show up to four facilities side by side."""
    asked = shortlist.read(".".join(request.args.getlist("id")))
    facilities = queries.several(asked[: shortlist.COMPARED])
    return render_template(
        "facilities/compare.html", facilities=facilities, is_cut=len(asked) > shortlist.COMPARED
    )


def _own_path(address: str) -> str:
    """Return a path of our own, never an address that leads to another host."""
    is_ours = re.match(r"/(?![/\\])", address) and address.isprintable()
    return address if is_ours else url_for("facilities.show_shortlist")
