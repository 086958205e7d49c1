"""Addresses about the registry itself: its data, its health, its map for search engines."""

from flask import Blueprint, Response, jsonify, render_template

from registry.operations import queries
from registry.pages import public_url
from registry.places import queries as places

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """Answer when the application and its database are up."""
    return jsonify(status="ok" if queries.is_database_up() else "failing")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """List every page in every language, for search engines."""
    page = render_template(
        "operations/sitemap.xml",
        facilities=list(queries.facility_addresses()),
        regions=queries.region_codes(),
    )
    return Response(page, mimetype="application/xml")


@bp.get("/<lang:lang>/about/data")
def about_data() -> str:
    """Say where the data are from, how far they can be trusted, and how to name their makers."""
    return render_template("operations/about_data.html", sources=places.sources())


@bp.get("/robots.txt")
def robots() -> Response:
    """Invite crawlers, and point them to the sitemap."""
    lines = ["User-agent: *", "Disallow: /*?", f"Sitemap: {public_url('/sitemap.xml')}", ""]
    return Response("\n".join(lines), mimetype="text/plain")
