"""The address of a search, read: every parameter, and everything that can be wrong with one."""

import pytest

from registry.facilities.models import FacilitySector
from registry.geo import Box
from registry.search.queries import find
from registry.search.question import Question
from tests import factories
from tests.search.asked import ASTANA, asked, labels, wrong
from tests.search.world import listed


def test_an_empty_address_asks_for_everything(places):
    form = asked()

    assert form.question() == Question(lang="en")
    assert (form.args(), form.chips(), form.has_filters()) == ({}, [], False)


def test_what_was_typed_becomes_filters_and_a_circle(places):
    question = asked(q="incubator near Semey biotech quantum").question()

    assert (question.kinds, question.sectors) == (("business_incubator",), ("biotech",))
    assert (question.centre, question.radius_km) == (factories.SEMEY, 50)
    assert (question.text, question.whole) == ("quantum", "incubator near Semey biotech quantum")


def test_parameters_add_to_what_was_typed(places):
    form = asked(q="incubator", kind=["fab_lab"], region=["KZ-10"], open="1", service=["training"])

    question = form.question()

    assert question.kinds == ("business_incubator", "fab_lab")
    assert (question.regions, question.services) == (("KZ-10",), ("training",))
    assert question.open_now


@pytest.mark.parametrize("near", ["Semey", "Семей", "50.42064,80.25025", " 50.42064 , 80.25025 "])
def test_near_is_a_name_or_coordinates(places, near):
    assert asked(near=near).question().centre == factories.SEMEY


def test_near_a_region_means_in_that_region(places):
    question = asked(near="Abai Region").question()

    assert (question.regions, question.centre) == (("KZ-10",), None)


def test_an_unknown_place_is_named_in_the_answer(places):
    assert "Atlantis" in wrong(near="Atlantis")["near"][0]


@pytest.mark.parametrize("near", ["91,80", "50,181", "-90.1,0", "500,500"])
def test_a_point_outside_the_globe_is_refused(places, near):
    assert set(wrong(near=near)) == {"near"}


def test_exchanged_coordinates_are_noticed_and_offered_exchanged(places):
    assert asked(near="80.25,50.42").offer == {"near": "50.42,80.25"}


def test_coordinates_that_make_sense_either_way_are_not_offered_exchanged(places):
    factories.region("KZ-23", lat=47.1, lon=51.9)

    assert asked(near="47,51").offer is None


def test_exchanged_coordinates_that_are_nowhere_are_offered_in_the_sentence(places):
    factories.region("KZ-99", lat=50, lon=95)

    assert "50,95" in wrong(near="95,50")["near"][0]


@pytest.mark.parametrize("near", ["50.42,80.25", "Semey", "48.85,2.35"])
def test_coordinates_in_order_are_not_offered_exchanged(places, near):
    assert asked(near=near).offer is None


def test_a_place_given_counts_instead_of_the_place_typed(places):
    form = asked(q="incubator near Semey", near="Astana")

    assert form.question().centre == ASTANA
    assert form.args() == {"q": "incubator", "near": "Astana"}
    assert form.q.data == "incubator"


def test_a_place_given_counts_instead_of_all_places_typed(places):
    form = asked(q="incubator Semey quantum Astana Semey", near="50.4,80.2")

    assert form.args() == {"q": "incubator quantum", "near": "50.4,80.2"}


def test_a_position_given_replaces_near_me(places):
    asking, knowing = asked(q="incubator near me"), asked(q="incubator near me", near="50.4,80.2")

    assert (asking.asks_position, knowing.asks_position) == (True, False)
    assert knowing.args() == {"q": "incubator", "near": "50.4,80.2"}


def test_a_radius_given_counts_instead_of_the_radius_typed(places):
    form = asked(q="Semey 10 km", radius_km="25")

    assert form.question().radius_km == 25
    assert form.args() == {"q": "Semey", "radius_km": "25"}


def test_a_radius_that_was_typed_too_large_is_the_largest(places):
    form = asked(q="Semey 9000 km")

    assert form.question().radius_km == 500
    assert "Within 500 km" in labels(form)


def test_a_radius_without_a_place_counts_for_nothing(places):
    form = asked(radius_km="25")

    assert (form.question().radius_km, form.args()) == (None, {})


@pytest.mark.parametrize("km", ["1", "500", "2,5", "1e2"])
def test_a_radius_within_its_limits_is_taken(places, km):
    assert asked(near="Semey", radius_km=km).question().radius_km == float(km.replace(",", "."))


@pytest.mark.parametrize("km", ["0", "0.99", "500.1", "-5", "nan", "inf", "-inf", "1e999", "far"])
def test_a_radius_beyond_its_limits_is_refused(places, km):
    assert set(wrong(near="Semey", radius_km=km)) == {"radius_km"}


