"""What an audit is asked: which facilities count, on what day, and how near is near enough. Pure.

A question is written into addresses, scenarios and reports in one way, so that whoever has one of
them has the same figures again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from registry.coverage.vocabulary import Cost
from registry.facilities.vocabulary import Kind, Sector, Service, Status

STANDARDS_KM = (10.0, 25.0, 50.0, 100.0, 200.0)
"""Distances at which coverage is always told."""

STANDARDS_MIN = (15.0, 30.0, 60.0, 120.0, 240.0)
"""The same for travel times."""

STANDARD_KM, STANDARD_MIN = 100.0, 120.0
STANDARD_MOST = 2000.0

DETOUR, DETOUR_LEAST, DETOUR_MOST = 1.3, 1.0, 2.0
"""By how much roads are longer than the straight line; an estimate."""

DETOUR_BAND = (1.2, 1.4)
"""What is drawn beside the estimate: detours usual between towns."""


class Question(NamedTuple):
    """What is asked. What is empty does not narrow."""

    kinds: tuple[Kind, ...]  # never empty, in the order of the vocabulary
    on: date
    services: tuple[Service, ...] = ()  # a facility that offers any of them counts
    sectors: tuple[Sector, ...] = ()
    statuses: tuple[Status, ...] = ()  # empty: those at work on that day
    standard: float = STANDARD_KM  # in the unit of the cost; a cost equal to it is within
    cost: Cost = Cost.LINE
    detour: float = DETOUR  # counts for Cost.ROAD
    table_id: int = 0  # of travel times; counts for Cost.TABLE
    since: date | None = None  # the day with which the figures are compared

    @property
    def unit(self) -> str:
        """What costs are counted in: "km" or "min"."""
        return "min" if self.cost is Cost.TABLE else "km"

    @property
    def standards(self) -> tuple[float, ...]:
        """The standards at which coverage is always told."""
        return STANDARDS_MIN if self.cost is Cost.TABLE else STANDARDS_KM

    def args(self, today: date) -> dict[str, Any]:
        """Return what an address says of it; what is usual is left out.

        >>> Question((Kind.FAB_LAB,), date(2026, 1, 1), standard=50).args(date(2026, 1, 1))
        {'kind': ['fab_lab'], 's': '50'}
        """
        found: dict[str, Any] = {}
        if self.kinds != core_kinds():
            found["kind"] = [str(kind) for kind in self.kinds]
        for name, words in self._lists().items():
            if words:
                found[name] = [str(word) for word in words]
        if self.on != today:
            found["on"] = self.on.isoformat()
        if self.standard != usual_standard(self.cost):
            found["s"] = f"{self.standard:g}"
        if self.cost is Cost.ROAD:
            found["cost"] = str(self.cost)
            if self.detour != DETOUR:
                found["detour"] = f"{self.detour:g}"
        if self.cost is Cost.TABLE:
            found["cost"] = f"{self.cost}-{self.table_id}"
        if self.since:
            found["since"] = self.since.isoformat()
        return found

    def written(self) -> dict[str, Any]:
        """Return all of it in words that JSON can hold; `read` turns them back."""
        return {
            "kinds": [str(kind) for kind in self.kinds],
            "on": self.on.isoformat(),
            **{f"{name}_in": list(map(str, words)) for name, words in self._lists().items()},
            "standard": self.standard,
            "cost": str(self.cost),
            "detour": self.detour,
            "table_id": self.table_id,
            "since": self.since.isoformat() if self.since else None,
        }

    def _lists(self) -> dict[str, Sequence[Any]]:
        return {"service": self.services, "sector": self.sectors, "status": self.statuses}


def core_kinds() -> tuple[Kind, ...]:
    """Return the four kinds that the registry exists for."""
    return tuple(kind for kind in Kind if kind.is_core)


def usual_standard(cost: Cost) -> float:
    """Return the standard that counts when nobody names one."""
    return STANDARD_MIN if cost is Cost.TABLE else STANDARD_KM


def read(written: Mapping[str, Any]) -> Question:
    """Return the question that `written` wrote.

    Raises:
        ValueError, KeyError, TypeError: It was not written so.
    """
    since = written.get("since")
    return Question(
        kinds=in_order(Kind, written["kinds"]),
        on=date.fromisoformat(written["on"]),
        services=in_order(Service, written["service_in"]),
        sectors=in_order(Sector, written["sector_in"]),
        statuses=in_order(Status, written["status_in"]),
        standard=float(written["standard"]),
        cost=Cost(written["cost"]),
        detour=float(written["detour"]),
        table_id=int(written["table_id"]),
        since=date.fromisoformat(since) if since else None,
    )


def in_order(vocabulary: type[Any], codes: Iterable[str]) -> tuple[Any, ...]:
    """Return words by code, each once, in the order of their vocabulary.

    Raises:
        ValueError: A code is not in it.
    """
    chosen = {vocabulary(code) for code in codes}
    return tuple(word for word in vocabulary if word in chosen)
