"""The audit in one sentence, for whoever has a minute. Pure."""

from collections.abc import Sequence
from typing import Any

from flask_babel import format_decimal

from registry.coverage.question import Question, core_kinds
from registry.coverage.rows import Row
from registry.coverage.vocabulary import Cost
from registry.i18n import _, _n


def subject(question: Question) -> str:
    """Return what counts, in a few words."""
    if question.kinds == core_kinds():
        return str(_("a facility of the four kinds"))
    if len(question.kinds) == 1:
        return str(_("a facility of the kind “%(kind)s”", kind=question.kinds[0].label))
    return str(_("a facility of the chosen kinds"))


def lead(question: Question, regions: Sequence[Row], country: Row) -> list[str]:
    """Return who is covered, who is not, and which regions have nothing."""
    if country.share is None:
        return [str(_("Nobody is known to live anywhere, so nothing can be told."))]
    words: dict[str, Any] = {
        "share": format_decimal(round(country.share * 100)),
        "standard": format_decimal(round(question.standard, 1)),
        "what": subject(question),
    }
    if question.cost is Cost.ROAD:
        first = _(
            "By road (estimated), %(share)s of 100 people live within %(standard)s km of %(what)s.",
            **words,
        )
    else:
        first = _("%(share)s of 100 people live within %(standard)s km of %(what)s.", **words)
    beyond = round(country.beyond or 0)
    people = format_decimal(beyond)
    others = _n("%(people)s person does not.", "%(people)s people do not.", beyond, people=people)
    found = [str(first), str(others)]
    without = sum(1 for row in regions if not row.facilities)
    if without:
        found.append(str(_n("%(num)s region has none.", "%(num)s regions have none.", without)))
    return found
