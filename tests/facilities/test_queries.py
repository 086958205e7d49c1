"""Reading facilities."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.db import db, utcnow
from registry.errors import NotFound
from registry.facilities import queries
from registry.facilities.indicators import Indicator
from registry.facilities.models import (
    Capacity,
    Contact,
    Facility,
    FacilityLanguage,
    FacilitySector,
    FacilityStage,
    FormerName,
    GeocodingTask,
    Organisation,
    Programme,
    ServiceOffer,
    Source,
)
from registry.facilities.vocabulary import (
    ContactType,
    Kind,
    Language,
    Precision,
    Sector,
    Service,
    Stage,
    Status,
)
from registry.geo import Point, distance_km
from tests import factories
from tests.counting import counted_queries

FAR_AWAY = Point(43.2380, 76.8829)


def full_facility(parent=None, operator=None):
    """Return the public id of a facility that has everything a page shows."""
    found = factories.facility(
        place={"settlement_id": factories.settlement().id},
        operator=operator,
        parent=parent,
        former_names=[FormerName(name="Before")],
        contacts=[Contact(type=ContactType.PHONE, value="+7 7222 000000")],
        service_offers=[ServiceOffer(service=Service.COWORKING)],
        sector_links=[FacilitySector(sector=Sector.ICT)],
        stage_links=[FacilityStage(stage=Stage.IDEA)],
        language_links=[FacilityLanguage(language=Language.KK)],
        capacities=[Capacity(indicator=Indicator.RESIDENTS, value=3)],
        programmes=[Programme(names={"en": "School"})],
        sources=[Source(title="Site")],
    )
    return found.public_id


def look_at(facility):
    """Touch all that a page shows."""
    place = facility.location
    assert place.settlement.names and place.region.names
    assert facility.operator is None or facility.operator.names
    assert facility.parent is None or facility.parent.names
    lists = (facility.former_names, facility.contacts, facility.services, facility.sectors)
    lists += (facility.stages, facility.languages, facility.capacities, facility.programmes)
    assert all((*lists, facility.sources))
    assert all(child.names for child in facility.children)


def test_a_facility_is_found_by_its_public_id(app):
    facility = factories.facility()

    assert queries.get(facility.public_id) is facility


def test_an_unknown_facility_is_not_found_and_says_so(app):
    with pytest.raises(NotFound, match="zzzzzzzz"):
        queries.get("zzzzzzzz")


def test_all_that_a_page_shows_is_read_at_once(app):
    public_id = full_facility()
    db.session.expunge_all()
    facility = queries.get(public_id)

    with counted_queries() as statements:
        look_at(facility)

    assert statements == []


def test_many_pages_take_as_many_queries_as_one(app):
    operator = factories.saved(Organisation(names={"en": "Runs it"}, key="runs it"))
    park = factories.facility()
    ids = [full_facility(park, operator) for _facility in range(6)]
    db.session.expunge_all()

    with counted_queries() as for_one:
        for facility in queries.several(ids[:1]):
            look_at(facility)
    db.session.expunge_all()
    with counted_queries() as for_all:
        for facility in queries.several(ids):
            look_at(facility)

    assert len(for_all) == len(for_one) <= 12


def test_several_come_in_the_order_asked_each_once_without_the_unknown(app):
    a, b, c = (factories.facility().public_id for _facility in range(3))

    found = queries.several([c, "zzzzzzzz", a, c, b])

    assert [facility.public_id for facility in found] == [c, a, b]


def test_several_of_nothing_is_nothing(app):
    factories.facility()

    assert queries.several([]) == []


def test_a_region_lists_what_is_there_now_the_core_kinds_first(app):
    fund = factories.facility(kind=Kind.VENTURE_FUND)
    closed = factories.facility(kind=Kind.TECHNOLOGY_PARK, status=Status.CLOSED)
    bureau = factories.facility(kind=Kind.DESIGN_BUREAU)
    factories.facility(place={"region_iso": "KZ-75"})
    factories.facility(place={"is_current": False})

    assert queries.of_region("KZ-10") == [closed, bureau, fund]
    assert queries.total_of_region("KZ-10") == 3


def test_a_region_lists_no_more_than_asked_for_and_tells_how_many_there_are(app):
    fund, bureau = (factories.facility(kind=k) for k in (Kind.VENTURE_FUND, Kind.DESIGN_BUREAU))
    bureau.locations.append(factories.location())
    db.session.commit()

    assert queries.of_region("KZ-10", 1) == [bureau]
    assert queries.of_region("KZ-10", 2) == [bureau, fund]
    assert queries.total_of_region("KZ-10") == 2
    assert queries.total_of_region("KZ-75") == 0


def test_every_region_has_a_count_of_every_kind(app):
    factories.region("KZ-75")
    factories.facility(kind=Kind.DESIGN_BUREAU)
    factories.facility(kind=Kind.DESIGN_BUREAU)
    factories.facility(kind=Kind.VENTURE_FUND)
    factories.facility(kind=Kind.TECHNOLOGY_PARK, status=Status.CLOSED)

    abai, almaty = queries.counts_by_region()

    assert (abai.region.iso, almaty.region.iso) == ("KZ-10", "KZ-75")
    assert list(abai.counts) == list(almaty.counts) == list(Kind)
    assert (abai.counts[Kind.DESIGN_BUREAU], abai.counts[Kind.TECHNOLOGY_PARK]) == (2, 0)
    assert (abai.total, abai.others, abai.has_core) == (3, 1, True)
    assert (almaty.total, almaty.others, almaty.has_core) == (0, 0, False)


def test_other_statuses_count_when_they_are_asked_for(app):
    factories.facility(kind=Kind.TECHNOLOGY_PARK, status=Status.CLOSED)

    (abai,) = queries.counts_by_region(Status)

    assert abai.counts[Kind.TECHNOLOGY_PARK] == 1


def test_a_facility_with_two_addresses_in_a_region_counts_once(app):
    places = [factories.location(), factories.location()]
    factories.facility(kind=Kind.DESIGN_BUREAU, locations=places)

    (abai,) = queries.counts_by_region()

    assert abai.counts[Kind.DESIGN_BUREAU] == 1


def test_a_facility_does_not_count_where_it_was(app):
    places = [factories.location(region_iso="KZ-75", is_current=False), factories.location()]
    factories.facility(locations=places)

    abai, almaty = queries.counts_by_region()

    assert (abai.total, almaty.total) == (1, 0)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    spots=st.lists(
        st.tuples(st.floats(41, 55), st.floats(47, 87)), min_size=1, max_size=8, unique=True
    ),
    count=st.integers(1, 5),
)
def test_neighbours_are_the_nearest_of_all_with_their_distances(app, spots, count):
    db.session.execute(db.delete(Facility))
    db.session.expunge_all()  # ids are given anew
    points = [Point(*spot) for spot in spots]
    here = factories.facility(at=points[0])
    for point in points[1:]:
        factories.facility(at=point)

    found = queries.neighbours(here, count)

    expected = sorted(distance_km(points[0], point) for point in points[1:])[:count]
    assert [km for _facility, km in found] == pytest.approx(expected, abs=2e-6)
    exact = [distance_km(points[0], other.location.point) for other, _km in found]
    assert [km for _facility, km in found] == pytest.approx(exact, abs=2e-6)


def test_a_neighbour_just_beyond_the_radius_is_nearer_than_one_in_the_corner_of_its_box(app):
    here = factories.facility(at=Point(50, 80))
    factories.facility(at=Point(50.22, 80.34))  # 34 km away, 24 km north and east
    north = factories.facility(at=Point(50.24, 80))  # 27 km away

    ((found, _km),) = queries.neighbours(here, 1)

    assert found is north


def test_a_facility_without_a_pin_has_no_neighbours_and_is_nobodys(app):
    lost, here = factories.facility(at=None), factories.facility()

    assert queries.neighbours(lost, 5) == []
    assert queries.neighbours(here, 5) == []


def test_where_a_facility_was_is_no_neighbour(app):
    here = factories.facility()
    past = factories.location(is_current=False)
    factories.facility(locations=[past, factories.location(FAR_AWAY)])

    ((_other, km),) = queries.neighbours(here, 5)

    assert km > 500


def place(**fields):
    """Return the saved location of a new facility."""
    return factories.facility(place=fields, at=None).location


def test_locations_without_a_pin_wait(app):
    lost = place()
    factories.facility()
    place(is_current=False)

    assert queries.waiting() == [lost.id]


def test_a_pin_that_a_person_confirmed_does_not_wait(app):
    place(is_pin_confirmed=True)

    assert queries.waiting() == []


def test_a_location_waits_until_its_time_has_come_fewest_attempts_first(app):
    often, once, later = place(), place(), place()
    now = utcnow()
    for location, attempts, wait in ((often, 3, -1), (once, 1, 0), (later, 1, 1)):
        factories.saved(
            GeocodingTask(
                location_id=location.id,
                attempts=attempts,
                next_try_at=now + timedelta(minutes=wait),
            )
        )
    new = place()

    assert queries.waiting(now=now) == [new.id, once.id, often.id]
    assert queries.waiting(2, now=now) == [new.id, once.id]


def test_a_pin_in_the_queue_waits_to_become_better(app):
    location = factories.facility(place={"precision": Precision.SETTLEMENT}).location
    assert queries.waiting() == []
    factories.saved(GeocodingTask(location_id=location.id))

    assert queries.waiting() == [location.id]


def test_approximate_pins_are_refined_when_asked(app):
    rough = factories.facility(place={"precision": Precision.REGION}).location
    factories.facility(place={"precision": Precision.STREET})

    assert queries.waiting() == []
    assert queries.waiting(refine=True) == [rough.id]


def test_former_names_come_in_the_order_in_which_they_were_recorded(app):
    names = [FormerName(id=id, name=name) for id, name in ((900, "Last"), (800, "First"))]
    public_id = factories.facility(former_names=names).public_id
    db.session.expunge_all()

    assert [former.name for former in queries.get(public_id).former_names] == ["First", "Last"]
