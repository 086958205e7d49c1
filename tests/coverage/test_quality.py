from datetime import UTC, date, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.coverage.audit import audit
from registry.coverage.corrections import Gap, corrections
from registry.coverage.ground import ALWAYS, NEVER, Ground, People, Regions, Sites
from registry.coverage.queries.quality import by_region, total
from registry.coverage.question import Question
from registry.facilities.vocabulary import Kind, Precision, Status
from registry.moderation.models import Report
from registry.moderation.states import Wrong
from tests.factories import facility, region, saved, settlement

DAY = date(2026, 1, 1)
OPENED = date(2020, 1, 1).toordinal()


def ground(people, sites):
    """People as (lat, number), sites as (lat, status, first day); all on one meridian."""
    count, many = len(people), len(sites)
    zeros = np.zeros(many, np.int64)
    return Ground(
        Regions(("KZ-10",), np.array([1e6]), np.array([1e5])),
        People(
            np.arange(1, count + 1),
            np.arange(1, count + 1),
            np.array([lat for lat, _number in people], float),
            np.full(count, 70.0),
            np.array([number for _lat, number in people], float),
            np.zeros(count, np.int64),
        ),
        Sites(
            np.arange(1, many + 1),
            np.array([np.nan if site[0] is None else site[0] for site in sites], float),
            np.array([np.nan if site[0] is None else 70.0 for site in sites], float),
            zeros,
            zeros.astype(np.int8),
            np.array([tuple(Status).index(site[1]) for site in sites], np.int8),
            zeros.astype(np.uint64),
            zeros.astype(np.uint64),
            np.array([site[2] for site in sites], np.int64),
            np.full(many, NEVER),
            np.full(many, np.nan),
            np.full(many, np.nan),
        ),
        "",
        "",
    )


def gaps(country):
    found = audit(country, Question((Kind.BUSINESS_INCUBATOR,), DAY, standard=50))
    return [(one.site, one.gap, one.people) for one in corrections(country, found)]


def test_gaps_are_weighed_by_the_people_whose_coverage_they_could_change():
    people = [(50, 100), (53, 30), (56, 7)]
    sites = [
        (50, Status.ACTIVE, ALWAYS),
        (None, Status.ACTIVE, OPENED),
        (53, Status.UNKNOWN, OPENED),
    ]

    found = gaps(ground(people, sites))

    assert found == [(0, Gap.OPENING, 100), (1, Gap.PIN, 37), (2, Gap.STATUS, 30)]


def test_an_opening_date_matters_not_where_another_facility_covers_the_same_people():
    people = [(50, 100)]
    sites = [(50, Status.ACTIVE, ALWAYS), (50.1, Status.ACTIVE, OPENED)]

    assert gaps(ground(people, sites)) == [(0, Gap.OPENING, 0)]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.floats(45, 55), st.integers(1, 1000)), min_size=1, max_size=8),
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.floats(45, 55)),
            st.sampled_from((Status.ACTIVE, Status.UNKNOWN)),
            st.sampled_from((ALWAYS, OPENED)),
        ),
        max_size=6,
    ),
)
def test_no_gap_could_change_more_than_all_people(people, sites):
    weights = [weight for _site, _gap, weight in gaps(ground(people, sites))]

    assert weights == sorted(weights, reverse=True)
    assert all(0 <= weight <= sum(number for _lat, number in people) for weight in weights)


def test_records_are_counted_by_region(app):
    facility(confirmed_on=date(2026, 6, 1), opened_on=DAY)
    facility(place={"precision": Precision.REGION}, status=Status.UNKNOWN)
    reported = facility(at=None, place={"region_iso": None})
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    saved(Report(facility_id=reported.id, what=Wrong.CLOSED, text="!", lang="en", made_at=made_at))

    found = by_region(DAY)

    here, nowhere = found["KZ-10"], found[""]
    assert here[:1] + here[2:] == (2, 1, 1, 1, 0, 1, 1, 0)
    assert 0 < here.completeness < 1
    assert (nowhere.records, nowhere.without_pin, nowhere.waiting) == (1, 1, 1)
    assert total(list(found.values())).records == 3


def test_everybody_reads_how_well_the_data_are_known(client):
    settlement()
    facility("Hub")
    region("KZ-11")

    page = client.get("/en/coverage/quality")

    assert page.status_code == 200
    assert "Hub" in page.text
    assert "nan" not in page.text.lower().replace("financ", "")


def test_an_empty_registry_has_a_page_too(client):
    page = client.get("/en/coverage/quality")

    assert page.status_code == 200
    assert "no data" in page.text
