"""The filters that a visitor can choose from, with how many facilities each would show. Pure."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from registry.facilities.vocabulary import Kind, Language, Sector, Service, Stage, Status
from registry.i18n import _l, best
from registry.search.phrases import label
from registry.search.question import FLAGS, Question

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Option:
    """One box to tick."""

    code: str
    label: str
    count: int
    is_chosen: bool
    is_said: bool  # chosen by what was typed: taken back there, not by the box


class Group(NamedTuple):
    """The boxes of one facet."""

    facet: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> int:
        """How many boxes are ticked."""
        return sum(option.is_chosen for option in self.options)

    @property
    def is_open(self) -> bool:
        """Tell whether the group shows its boxes from the start."""
        return bool(self.chosen)


class Choices(NamedTuple):
    """All filters of the search page, in the order in which they are shown."""

    flags: list[Option]
    facets: list[Group]


WORDS = {
    "kind": (_l("Kind"), Kind),
    "service": (_l("Services"), Service),
    "sector": (_l("Sectors"), Sector),
    "stage": (_l("Startup stages"), Stage),
    "language": (_l("Working languages"), Language),
    "status": (_l("Status"), Status),
}


def choices(
    question: Question, counts: Counts, regions: Iterable[Any], said: Container[tuple[str, str]]
) -> Choices:
    """Return every filter with its label, its count and whether it is chosen.

    Args:
        question: What is asked now.
        counts: Facilities by facet and code, as counted for this question.
        regions: Regions in the order in which they are shown.
        said: Facet and code of what was understood of the text; a flag has no code.
    """
    labels = {facet: {w.value: str(w.label) for w in words} for facet, (_t, words) in WORDS.items()}
    named = {region.iso: best(region.names).value for region in regions}
    titles = {facet: str(title) for facet, (title, _w) in WORDS.items()}
    order = ("kind", "region", "service", "sector", "stage", "language", "status")
    labels["region"], titles["region"] = named, str(_l("Region"))
    facets = [
        Group(
            facet,
            titles[facet],
            [
                Option(
                    code,
                    label,
                    counts.get(facet, {}).get(code, 0),
                    code in question.chosen(facet),
                    (facet, code) in said,
                )
                for code, label in labels[facet].items()
            ],
        )
        for facet in order
    ]
    flags = [
        Option(
            code,
            label(code, ""),
            counts.get(code, {}).get("", 0),
            bool(getattr(question, field)),
            (code, "") in said,
        )
        for code, field in FLAGS.items()
    ]
    return Choices(flags, facets)
