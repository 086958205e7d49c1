"""Where next: the best places for new facilities, with a proof."""

from flask import render_template, request
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from registry.accounts.guard import signed_in
from registry.coverage.drawings import shaded, town_pins
from registry.coverage.forms import Decimal, asked
from registry.coverage.nextsites import LEAST_PEOPLE, Wish, plan
from registry.coverage.queries import names
from registry.coverage.rows import rows
from registry.coverage.siting.problem import Infeasible, Model
from registry.coverage.views.frame import args, bp, found, regions
from registry.errors import Invalid
from registry.forms import QueryForm
from registry.i18n import _, _l
from registry.search.fields import Choice, offered

LISTED = 20
"""Places that stay out of reach, as the page lists them."""

MODELS = {
    "": _l("Most people within reach"),
    str(Model.LSCP): _l("Fewest sites that reach a share of the people"),
    str(Model.PMEDIAN): _l("Shortest way on average"),
    str(Model.PCENTER): _l("Shortest way for the farthest"),
}


class PlanForm(QueryForm):
    """What is to be built."""

    model = Choice(_l("What is best"), choices=offered(MODELS), default="")
    p = IntegerField(_l("New facilities"), [Optional(), NumberRange(1, 30)], default=5)
    least = Decimal(
        _l("Towns of at least so many people"), least=1.0, most=5_000_000.0, usual=LEAST_PEOPLE
    )
    reach = Decimal(
        _l("Share to be reached, percent (fewest sites)"), least=1.0, most=100.0, usual=90.0
    )


@bp.get("/next")
def siting() -> str:
    """Show where new facilities would serve best."""
    signed_in()
    form, question = asked()
    wanted = PlanForm(request.args)
    wanted.require()
    ground, audited = found(question)
    model = Model(wanted.model.data or Model.MCLP)
    wish = Wish(model, wanted.p.data or 5, float(wanted.least.data), float(wanted.reach.data) / 100)
    try:
        answer = plan(ground, audited, wish)
    except Infeasible as error:
        raise Invalid(
            _("No choice of towns does what is asked: take smaller towns, or a greater distance.")
        ) from error
    points = [step.point for step in answer.steps]
    shown = {
        *points,
        *answer.left[:LISTED].tolist(),
        *(one for some in answer.others for one in some),
    }
    towns = names.towns(
        (ground.people.ids[point] for point in shown), finer=bool(ground.people_source)
    )
    by_region, _country = rows(ground, audited)
    return render_template(
        "coverage/siting.html",
        noindex=True,
        form=form,
        wanted=wanted,
        question=question,
        args=args(question),
        plan=answer,
        model=model,
        ground=ground,
        towns=towns,
        names=regions(),
        left=answer.left[:LISTED],
        drawing=shaded(
            _("Map of the proposed places"),
            {row.iso: row.shade for row in by_region},
            pins=town_pins(ground, points, towns),
        ),
    )
