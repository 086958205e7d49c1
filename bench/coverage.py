"""How soon the audit of coverage answers, and in how much memory: python -m bench.coverage.

10,000 places where people live and 10,000 facilities, drawn evenly over the rectangle around
Kazakhstan; one core, the median of some runs, after the first, which loads SciPy.
"""

import json
import resource
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

import click
import numpy as np

from registry.coverage.audit import audit, with_site
from registry.coverage.ground import ALWAYS, NEVER, Ground, People, Regions, Sites
from registry.coverage.measures.access import two_step
from registry.coverage.measures.distances import nearest, pairs_within
from registry.coverage.question import Question, core_kinds
from registry.facilities.vocabulary import Kind, Status

SIZE, REGIONS, RUNS, SEED = 10_000, 20, 7, 5
SOUTH, NORTH, WEST, EAST = 41.0, 55.0, 47.0, 87.0
RADIUS_KM = 100.0

GOALS = {"nearest": 50.0, "two_step": 300.0, "audit": 400.0, "one_site": 10.0}
"""Most milliseconds."""

GOAL_MB = 250.0


def drawn(size: int) -> Ground:
    """Return a country of so many places and as many facilities."""
    random = np.random.default_rng(SEED)
    regions = Regions(
        tuple(f"KZ-{place:02}" for place in range(REGIONS)),
        np.full(REGIONS, 1e6),
        np.full(REGIONS, 1.3e5),
    )
    ids = np.arange(1, size + 1)
    lats, lons, region = _places(random, size)
    people = People(ids, ids, lats, lons, random.lognormal(6, 1.5, size), region)
    lats, lons, region = _places(random, size)
    kinds = [place for place, kind in enumerate(Kind) if kind.is_core]
    nothing = np.zeros(size, np.uint64)
    sites = Sites(
        *(ids, lats, lons, region, random.choice(kinds, size).astype(np.int8)),
        np.full(size, tuple(Status).index(Status.ACTIVE), np.int8),
        *(nothing, nothing, np.full(size, ALWAYS), np.full(size, NEVER)),
        *(random.uniform(50, 5000, size), random.uniform(5, 200, size)),
    )
    return Ground(regions, people, sites, "drawn", "")


def _places(random: np.random.Generator, size: int) -> tuple[np.ndarray, ...]:
    lats, lons = random.uniform(SOUTH, NORTH, size), random.uniform(WEST, EAST, size)
    return lats, lons, ((lons - WEST) * REGIONS / (EAST - WEST)).astype(np.int64)


def measured(size: int = SIZE) -> dict[str, Any]:
    """Return milliseconds of each step, and the megabytes of the process at its most."""
    ground = drawn(size)
    question = Question(core_kinds(), date(2026, 1, 1), standard=RADIUS_KM)
    here = (ground.people.lats, ground.people.lons)
    there = (ground.sites.lats, ground.sites.lons)

    def share() -> None:
        pairs = pairs_within(*here, *there, RADIUS_KM)
        two_step(ground.people.people, ground.sites.area_m2, pairs, RADIUS_KM)

    began = perf_counter()
    found = audit(ground, question)
    first = (perf_counter() - began) * 1000
    steps: dict[str, Callable[[], Any]] = {
        "nearest": lambda: nearest(*here, *there),
        "two_step": share,
        "audit": lambda: audit(ground, question),
        "one_site": lambda: with_site(found, ground, 50.0, 70.0),
    }
    return {
        "places": size,
        "facilities": size,
        "ms": {name: round(_ms(step), 2) for name, step in steps.items()},
        "first_audit_ms": round(first, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "goals_ms": GOALS,
        "goal_mb": GOAL_MB,
    }


def _ms(step: Callable[[], Any]) -> float:
    times = []
    for _ in range(RUNS):
        began = perf_counter()
        step()
        times.append((perf_counter() - began) * 1000)
    return median(times)


if __name__ == "__main__":
    click.echo(json.dumps(measured(), indent=2))
