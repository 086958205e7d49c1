import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from registry.geo import Point, Spot, box_around, distance_km, nearest

SEMEY = Point(50.4111, 80.2275)
POINTS = st.lists(st.tuples(st.floats(40, 56), st.floats(46, 88)), min_size=1, max_size=30)


@pytest.mark.parametrize("radius_km", [1, 50, 500])
@pytest.mark.parametrize("lat", [0, 40, 56, -70, 89])
def test_the_box_holds_the_circle(lat, radius_km):
    centre = Point(lat, 70)
    for bearing in range(0, 360, 5):
        rim = geodesic(kilometers=radius_km).destination(centre, bearing)

        assert (rim.latitude, rim.longitude) in box_around(centre, radius_km)


@given(POINTS, st.integers(1, 7))
def test_pages_of_nearest_are_the_whole_list_in_order(points, size):
    spots = [Spot(i, *point) for i, point in enumerate(points)]
    whole = sorted((distance_km(SEMEY, Point(s.lat, s.lon)), s.id) for s in spots)

    pages, after = [], None
    while page := nearest(SEMEY, spots, size, after):
        pages += page
        after = page[-1]

    assert pages == whole
