"""The rules by which what visitors type is understood, with a gazetteer that knows few places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.places.folding import fold
from registry.search.phrases import understand
from tests.search.few_places import MISTYPED, NAMES, FewPlaces, read, said


@pytest.mark.parametrize(
    "text",
    [
        "инкубатор рядом с Семей biotech",
        "biotech инкубатор Семей",
        "Semey biotech incubateur",
        "Семей жанында биотехнология инкубаторлары",
    ],
)
def test_kind_place_and_words_are_understood_in_any_order_language_and_script(text):
    assert set(said(text)) == {
        ("kind", "business_incubator"),
        ("settlement", "1"),
        ("sector", "biotech"),
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("технопарктердегі", "technology_park"),
        ("технопарков", "technology_park"),
        ("технопарками", "technology_park"),
        ("technoparks", "technology_park"),
        ("лабораториями индустриальных зон", "industrial_zone"),
        ("конструкторских бюро", "design_bureau"),
        ("коммерцияландыру орталықтары", "commercialization_center"),
        ("bureaux d’études", "design_bureau"),
        ("технологиялардың халықаралық трансферт орталығында", "technology_transfer_center"),
    ],
)
def test_a_phrase_is_met_in_its_forms(text, kind):
    assert kind in read(text).codes("kind")


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("patents", "ip_protection"),  # `ts` folds to one letter
        ("патенттер", "ip_protection"),  # `тт` too
        ("коворкингтерде", "coworking"),
        ("грантами", "grant_support"),
    ],
)
def test_a_form_is_met_where_folding_hides_its_ending(text, service):
    assert said(text) == [("service", service)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("бизнесинкубатор", "business_incubator"),
        ("айтихаб", "it_hub"),
        ("maker space", "fab_lab"),
        ("техно парк", "technology_park"),
    ],
)
def test_words_written_as_one_or_as_two_are_met(text, kind):
    assert said(text) == [("kind", kind)]


@pytest.mark.parametrize(
    "text", ["технопрак", "инкубатр", "akselirator", "каворкинг", "makerspase"]
)
def test_a_slip_in_a_long_word_is_forgiven(text):
    assert len(said(text)) == 1


@pytest.mark.parametrize(
    "text", ["ценр", "хуб", "Казахстан", "Technocity", "материалы", "reduction"]
)
def test_what_only_resembles_a_phrase_stays_text(text):
    assert (said(text), read(text).rest) == ([], text)


@pytest.mark.parametrize("text", ["парк", "хаб", "центр", "hub", "park", "орталық", "IT"])
def test_a_kind_that_could_be_many_stays_text(text):
    assert (said(text), read(text).rest) == ([], text)


def test_an_abbreviation_is_not_taken_for_a_small_word_that_folds_alike():
    assert said("технопарк и ИИ") == [("kind", "technology_park"), ("sector", "ai")]
    assert said("технопарк и") == [("kind", "technology_park")]


@pytest.mark.parametrize("text", ['"технопарк Семей"', "«технопарк Семей»", "„технопарк Семей“"])
def test_what_is_quoted_is_searched_as_words(text):
    assert (said(text), fold(read(text).rest)) == ([], "tehnopark semei")


def test_what_stands_beside_a_quotation_is_understood():
    assert said('"технопарк" Астана') == [("settlement", "2")]


@pytest.mark.parametrize(
    "text", ["Astana Hub", "«Технопарк Алтай»", "технопарк алтай", "astana-hub"]
)
def test_the_name_of_a_facility_is_not_taken_apart(text):
    assert (said(text), read(text).rest) == ([], text)


def test_the_name_of_a_facility_stays_whole_among_other_words():
    assert said("коворкинг Astana Hub Алматы") == [("service", "coworking"), ("settlement", "3")]
    assert read("коворкинг Astana Hub Алматы").rest == "Astana Hub"


def test_a_name_that_is_a_single_phrase_is_that_phrase():
    assert said("инкубатор") == [("kind", "business_incubator")]


def test_a_place_with_a_slip_beats_a_phrase_with_a_slip():
    assert said("акселеротор") == [("settlement", "4")]


def test_an_exact_phrase_beats_a_place_with_a_slip(monkeypatch):
    monkeypatch.setitem(MISTYPED, "inkubatori", "semei")

    assert said("инкубаторы") == [("kind", "business_incubator")]


def test_the_longer_phrase_takes_its_words_from_the_shorter():
    assert said("центр трансферта технологий") == [("kind", "technology_transfer_center")]
    assert said("трансферт технологий") == [("service", "technology_transfer")]


def test_a_region_filters_and_has_no_centre():
    understood = read("технопарк Абай облысы")

    assert (understood.codes("region"), understood.place) == (("KZ-10",), None)


def test_several_regions_are_alternatives():
    assert read("Абай облысы Павлодар облысы").codes("region") == ("KZ-10", "KZ-55")


def test_a_region_beside_a_settlement_only_says_which_one_is_meant():
    assert said("Семей, Абай облысы") == [("settlement", "1")]
    assert read("Семей, Абай облысы").rest == ""


def test_a_region_elsewhere_in_the_text_filters_too():
    assert said("Павлодар облысы технопарк рядом с Семей") == [
        ("region", "KZ-55"),
        ("kind", "technology_park"),
        ("settlement", "1"),
    ]


@pytest.mark.parametrize(
    "text",
    ["инкубатор Астана рядом с Семей", "рядом с Семей инкубатор Астана", "Астана Семей маңында"],
)
def test_of_two_settlements_the_one_after_near_is_the_centre(text):
    assert (read(text).codes("settlement"), read(text).rest) == (("1",), "Астана")


def test_of_two_settlements_without_near_the_first_is_the_centre():
    assert (read("Астана Алматы").place.id, read("Астана Алматы").rest) == ("2", "Алматы")


@pytest.mark.parametrize(
    ("text", "km"),
    [
        ("Семей 50 км", 50),
        ("в радиусе 100 км от Семей", 100),
        ("within 30 km of Semey", 30),
        ("Семей 100 шақырым", 100),
        ("dans un rayon de 50 km autour de Semey", 50),
        ("Semey 25km", 25),
        ("Semey 2,5 км", 2.5),
        ("Semey 10 miles", 16.09344),
    ],
)
def test_a_radius_is_understood(text, km):
    assert (read(text).radius_km, read(text).place.id, read(text).rest) == (
        pytest.approx(km, rel=1e-4),
        "1",
        "",
    )


@pytest.mark.parametrize("text", ["Astana Hub 55", "TRL 5", "55 мест", "2024"])
def test_a_number_without_a_unit_is_no_radius(text):
    assert read(text).radius_km is None


NEAR_ME = ("рядом со мной", "маған жақын", "near me", "près de moi", "ближайший технопарк", "20 км")


@pytest.mark.parametrize("text", [*NEAR_ME, "инкубатор рядом", "nearby hubs", "жақын технопарк"])
def test_near_me_asks_for_the_position_of_the_visitor(text):
    assert read(text).near_me


@pytest.mark.parametrize("text", ["ближайший к Семей технопарк", "nearest to Semey", "Семей 20 км"])
def test_near_a_place_asks_for_no_position(text):
    assert not read(text).near_me


@pytest.mark.parametrize(
    "text",
    [
        "где найти технопарк",
        "where is the technopark?",
        "қайда технопарк бар",
        "où est le technopark",
    ],
)
def test_words_that_carry_nothing_are_dropped(text):
    assert (said(text), read(text).rest) == ([("kind", "technology_park")], "")


@pytest.mark.parametrize(
    "text", ["технопарки Казахстана", "Қазақстандағы технопарктер", "technoparks in Kazakhstan"]
)
def test_the_name_of_the_country_narrows_nothing(text):
    here = understand(text, FewPlaces(), NAMES.intersection, "KZ")
    elsewhere = understand(text, FewPlaces(), NAMES.intersection, "UZ")

    assert (here.rest, len(here.chips)) == ("", 1)
    assert elsewhere.rest != ""


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ближайший к Семей технопарк", ""),
        ("технопарк около университета", "университета"),
        ("университет жанында технопарк", "университет"),
        ("design bureau by quantum", "quantum"),
    ],
)
def test_words_for_near_are_never_searched(text, rest):
    assert (read(text).rest, read(text).near_me) == (rest, False)


def test_words_with_a_hyphen_stay_together_in_the_rest():
    assert read("IT-Park Астана").rest == "IT-Park"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("北京", "北京"),
        ("инкубатор 北京 Астана", "北京"),
        ("quantum 北京", "quantum 北京"),
        ("😀 !", ""),
    ],
)
def test_words_of_a_script_without_key_stay_in_the_rest_and_marks_do_not(text, rest):
    assert read(text).rest == rest


def test_a_chip_says_where_it_stands_and_what_is_left_without_it():
    text = "инкубатор рядом с Семей, biotech"

    kind, place, sector = read(text).chips

    assert text[place.start : place.end] == "рядом с Семей"
    assert (kind.without, place.without, sector.without) == (
        "рядом с Семей, biotech",
        "инкубатор biotech",
        "инкубатор рядом с Семей",
    )


def test_what_is_said_twice_is_one_chip_and_goes_at_once():
    (chip,) = read("инкубатор incubator").chips

    assert chip.without == ""


def test_open_programmes_confirmed_records_and_languages_are_understood():
    assert said("подтверждённые акселераторы на английском, идёт приём заявок") == [
        ("confirmed", ""),
        ("kind", "accelerator"),
        ("language", "en"),
        ("open", ""),
    ]


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text):
    understood = read(text)

    for chip in understood.chips:
        assert 0 <= chip.start < chip.end <= len(text)
        assert len(chip.without) < len(text)


PIECES = (
    *("технопарк", "рядом с", "Семей", "10 км", "near me", '"'),
    *("ИИ", "hub", "в", ",", "Абай облысы"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_removing_chip_after_chip_ends_with_nothing_understood(text):
    for _step in range(20):
        text = next((chip.without for chip in read(text).chips), text)

    assert read(text).chips == ()
