"""Addresses about the registry itself: its data, its health, its map for search engines."""

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    stream_template,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from registry.db import db
from registry.errors import NotFound
from registry.i18n import _
from registry.mail.commands import try_again
from registry.operations import commands, queries
from registry.pages import public_url
from registry.places import queries as places
from registry.tasks import ask

bp = Blueprint("operations", __name__)

PER_SITEMAP = 10_000
"""Facilities in one sitemap: with four languages below the 50,000 addresses that one may hold."""


@bp.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Answer 200 when the application and its database are up, else 503."""
    is_up = queries.is_database_up()
    return jsonify(status="ok" if is_up else "failing"), 200 if is_up else 503


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Name the sitemaps, for search engines."""
    parts = range(1, 1 + -(-queries.count_facilities() // PER_SITEMAP))
    page = render_template("operations/sitemap.xml", parts=parts)
    return Response(page, mimetype="application/xml")


@bp.get("/sitemaps/pages.xml")
def sitemap_pages() -> Response:
    """List the pages that are not about one facility, in every language."""
    page = render_template("operations/sitemap_pages.xml", regions=places.regions())
    return Response(page, mimetype="application/xml")


@bp.get("/sitemaps/facilities-<int:part>.xml")
def sitemap_facilities(part: int) -> Response:
    """List some of the facilities in every language, and when each last changed."""
    start = (part - 1) * PER_SITEMAP
    if not 0 <= start < queries.count_facilities():
        raise NotFound(_("There is no page at this address."))
    found = queries.facility_addresses(start, PER_SITEMAP)
    page = stream_template("operations/sitemap_facilities.xml", facilities=found)
    return Response(page, mimetype="application/xml")


@bp.get("/<lang:lang>/about/data")
def about_data() -> str:
    """Say where the data are from, how far they can be trusted, and how to name their makers."""
    return render_template("operations/about_data.html", sources=places.sources())


@bp.get("/robots.txt")
def robots() -> Response:
    """Invite crawlers, and point them to the sitemap."""
    lines = [
        "User-agent: *",
        "Allow: /static/",
        "Disallow: /*?",
        f"Sitemap: {public_url(url_for('operations.sitemap'))}",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/<lang:lang>/operation/failures")
def failures() -> str:
    """Show tasks of the worker that failed, and letters that nobody took."""
    return render_template(
        "operations/failures.html",
        failures=queries.failures(),
        letters=queries.stuck_letters(),
        waiting=queries.waiting_letters(),
    )


@bp.post("/<lang:lang>/operation/failures")
def see_to_failure() -> AnyResponse:
    """Try a failed task or a letter again, or forget the task."""
    if number := request.form.get("letter", type=int):
        try_again(queries.letter(number))
        db.session.commit()
        ask("mail.send")
    else:
        task = commands.taken_up(request.form.get("task", ""))
        name, args = task.name, task.args
        db.session.commit()
        if request.form.get("act") == "again":
            ask(name, *args)
    flash(_("Done."))
    return redirect(url_for("operations.failures"))
