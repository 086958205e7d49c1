"""What visitors type, understood. The places come from a small gazetteer that knows five."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry.places.gazetteer import Entry, Mention

from registry.facilities.vocabulary import Kind, Sector, Service, Stage, Status
from registry.geo import Point
from registry.places.folding import fold, words
from registry.search.phrasebook import FILE
from registry.search.phrases import WORDS, understand

PLACES = {
    "semei": ("1", "Семей", "settlement", "KZ-10"),
    "astana": ("2", "Астана", "settlement", "KZ-71"),
    "almati": ("3", "Алматы", "settlement", "KZ-75"),
    "altai": ("4", "Алтай", "settlement", "KZ-63"),
    "abai oblisi": ("KZ-10", "Абай облысы", "region", "KZ-10"),
    "pavlodar oblisi": ("KZ-55", "Павлодар облысы", "region", "KZ-55"),
}

MISTYPED = {"semmei": "semei", "astna": "astana", "akselerotor": "altai"}

NAMES = {"astana hub", "tehnopark altai", "inkubator"}


class FewPlaces:
    """Has the face of the gazetteer, knows names as they stand here and three wrong ones."""

    def mentions(self, text):
        found = words(text)
        for at in range(len(found)):
            for length in (2, 1):
                part = found[at : at + length]
                key = " ".join(word for word, _start, _end in part)
                if name := MISTYPED.get(key, key if key in PLACES else None):
                    yield Mention(entry(name), part[0][1], part[-1][2], 0.6 if name != key else 1.0)
                    break


def entry(key):
    code, name, level, region = PLACES[key]
    return Entry(code, {"ru": name}, (), level, region, {"ru": ""}, None, Point(50, 80))


def read(text):
    return understand(text, FewPlaces(), NAMES.__contains__)


def said(text):
    return [(chip.type, chip.code) for chip in read(text).chips]


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
    "text", ["ценр", "хуб", "Казахстан", "Technocity", "материалы", "Калинина"]
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
    monkeypatch.setitem(MISTYPED, "inkubator", "semei")

    assert said("инкубатор") == [("kind", "business_incubator")]


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


@pytest.mark.parametrize(
    "text",
    ["рядом со мной", "маған жақын", "near me", "près de moi", "ближайший технопарк", "20 км"],
)
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


def test_words_with_a_hyphen_stay_together_in_the_rest():
    assert read("IT-Park Астана").rest == "IT-Park"


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


@pytest.mark.parametrize("type", WORDS)
def test_every_code_has_a_phrase_in_every_language_and_no_phrase_an_unknown_code(type):
    rows = [row for row in file() if row["type"] == type]

    codes = {
        lang: {r["code"] for r in rows if r["lang"] == lang} for lang in ("kk", "ru", "en", "fr")
    }

    assert codes == {lang: {word.value for word in WORDS[type]} for lang in codes}


@pytest.mark.parametrize("words", [Kind, Service, Sector, Stage, Status])
def test_the_english_label_of_a_choice_means_that_choice(whole_app, words):
    with whole_app.test_request_context("/en/"):
        labels = {word.value: str(word.label) for word in words}

    missed = [label for code, label in labels.items() if code not in dict(said(label)).values()]

    assert missed == []


def test_no_two_codes_share_a_phrase():
    shared = {}
    for row in file():
        if row["type"] in WORDS:
            shared.setdefault(fold(row["phrase"]), set()).add((row["type"], row["code"]))

    assert [phrase for phrase, codes in shared.items() if len(codes) > 1] == []


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text):
    understood = read(text)

    for chip in understood.chips:
        assert 0 <= chip.start < chip.end <= len(text)
        assert len(chip.without) < len(text)


PIECES = [
    "технопарк",
    "рядом с",
    "Семей",
    "10 км",
    "near me",
    '"',
    "ИИ",
    "hub",
    "в",
    ",",
    "Абай облысы",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_removing_chip_after_chip_ends_with_nothing_understood(text):
    for _step in range(20):
        if not (chips := read(text).chips):
            break
        text = chips[0].without

    assert read(text).chips == ()


def file():
    with FILE.open(encoding="utf-8", newline="") as found:
        return list(csv.DictReader(found))
