"""What narrows a search, each with the address that goes on without it. Pure.

All functions read a valid search.forms.SearchForm.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from registry.i18n import _
from registry.search.phrases import label
from registry.search.question import FACETS, FLAGS


class Chip(NamedTuple):
    """One thing that narrows the search, with the address that goes on without it."""

    type: str
    code: str
    label: str
    args: dict[str, Any]


def chips(form: Any) -> list[Chip]:
    """Return what narrows the search: first what was typed, then what was chosen."""
    return [*_said(form), *_placed(form), *_chosen(form)]


def _said(form: Any) -> Iterator[Chip]:
    radius = form.effective_radius_km
    for chip in form.understood.chips:
        text = chip.label
        if chip.type == "radius" and radius:
            text = label("radius", f"{radius:g}")
        yield Chip(chip.type, chip.code, text, form.args(q=chip.without))


def _placed(form: Any) -> Iterator[Chip]:
    if form.place:
        yield Chip("near", form.place.code, form.place.label, form.args(near=None))
    if form.radius_km.data and form.radius_counts():
        code = form.radius_km._value()
        yield Chip("radius", code, label("radius", code), form.args(radius_km=None))
    if form.box.data:
        yield Chip("box", "", _("Map area"), form.args(box=None))


def _chosen(form: Any) -> Iterator[Chip]:
    for facet in FACETS:
        added = form.added(facet)
        for code in added:
            left = [kept for kept in added if kept != code]
            yield Chip(facet, code, str(form[facet].labels[code]), form.args(**{facet: left}))
    for flag in filter(form.added_flag, FLAGS):
        yield Chip(flag, "", label(flag, ""), form.args(**{flag: None}))
