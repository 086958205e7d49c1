"""What all pages of the audit share."""

from typing import Any

from flask import Blueprint
from flask_babel import format_percent

from registry.coverage.audit import Audit, audit
from registry.coverage.ground import Ground
from registry.coverage.queries import ground as grounds
from registry.coverage.queries import names
from registry.coverage.question import Question
from registry.db import today
from registry.errors import NotFound
from registry.i18n import _
from registry.places.models import Region

bp = Blueprint("coverage", __name__, url_prefix="/<lang:lang>/coverage")


@bp.record_once
def _keep_ground(state: Any) -> None:
    grounds.init_app(state.app)


@bp.app_template_filter("share")
def share(value: float | None) -> str:
    """Return a share, 0 to 1, in percent; words where it cannot be told."""
    return str(_("no data")) if value is None else str(format_percent(value, "0.0 %"))


@bp.app_template_filter("percent")
def percent(value: float) -> str:
    """Return a share, 0 to 1, in whole percent, for legends and axes."""
    return str(format_percent(value))


def found(question: Question) -> tuple[Ground, Audit]:
    """Return the country and what a question finds in it."""
    ground = grounds.ground()
    return ground, audit(ground, question)


def regions() -> dict[str, Region]:
    """Return the regions by ISO code, in the order of the ground."""
    return {region.iso: region for region in names.regions()}


def region_of(iso: str) -> tuple[int, Region]:
    """Return the place of a region in the ground, and the region.

    Raises:
        NotFound: The country has no such region.
    """
    every = regions()
    if iso not in every:
        raise NotFound(_("No region has the code %(code)s.", code=iso))
    return list(every).index(iso), every[iso]


def args(question: Question) -> dict[str, Any]:
    """Return what the address of another page says of the same question."""
    return question.args(today())
