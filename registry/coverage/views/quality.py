"""How well the data are known, by region, and which correction would change the audit most."""

from datetime import timedelta

from flask import current_app, render_template

from registry.coverage.corrections import corrections
from registry.coverage.forms import asked
from registry.coverage.queries import names
from registry.coverage.queries.quality import Quality, by_region, total
from registry.coverage.rows import rows
from registry.coverage.views.frame import args, bp, found, regions
from registry.db import today
from registry.search.answers import kept

LISTED = 30
"""Corrections that the page lists."""


@bp.get("/quality")
@kept
def quality() -> str:
    """Show what the registry does not know."""
    form, question = asked()
    ground, audited = found(question)
    since = today() - timedelta(days=current_app.config["CONFIRMED_WITHIN_DAYS"])
    known = by_region(since)
    people, whole = rows(ground, audited)
    gaps = corrections(ground, audited)
    listed = [gap for gap in gaps if gap.people > 0][:LISTED]
    ids = {gap.site: int(ground.sites.ids[gap.site]) for gap in listed}
    return render_template(
        "coverage/quality.html",
        form=form,
        question=question,
        args=args(question),
        rows=[(row, known.get(row.iso, Quality())) for row in people],
        whole=(whole, total(list(known.values()))),
        nowhere=known.get("", Quality()),
        since=since,
        names=regions(),
        gaps=[(gap, int(ground.sites.region[gap.site]), ids[gap.site]) for gap in listed],
        gaps_total=len(gaps),
        facilities=names.facilities(ids.values()),
        isos=ground.regions.isos,
        ground=ground,
    )
