import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from registry import geo
from registry.geo import Point, Spots, box_around, distance_km, geodesics_km, in_order

SEMEY = Point(50.4111, 80.2275)
POINTS = st.lists(
    st.tuples(st.floats(40, 56), st.floats(46, 88)) | st.just(SEMEY), min_size=1, max_size=30
)


@pytest.mark.parametrize("radius_km", [1, 50, 500])
@pytest.mark.parametrize("lat", [0, 40, 56, -70, 89])
def test_the_box_holds_the_circle(lat, radius_km):
    centre = Point(lat, 70)
    for bearing in range(0, 360, 5):
        rim = geodesic(kilometers=radius_km).destination(centre, bearing)

        assert (rim.latitude, rim.longitude) in box_around(centre, radius_km)


def spots_of(points):
    lats, lons = np.array(points, dtype=float).T
    return Spots(np.arange(len(points)), lats, lons)


@given(POINTS, st.integers(1, 7))
def test_pages_of_the_nearest_are_the_whole_list_in_order(points, size):
    spots = spots_of(points)
    whole = sorted(zip(geodesics_km(SEMEY, spots).tolist(), range(len(points)), strict=True))

    pages, after = [], None
    while page := in_order(SEMEY, spots, size, after):
        pages += page
        after = page[-1]

    assert pages == whole


def test_of_no_spots_none_is_nearest():
    nobody = Spots(*np.empty((3, 0)))

    assert in_order(SEMEY, nobody, 5, None) == []


@given(
    POINTS | st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1),
    st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)),
)
def test_many_distances_at_once_are_the_geodesics_to_the_millimetre(points, centre):
    exact = [distance_km(centre, Point(*point)) for point in points]

    assert geodesics_km(centre, spots_of(points)) == pytest.approx(exact, abs=1.1e-6)


@given(
    places=st.lists(
        st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
        | st.builds(Point, st.floats(49, 52), st.floats(79, 82)),
        min_size=1,
    ),
    data=st.data(),
)
def test_the_closed_formula_is_as_good_as_it_says(places, data):
    centre = data.draw(st.sampled_from([*places, SEMEY]))

    km = geo.ellipsoidal_km(centre, spots_of(places))

    off = np.abs(km - [distance_km(centre, place) for place in places])
    assert (off <= geo.error_km(km)).all()
