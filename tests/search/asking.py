"""Questions drawn at random, for properties that hold for all of them."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from registry.geo import Box, Point
from registry.search.question import Question
from tests.search import world

many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def some(words):
    return st.lists(st.sampled_from([str(word) for word in words]), max_size=2, unique=True).map(
        tuple
    )


points = st.builds(Point, st.floats(40, 56), st.floats(46, 88))
boxes = st.builds(
    lambda south, west, height, width: Box(south, west, south + height, west + width),
    *(st.floats(40, 50), st.floats(46, 80), st.floats(0, 15), st.floats(0, 40)),
)
typed = st.sampled_from(["", "", "alat", "Баспана", "creative", "quantum degdar", "robot", "Женис"])

questions = st.builds(
    Question,
    text=typed,
    kinds=some(world.KINDS),
    statuses=some(world.STATUSES),
    services=some(world.SERVICES),
    sectors=some(world.SECTORS),
    stages=some(world.STAGES),
    languages=some(world.LANGUAGES),
    regions=some(world.REGIONS),
    open_now=st.booleans(),
    confirmed=st.booleans(),
    centre=st.none() | points,
    radius_km=st.none() | st.floats(1, 2000),
    box=st.none() | boxes,
    sort=st.sampled_from([None, "relevance", "distance", "name", "newest"]),
    lang=st.sampled_from(["kk", "ru", "en", "fr"]),
    size=st.just(1000),
)

wide = st.builds(  # questions with so few filters that their lists have several pages
    Question,
    text=typed,
    kinds=some(world.KINDS),
    centre=st.none() | points,
    radius_km=st.none() | st.floats(1000, 3000),
    sort=st.sampled_from([None, "relevance", "distance", "name", "newest"]),
    lang=st.sampled_from(["kk", "ru", "en", "fr"]),
)
