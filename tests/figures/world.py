"""A facility, its operator, and who works for it."""

from registry.accounts.policy import Membership
from registry.db import db
from registry.figures.commands import report
from registry.figures.periods import parse
from registry.figures.queries import state
from tests import factories


def operated(membership=Membership.EDITOR, **fields):
    """Return a facility and somebody of its operator."""
    operator, person = factories.organisation(), factories.person()
    factories.member(person, operator, membership)
    return factories.facility(operator_id=operator.id, **fields), person


def reported(facility, person, code, values, **texts):
    """Report figures reached, {Indicator: value}, and commit."""
    period = parse(code)
    wanted = {(indicator, False): value for indicator, value in values.items()}
    count = report(facility, period, wanted, person, state(facility, period), **texts)
    db.session.commit()
    return count
