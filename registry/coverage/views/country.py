"""The country at a glance: one sentence, a map, a curve, the regions by who is left out."""

from flask import render_template

from registry.coverage import sentences
from registry.coverage.audit import audit
from registry.coverage.changes import change
from registry.coverage.curve_chart import chart
from registry.coverage.drawings import shaded
from registry.coverage.forms import asked
from registry.coverage.question import DETOUR_BAND
from registry.coverage.rows import rows
from registry.coverage.views.frame import args, bp, found, regions
from registry.coverage.vocabulary import Cost
from registry.i18n import _
from registry.search.answers import kept

LONGEST_KM = 300.0
"""Right end of the curve, unless the standard lies beyond."""


@bp.get("")
@kept
def country() -> str:
    """Show how the country is covered."""
    form, question = asked()
    ground, audited = found(question)
    by_region, whole = rows(ground, audited)
    since = None
    if question.since:
        since = change(ground, audit(ground, question._replace(on=question.since)), audited)
    others: tuple[float, ...] = ()
    if question.cost is Cost.ROAD:
        others = tuple(factor / question.detour for factor in DETOUR_BAND)
    return render_template(
        "coverage/country.html",
        form=form,
        question=question,
        args=args(question),
        lead=sentences.lead(question, by_region, whole),
        rows=by_region,
        whole=whole,
        ground=ground,
        inequality=audited.inequality,
        names=regions(),
        since=since,
        chart=chart(audited.curve, question.standard, max(LONGEST_KM, question.standard), others),
        drawing=shaded(
            _("Map of coverage by region"), {row.iso: row.shade for row in by_region}, question
        ),
    )
