from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.db import db
from registry.errors import Invalid
from registry.facilities.models import FormerName
from registry.facilities.vocabulary import Confidence, Kind, Status
from registry.geo import Box, Point, distance_km
from registry.search import commands
from registry.search.commands import index
from registry.search.queries import (
    Relaxation,
    beyond,
    cards,
    cursors,
    find,
    name_suggestions,
    names,
    ranking,
    relaxations,
    runs,
)
from registry.search.question import Question
from tests import factories
from tests.factories import SEMEY
from tests.search import world
from tests.search.asking import many, questions, wide
from tests.search.world import found, listed

NORTH = Point(SEMEY.lat + 1, SEMEY.lon)  # 111 km from the centre of Semey


@pytest.fixture
def country(app):
    return world.build()


@many
@given(question=questions)
def test_all_filters_combine(country, question):
    page = find(question)

    expected = {f.id for f in country if world.passes(f, question)}
    assert {hit.card.id for hit in page.hits} == expected
    assert page.total == len(page.hits) == len(expected)


@pytest.mark.parametrize(
    ("few", "patience"), [(200, 0), (0, 400), (0, 5)], ids=["fetching", "walking", "picking"]
)
@many
@given(question=wide, size=st.integers(1, 15))
def test_pages_one_after_another_are_the_whole_list(country, few, patience, question, size):
    whole = find(question.having(size=1000)).hits

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "FEW", few)
        patch.setattr(ranking, "PATIENCE", patience)
        pages = [find(question.having(size=size))]
        while pages[-1].after and len(pages) <= len(whole):
            pages.append(find(question.having(size=size, after=pages[-1].after)))

    assert [hit for page in pages for hit in page.hits] == whole
    assert {page.total for page in pages} == {len(whole)}
    assert len(pages) == max(1, ceil(len(whole) / size))


@many
@given(question=wide)
def test_distances_are_geodesics_and_sort_nearest_first(country, question):
    centred = question.having(centre=question.centre or SEMEY, sort="distance", size=1000)

    hits = find(centred).hits

    known = [h.distance_km for h in hits if h.card.point]
    exact = [distance_km(centred.centre, h.card.point) for h in hits if h.card.point]
    assert known == pytest.approx(exact, abs=2e-6)
    assert known == sorted(known)
    assert all(h.distance_km is None for h in hits[len(known) :])


@pytest.mark.parametrize("after", ["", "x", "!!", "Яя", "W10", "WzEsMiwzLDRd", "A" * 5000])
def test_what_was_never_a_cursor_is_refused_with_a_sentence(app, after):
    listed()

    if after:
        with pytest.raises(Invalid, match="first page"):
            find(Question(after=after))
    else:
        assert find(Question(after=after)).total == 1


@many
@given(after=st.text(min_size=1))
def test_any_text_as_cursor_is_invalid_or_a_page(country, after):
    try:
        page = find(Question(after=after))
    except Invalid as error:
        assert error.fields["after"]
    else:
        assert page.total == len(country)


@pytest.mark.parametrize("id", [-1, 2**64 - 1])
def test_a_cursor_with_a_number_that_no_facility_has_is_refused(app, id):
    listed()

    with pytest.raises(Invalid):
        find(Question(after=cursors.written(cursors.Cursor("standing", 0, "", id))))


def test_a_cursor_of_another_order_is_refused(country):
    after = find(Question(size=1, sort="name", lang="en")).after

    with pytest.raises(Invalid):
        find(Question(after=after, sort="newest"))
    with pytest.raises(Invalid):
        find(Question(after=after, sort="distance", centre=SEMEY))


def test_the_exact_name_comes_first_then_beginnings_then_names_then_other_texts(app):
    listed("Other", descriptions={"en": "Close to Green Park"})
    listed("Big Green Park")
    listed("Green Park Two", confidence=Confidence.HIGH)
    listed("Green Park", status=Status.CLOSED, confidence=Confidence.LOW)

    names = found(text="green park", whole="green park")

    assert names == ["Green Park", "Green Park Two", "Big Green Park", "Other"]


def test_an_exact_name_wins_even_where_part_of_it_was_taken_for_a_filter(app):
    listed("Alatau", kind=Kind.TECHNOLOGY_PARK)
    listed("Technopark Alatau", kind=Kind.TECHNOLOGY_PARK, status=Status.CLOSED)

    names = found(text="Alatau", whole="Technopark Alatau", kinds=("technology_park",))

    assert names == ["Technopark Alatau", "Alatau"]


def test_among_equals_relevance_takes_the_nearest(app):
    listed("Green Park Far", at=Point(44, 77))
    listed("Green Park Near", at=NORTH)
    listed("Green Park Somewhere", at=None)

    names = found(text="green park", centre=SEMEY, sort="relevance")

    assert names == ["Green Park Near", "Green Park Far", "Green Park Somewhere"]


def test_without_a_question_the_active_and_verified_come_first(app):
    listed("A", status=Status.CLOSED)
    listed("B", confidence=Confidence.LOW)
    listed("C", kind=Kind.FAB_LAB)
    listed("D")

    assert found() == ["D", "C", "B", "A"]


def test_names_sort_by_the_alphabet_of_the_language(app):
    listed(names={"kk": "Өрлеу", "en": "Alpha"})
    listed(names={"kk": "Орал", "en": "Beta"})
    listed(names={"kk": "Ұлы", "en": "Aardvark"})

    assert found(sort="name", lang="kk") == ["Beta", "Alpha", "Aardvark"]
    assert found(sort="name", lang="en") == ["Aardvark", "Alpha", "Beta"]