def test_a_map_area_is_taken(places):
    form = asked(box="40.5,46.25,55,87.3")

    assert form.question().box == Box(40.5, 46.25, 55, 87.3)
    assert form.args() == {"box": "40.5,46.25,55,87.3"}


@pytest.mark.parametrize(
    "box",
    [
        *("1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,1,2,3", "0,0,inf,9", ",,,"),
        *("55,46,40,87", "40,87,55,46", "40,46,40,87", "-91,0,0,1", "0,0,1,181", "0,0,91,1"),
    ],
)
def test_a_reversed_or_absurd_map_area_is_refused(places, box):
    assert set(wrong(box=box)) == {"box"}


@pytest.mark.parametrize("facet", ["kind", "status", "service", "sector", "stage", "language"])
def test_an_unknown_code_is_named_in_the_answer(places, facet):
    assert "spaceport" in wrong(**{facet: ["spaceport"]})[facet][0]


def test_a_region_of_nowhere_is_refused(places):
    assert set(wrong(region=["KZ-00"])) == {"region"}


@pytest.mark.parametrize("name", ["open", "confirmed"])
def test_a_flag_is_on_with_1_and_takes_nothing_else(places, name):
    field = {"open": "open_now", "confirmed": "confirmed"}[name]

    assert getattr(asked(**{name: "1"}).question(), field)
    assert not getattr(asked(**{name: "0"}).question(), field)
    assert set(wrong(**{name: "perhaps"})) == {name}


@pytest.mark.parametrize("sort", ["distance", "relevance", "name", "newest"])
def test_a_known_sort_is_taken(places, sort):
    assert asked(sort=sort).question().sort == sort


def test_an_unknown_sort_is_refused(places):
    assert set(wrong(sort="random")) == {"sort"}


@pytest.mark.parametrize("name", ["q", "near", "after"])
@pytest.mark.parametrize("text", ["a" * 2001, "a\0b", "a\x1bb", "\ud800", "a\udfff"])
def test_a_text_that_is_too_long_or_unreadable_is_refused(places, name, text):
    assert set(wrong(**{name: text})) == {name}


@pytest.mark.parametrize("name", ["q", "near"])
def test_a_text_to_be_read_is_shorter_than_a_place_in_a_list(places, name):
    assert set(wrong(**{name: "a" * 201})) == {name}


def test_white_space_does_not_count(places):
    assert asked(q="  incubator \t\n Semey ").args() == {"q": "incubator Semey"}


def test_a_text_of_the_greatest_length_is_taken(places):
    assert len(asked(q="é" * 200).question().text) == 200


def test_every_fault_is_told_at_once(places):
    assert set(wrong(radius_km="x", box="x", kind=["x"], near="Atlantis")) == {
        *("radius_km", "box", "kind", "near")
    }


def test_what_is_wrong_is_shown_cut_short_and_printable(places):
    (sentence,) = wrong(kind=["\ud800" + "x" * 500])["kind"]

    sentence.encode()
    assert len(sentence) < 120


def test_a_name_of_other_words_than_its_kind_is_searched_as_a_name(places):
    listed("Petrochemical Technopark", kind="special_economic_zone")
    listed(
        "Chemistry Park", kind="technology_park", sector_links=[FacilitySector(sector="chemistry")]
    )

    named = asked(q="petrochemical technopark")
    meant = asked(q="chemistry technopark")

    assert (labels(named), named.question().text) == ([], "petrochemical technopark")
    assert (labels(meant), meant.question().text) == (
        ["Chemistry and petrochemistry", "Technology park"],
        "",
    )


def test_a_name_with_typing_errors_is_one_where_what_it_says_finds_nothing(places):
    listed("Equipment Bureau of Nuclear Design", kind="design_bureau")

    assert (
        asked(q="nuclear desin equipment bureau").question().text
        == "nuclear desin equipment bureau"
    )
    assert asked(q="equipment").question().services == ("equipment",)


def test_a_place_far_from_what_is_named_is_no_centre(places):
    listed("Semey University Fab Lab", at=ASTANA, kind="fab_lab")

    form = asked(q="fab lab university semey")

    assert (form.centre, form.question().text) == (None, "fab lab university semey")


def test_a_name_is_no_mistyped_place(places):
    listed("Semei Kemei", at=ASTANA)

    assert asked(q="hub kemei").centre is None


@pytest.mark.parametrize("q", ["Quantum-ға", "Quantum-дің", "Quantum-нан", "quantum'да"])
def test_a_kazakh_ending_after_a_latin_name_carries_nothing(places, q):
    listed("Quantum")

    assert [hit.card.names["en"] for hit in find(asked(q=q).question()).hits] == ["Quantum"]
