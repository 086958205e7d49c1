"""A small country for tests: places of people and facilities, in two regions."""

from datetime import date

import numpy as np

from registry.coverage.ground import ALWAYS, NEVER, Ground, People, Regions, Sites
from registry.coverage.question import Question
from registry.facilities.vocabulary import Kind, Status

DAY = date(2026, 1, 1)
KM_PER_DEGREE = 111.19508
"""Along a meridian of the sphere."""

NOT_KNOWN = float("nan")


def people_at(*rows):
    """Return people of rows (lat, lon, people, region)."""
    lats, lons, persons, region = np.array(rows, float).reshape(-1, 4).T
    ids = np.arange(1, len(rows) + 1)
    return People(ids, ids, lats, lons, persons, region.astype(np.int64))


def sites_at(*rows):
    """Return facilities of rows (lat, lon, region, kind, status, first day, end day, m²)."""
    usual = (0.0, 0.0, 0, Kind.TECHNOLOGY_PARK, Status.ACTIVE, ALWAYS, NEVER, NOT_KNOWN)
    whole = [(*row, *usual[len(row) :]) for row in rows]
    lats, lons, region, kind, status, first, end, area = (
        zip(*whole, strict=True) if whole else [()] * 8
    )
    count = len(whole)
    return Sites(
        ids=np.arange(1, count + 1),
        lats=np.array(lats, float),
        lons=np.array(lons, float),
        region=np.array(region, np.int64),
        kind=np.array([tuple(Kind).index(one) for one in kind], np.int8),
        status=np.array([tuple(Status).index(one) for one in status], np.int8),
        services=np.zeros(count, np.uint64),
        sectors=np.zeros(count, np.uint64),
        first_day=np.array(first, np.int64),
        end_day=np.array(end, np.int64),
        area_m2=np.array(area, float),
        workplaces=np.full(count, NOT_KNOWN),
    )


def ground_of(people, sites, official=(1000.0, 1000.0), area=(10_000.0, 20_000.0)):
    """Return a country of regions with these official totals."""
    isos = tuple(f"KZ-{10 + place}" for place in range(len(official)))
    regions = Regions(isos, np.array(official, float), np.array(area, float))
    return Ground(regions, people, sites, "", "digest")


def asks(*kinds, **more):
    """Return a question about kinds, technology parks by default."""
    return Question(kinds or (Kind.TECHNOLOGY_PARK,), DAY, **more)
