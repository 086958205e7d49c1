"""Where one can go from a search: other filters, fewer conditions, a whole region. Pure.

All functions read a search.forms.SearchForm; all but offers a valid one.
"""

from collections.abc import Iterable
from typing import Any

from registry.i18n import best
from registry.places.folding import tokens
from registry.places.gazetteer import Entry
from registry.search.choices import Offer
from registry.search.question import FACETS, FLAGS


def offers(form: Any) -> dict[str, Offer]:
    """Return what the filters of the form are called, and their choices."""
    found = {
        facet: Offer(
            str(form[facet].label.text),
            {code: str(label) for code, label in form[facet].labels.items()},
        )
        for facet in FACETS
    }
    return found | {flag: Offer(str(form[flag].label.text), {}) for flag in FLAGS}


def said(form: Any) -> set[tuple[str, str]]:
    """Return facet and code of what was understood of the text; a flag has no code."""
    flags = {(chip.type, "") for chip in form.understood.chips if chip.type in FLAGS}
    return flags | {(chip.type, chip.code) for chip in form.understood.chips}


OF_RADIUS = ("settlement", "radius", "near_me")
"""What of the typed text goes with a circle: there is none without its centre."""


def without(form: Any, facet: str) -> dict[str, Any]:
    """Return the address that asks the same but for one condition."""
    gone = OF_RADIUS if facet == "radius" else (facet,)
    chips = form.understood.chips
    if facet == "text":
        return form.args(q=" ".join(form.typed[chip.start : chip.end] for chip in chips))
    text = form.typed
    for chip in sorted(chips, key=lambda chip: -chip.start):
        if chip.type in gone:
            text = f"{text[: chip.start]} {text[chip.end :]}"
    dropped = {"radius": ("near", "radius_km")}.get(facet, (facet,))
    if facet == "region" and form.place and form.place.point is None:
        dropped = ("region", "near")
    return form.args(q=" ".join(text.split()), **dict.fromkeys(dropped))


def whole_regions(form: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return regions that may be meant instead of the settlement, each with its address."""
    chip = next((one for one in form.understood.chips if one.type == "settlement"), None)
    if chip is None or chip.entry is None:
        return []
    typed = form.typed[chip.start : chip.end]
    regions = namesakes(typed, chip.entry, form.regions.values())
    return [
        (best(one.names).value, form.args(q=chip.without, region=[one.iso], radius_km=None))
        for one in regions
    ]


def namesakes(typed: str, town: Entry, regions: Iterable[Any]) -> list[Any]:
    """Return the regions that somebody may mean who named a town: its own, and its namesakes.

    Cities that are regions themselves are left out: the town is all of them.
    """
    words = set(tokens(typed))
    return [
        region
        for region in regions
        if region.kind != "city"
        and (
            region.iso == town.region_iso
            or any(set(tokens(name)) & words for name in region.short_names.values())
        )
    ]
