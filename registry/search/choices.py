"""The filters that a visitor can choose from, with how many facilities each would show. Pure."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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


ORDER = ("kind", "region", "service", "sector", "stage", "language", "status")
"""Facets in the order in which they are shown."""


class Offer(NamedTuple):
    """What a facet is called, and the label of each of its codes in order."""

    label: str
    labels: Mapping[str, str]


def choices(
    question: Question,
    counts: Counts,
    offers: Mapping[str, Offer],
    said: Container[tuple[str, str]],
) -> Choices:
    """Return every filter with its label, its count and whether it is chosen.

    Args:
        question: What is asked now.
        counts: Facilities by facet and code, as counted for this question.
        offers: What can be chosen, by facet of ORDER and FLAGS; a flag has no labels.
        said: Facet and code of what was understood of the text; a flag has no code.
    """
    facets = [
        Group(
            facet,
            offers[facet].label,
            [
                Option(
                    code,
                    label,
                    counts.get(facet, {}).get(code, 0),
                    code in question.chosen(facet),
                    (facet, code) in said,
                )
                for code, label in offers[facet].labels.items()
            ],
        )
        for facet in ORDER
    ]
    flags = [
        Option(
            code,
            offers[code].label,
            counts.get(code, {}).get("", 0),
            bool(getattr(question, field)),
            (code, "") in said,
        )
        for code, field in FLAGS.items()
    ]
    return Choices(flags, facets)
