"""What a visitor wants to find, in typed values. Pure."""

from dataclasses import dataclass, replace
from typing import Any

from registry.geo import Box, Point
from registry.places.folding import tokens
from registry.search.unread import unread

FACETS = {
    "kind": "kinds",
    "status": "statuses",
    "service": "services",
    "sector": "sectors",
    "stage": "stages",
    "language": "languages",
    "region": "regions",
}
"""The field of a question that holds the codes chosen of each facet."""

FLAGS = {"open": "open_now", "confirmed": "confirmed"}
"""The field of a question for each facet that is only on or off."""


@dataclass(frozen=True)
class Question:
    """Everything that decides which facilities are found, in which order and which page of them.

    Codes of one facet are alternatives; facets, flags, text, radius and box all have to hold.
    """

    text: str = ""  # searched as words, as typed
    whole: str = ""  # all that was typed; a facility with exactly this name comes first
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()  # ISO 3166-2
    open_now: bool = False  # a programme takes applications today
    confirmed: bool = False  # the operator confirmed the record within a year
    centre: Point | None = None
    radius_km: float | None = None  # counts only with a centre; the rim is inside
    box: Box | None = None  # edges inside
    sort: str | None = None  # relevance, distance, name, newest; None: the best for the question
    after: str | None = None  # where the page before ended
    size: int = 20
    lang: str = "kk"  # whose alphabet sorts names

    @property
    def has_radius(self) -> bool:
        """Tell whether only a circle is searched."""
        return self.centre is not None and self.radius_km is not None

    @property
    def order(self) -> str:
        """The sort in effect, or `standing` where nothing else suggests one.

        >>> Question(text="park").order, Question(centre=Point(50, 80)).order, Question().order
        ('relevance', 'distance', 'standing')
        """
        if self.sort == "distance" and self.centre is None:
            return "standing"
        if self.sort:
            return self.sort
        if self.centre:
            return "distance"
        return "relevance" if self.text.strip() or self.whole.strip() else "standing"

    @property
    def has_words(self) -> bool:
        """Tell whether what was typed holds anything that can be searched."""
        return bool(tokens(self.whole) or unread(self.whole))

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the codes chosen of a facet; none means that it does not matter."""
        codes: tuple[str, ...] = getattr(self, FACETS[facet])
        return codes

    def having(self, **changes: Any) -> "Question":
        """Return the same question with some fields changed, from its first page."""
        return replace(self, **{"after": None, **changes})

    def without(self, facet: str, code: str = "") -> "Question":
        """Return the question with one filter lifted.

        Args:
            facet: A name of FACETS or FLAGS, or `text`, `radius`, `box`.
            code: Of a facet of FACETS: the one choice to lift; all of them when empty.
        """
        if facet in FACETS:
            left = tuple(kept for kept in self.chosen(facet) if code and kept != code)
            return self.having(**{FACETS[facet]: left})
        if facet in FLAGS:
            return self.having(**{FLAGS[facet]: False})
        if facet == "text":
            return self.having(text="", whole="")
        return self.having(radius_km=None) if facet == "radius" else self.having(box=None)