@pytest.fixture
def cut(monkeypatch):
    """Runs of so few that lists have many of them."""
    monkeypatch.setattr(commands.runs, "RUN", 1)
    monkeypatch.setattr(runs, "TOGETHER", 2)
    monkeypatch.setattr(ranking, "FEW", 0)
    monkeypatch.setattr(ranking, "PATIENCE", 1)


def test_lists_are_renewed_with_every_change(app, cut):
    for name in ("Zeta", "Iota", "Beta", "Delta"):
        listed(name)
    first_two = {"sort": "name", "lang": "en", "size": 2}
    assert found(**first_two) == ["Beta", "Delta"]

    index([factories.facility("Alpha")])
    assert found(**first_two) == ["Alpha", "Beta"]
    db.session.rollback()
    assert found(**first_two) == ["Beta", "Delta"]
    listed("Chi")

    assert found(**first_two) == ["Beta", "Chi"]


@many
@given(question=wide)
def test_pages_over_runs_are_the_whole_list(app, cut, question):
    if not find(Question()).total:
        world.build(30)
    whole = [hit.card.id for hit in find(question.having(size=100)).hits]

    pages, after = [], None
    while True:
        page = find(question.having(size=4, after=after))
        pages += [hit.card.id for hit in page.hits]
        after = page.after
        if not after:
            break

    assert pages == whole


def test_the_newest_come_first(app):
    first, second = listed("First"), listed("Second")
    first.created_at = second.created_at.replace(year=2001)
    index([first])
    db.session.commit()

    assert found(sort="newest") == ["Second", "First"]


def test_the_rim_of_the_circle_and_the_edge_of_the_box_are_inside(app):
    listed("Rim", at=NORTH)
    radius_km = distance_km(SEMEY, NORTH)
    edge = Box(SEMEY.lat, SEMEY.lon, NORTH.lat, NORTH.lon)

    assert found(centre=SEMEY, radius_km=radius_km) == ["Rim"]
    assert found(centre=SEMEY, radius_km=radius_km - 1e-6) == []
    assert found(box=edge) == ["Rim"]
    assert found(box=edge._replace(north=NORTH.lat - 1e-9)) == []


def test_a_facility_is_found_by_former_names_ids_acronyms_operator_and_place(app):
    facility = listed(
        "International Educational Corporation Lab",
        short_name="Fablab KazGASA",
        former_names=[FormerName(name="Old Star")],
        place={"address": {"en": "Ryskulbekov Street 28"}},
        descriptions={"en": "Wood workshop"},
    )
    for text in ("old star", facility.public_id, "IECL", "kazgasa", "Ryskulbekov 28", "workshop"):
        assert found(text=text) == [facility.names["en"]], text
    assert found(text="old workshop absent") == []


def test_beyond_gives_the_nearest_outside_that_pass_all_other_filters(app):
    listed("Inside")
    listed("Outside Far", at=Point(44, 77))
    listed("Outside Near", at=NORTH)
    listed("Other Kind", at=NORTH, kind=Kind.FAB_LAB)
    listed("Nowhere", at=None)
    question = Question(centre=SEMEY, radius_km=10, kinds=("business_incubator",))

    hits = beyond(question, 5)

    assert [hit.card.names["en"] for hit in hits] == ["Outside Near", "Outside Far"]
    assert hits[0].distance_km == pytest.approx(distance_km(SEMEY, NORTH), abs=1e-6)
    assert beyond(Question(kinds=("fab_lab",)), 5) == []


@many
@given(question=questions)
def test_relaxations_tell_what_each_filter_costs(country, question):
    totals = {relaxed.facet: relaxed.total for relaxed in relaxations(question)}

    now = find(question).total
    for facet in ("kind", "status", "service", "region", "open", "confirmed", "text", "radius"):
        without = sum(world.passes(f, question.without(facet)) for f in country)
        assert totals.get(facet, now) == without
    assert list(totals.values()) == sorted(totals.values(), reverse=True)
    assert all(total > now for total in totals.values())


def test_a_relaxation_names_the_only_choice_of_its_facet(app):
    listed(kind=Kind.FAB_LAB)

    assert relaxations(Question(kinds=("it_hub",))) == [Relaxation("kind", "it_hub", 1)]
    assert relaxations(Question(kinds=("it_hub", "x"))) == [Relaxation("kind", "", 1)]


def test_suggestions_are_by_name_only_and_begin_with_the_closest(app):
    listed("Other", descriptions={"en": "Green"})
    listed("Big Green Park")
    listed("Green Park")

    suggested = [card.names["en"] for card in name_suggestions("gree", 8)]

    assert suggested == ["Green Park", "Big Green Park"]
    assert len(name_suggestions("gree", 1)) == 1
    assert name_suggestions("", 8) == name_suggestions(" - ", 8) == []


def test_a_name_is_known_whole_or_by_first_words_that_are_nobody_elses(app):
    listed("Design Bureau Delta")
    listed("Design Bureau Beta Gamma")
    listed("Fabrika Lab")

    known = ["design bureau delta", "design bureau beta"]
    others = ["design bureau", "design", "fabrika", "bureau delta", "design bureau bet"]
    assert names()({*known, *others}) == set(known)


def test_cards_come_in_the_order_asked_for(app):
    first, second = listed("First"), listed("Second")

    asked = [second.id, 999_999, first.id]

    assert [card.names["en"] for card in cards(asked)] == ["Second", "First"]
