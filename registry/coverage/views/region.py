"""A region: who is left out, who serves it from beyond its border, what it lacks."""

from typing import Any

import numpy as np
from flask import render_template

from registry.coverage.audit import Audit, curve_of
from registry.coverage.curve_chart import chart
from registry.coverage.drawings import shaded
from registry.coverage.forms import asked
from registry.coverage.ground import Ground
from registry.coverage.measures.shares import unmet
from registry.coverage.queries import names
from registry.coverage.rows import Row, unserved
from registry.coverage.views.country import LONGEST_KM
from registry.coverage.views.frame import args, bp, found, region_of, regions
from registry.facilities.vocabulary import Kind
from registry.i18n import _, best
from registry.search.answers import kept

LISTED = 50
"""Settlements beyond the standard that a page lists."""


@bp.get("/<iso>")
@kept
def region(iso: str) -> str:
    """Show how a region is covered."""
    place, here = region_of(iso)
    form, question = asked()
    ground, audited = found(question)
    inside = np.flatnonzero(ground.people.region == place)
    order = unmet(
        ground.people.people[inside], audited.cost[inside], question.standard, len(inside)
    )
    beyond = unserved(ground, audited, inside[order[:LISTED]])
    serving = _serving(ground, audited, place)
    ids = {one.site for one in beyond if one.site >= 0} | {site for site, _people in serving}
    drawing = shaded(
        _("Map of coverage, %(region)s", region=best(here.names).value),
        {iso: Row(audited.figures, place, iso).shade},
        question,
    )
    return render_template(
        "coverage/region.html",
        form=form,
        question=question,
        args=args(question),
        region=here,
        names=regions(),
        row=Row(audited.figures, place, iso),
        whole=Row(audited.figures, len(ground.regions.isos), ""),
        ground=ground,
        beyond=beyond,
        beyond_total=len(order),
        serving=serving,
        towns=names.towns(
            (ground.people.ids[one.point] for one in beyond), finer=bool(ground.people_source)
        ),
        sites=names.facilities(ground.sites.ids[site] for site in ids),
        kinds=_kinds(ground, audited, place),
        chart=chart(
            curve_of(ground, audited, place),
            question.standard,
            max(LONGEST_KM, question.standard),
        ),
        drawing=drawing,
    )


def _serving(ground: Ground, audited: Audit, place: int) -> list[tuple[int, float]]:
    """Return the sites beyond the border that are nearest to somebody within the standard."""
    people = ground.people
    served = (
        (people.region == place) & (audited.cost <= audited.question.standard) & (audited.site >= 0)
    )
    served &= ground.sites.region[np.maximum(audited.site, 0)] != place
    sites, where = np.unique(audited.site[served], return_inverse=True)
    sums = np.bincount(where, weights=people.people[served], minlength=len(sites))
    order = np.argsort(-sums, kind="stable")
    return [(int(sites[one]), float(sums[one])) for one in order]


def _kinds(ground: Ground, audited: Audit, place: int) -> list[dict[str, Any]]:
    """Return how many of each kind in question the region and the country have."""
    sites = ground.sites
    found = []
    for kind in audited.question.kinds:
        of_kind = audited.counts & (sites.kind == tuple(Kind).index(kind))
        here = int((of_kind & (sites.region == place)).sum())
        found.append({"kind": kind, "here": here, "all": int(of_kind.sum())})
    return found
