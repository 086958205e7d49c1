import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.places.spelling import slips
from registry.search.queries import counts, find, name_suggestions
from registry.search.question import Question
from tests.search import world
from tests.search.asking import many
from tests.search.world import found, listed


@pytest.fixture
def country(app):
    return world.build(10)


@many
@given(typed=st.text() | st.text(alphabet="\"*^():+-{}ANDORNOTEAR nameszё\0'", max_size=30))
def test_no_text_is_too_strange_to_be_searched(country, typed):
    page = find(Question(text=typed, whole=typed))

    assert 0 <= page.total <= len(country)
    assert len(name_suggestions(typed, 5)) <= 5


@pytest.mark.parametrize(
    "typed",
    [
        "technopark",
        "tehnopark",
        "texnopark",
        "tecnhopark",
        "techopark",
        "technooparrk",
        "технопарк",
        "тхенопарк",
        "технапарк",
        "Technopar",
    ],
)
def test_a_slip_of_the_finger_still_finds(app, typed):
    listed("Technopark", names={"en": "Technopark", "ru": "Технопарк"})
    listed("Fab Lab")

    assert found(text=typed) == ["Technopark"]


def test_a_letter_between_two_of_one_that_folding_makes_one_still_finds(app):
    listed("Соммий")

    assert found(text="Сомтмий") == ["Соммий"]


def test_a_letter_left_out_between_two_of_one_still_finds(app):
    listed("Рурсый")

    assert found(text="Ррсый") == ["Рурсый"]


def test_one_slip_is_likelier_than_what_only_sounds_alike(app):
    listed("Суннай")
    for number in range(5):
        listed(f"Зона {number}")

    assert found(text="Сеннай") == ["Суннай"]


def test_a_short_word_that_was_meant_is_not_the_beginning_of_others(app):
    listed("Кемас")
    listed("Кас")
    listed("Касса")

    assert sorted(found(text="Кмас")) == ["Кас", "Кемас"]


def test_what_was_corrected_is_said_in_the_script_that_was_typed(app):
    listed("Technopark", names={"en": "Technopark", "ru": "Технопарк"})

    assert find(Question(text="technoparj")).corrections == {"technoparj": "Technopark"}
    assert find(Question(text="технопалк")).corrections == {"технопалк": "Технопарк"}
    assert find(Question(text="technopark")).corrections == {}


def test_what_is_found_as_typed_is_not_corrected(app):
    listed("Parka")
    listed("Parks")

    assert found(text="parks") == ["Parks"]
    assert find(Question(text="parks")).corrections == {}


def test_only_the_word_that_nothing_is_called_is_corrected(app):
    listed("Green Park")
    listed("Greek Park")

    page = find(Question(text="greek pask"))

    assert [hit.card.names["en"] for hit in page.hits] == ["Greek Park"]
    assert page.corrections == {"pask": "Park"}


def test_a_wrong_word_that_begins_another_is_corrected_where_it_finds_nothing(app):
    listed("Astana Hub")
    listed("Hobby Lab")

    assert found(text="astana hob") == []  # three letters are not guessed
    assert found(text="astana hobb") == []

    listed("Almaty Center")
    listed("Centerville")

    assert found(text="almaty centr") == ["Almaty Center"]


@pytest.mark.parametrize("typed", ["IT-Park", "it park", "itpark", "ИТ-парк"])
@pytest.mark.parametrize("name", ["IT-Park Aktau", "ITPark Aktau", "IT Park Aktau"])
def test_punctuation_and_gaps_do_not_count(app, typed, name):
    listed(name)
    listed("Fab Lab")

    assert found(text=typed) == [name]


def test_two_words_written_as_one_are_found_while_they_are_typed(app):
    listed("Astana Hub")
    listed("Hub Laboratory, Astana")
    listed("Astana Laboratory", descriptions={"en": "Not a hub"})

    for typed in ("astanahub", "AstanaHu"):
        assert found(text=typed) == ["Astana Hub", "Hub Laboratory, Astana"]


def test_the_ending_of_a_word_is_not_taken_for_the_beginning_of_another(app):
    listed("Park Digital")
    listed("Parkdi Centre")

    assert found(text="parkdi") == ["Parkdi Centre"]


@pytest.mark.parametrize("typed", ["Қарағанды", "Qaragandy", "карагандЫ", "Karagandy"])
def test_all_spellings_of_a_name_find_it(app, typed):
    listed("Hub", names={"en": "Hub", "kk": "Қарағанды хабы"})

    assert found(text=typed) == ["Hub"]


@pytest.mark.parametrize("typed", ["2024", "t000000x", "abc1234x"])
def test_numbers_and_ids_are_never_guessed(app, typed):
    listed("Hub 2025")

    assert found(text=typed) == []


def test_letters_of_a_script_without_key_find_nothing_and_marks_ask_nothing(app):
    listed("Hub")

    assert find(Question(text="北京")).total == find(Question(text="hub 北京")).total == 0
    assert find(Question(text="…!?")).total == 1


@pytest.mark.parametrize(
    ("typed", "has_words"), [("北京", True), ("hub", True), ("2", True), ("😀 …!? ʼ _", False)]
)
def test_letters_and_digits_of_any_script_are_words(typed, has_words):
    assert Question(whole=typed).has_words is has_words


def test_all_words_have_to_be_found(app):
    listed("Green Park")

    assert found(text="green park nowhere") == []


def test_counts_follow_the_corrected_text(app):
    listed("Technopark")
    listed("Fab Lab")

    assert counts(Question(text="tehnoparj"))["kind"] == {"business_incubator": 1}


@given(st.text("abcdefgh", min_size=4, max_size=12), st.data())
def test_one_slip_is_one(word, data):
    place = data.draw(st.integers(0, len(word) - 1))

    assert slips(word, word[:place] + word[place + 1 :], 2) == 1


@pytest.mark.parametrize("typed", ["хабында", "хабына", "хабтың", "в хабе", "хабом", "наукограда"])
def test_a_word_is_found_in_the_forms_that_a_sentence_gives_it(app, typed):
    listed("Aqtau Hub", names={"ru": "Наукоград «Aqtau Hub»", "en": "Aqtau Hub"})
    listed("Fab Lab")

    page = find(Question(text=typed.removeprefix("в ")))

    assert [hit.card.names["en"] for hit in page.hits] == ["Aqtau Hub"]
    assert page.corrections == {}


def test_words_that_languages_write_in_their_own_way_are_one_in_names(app):
    listed("Aqtau University Hub")
    listed("Fab Lab")

    for typed in ("актау хаб", "университет актау", "aqtau hub"):
        assert found(text=typed) == ["Aqtau University Hub"]


def test_letters_that_meet_where_two_words_are_joined_count_once(app):
    listed("OzgeEpic")

    assert found(text="ozge epic") == found(text="ozgeepic") == ["OzgeEpic"]


def test_a_slip_that_folding_reads_as_another_letter_is_one_slip(app):
    listed("Data Cloud")

    assert found(text="dats cloud") == ["Data Cloud"]


def test_of_words_that_may_have_been_meant_the_one_that_finds_something_was(app):
    listed("Kostanay Garden")
    listed("Kostanai")

    assert found(text="kosanay garden") == ["Kostanay Garden"]
    assert found(text="kastonay garden") == ["Kostanay Garden"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Freedom Cloud", "фридом клауд"),
        ("White Hill Capital", "вайт хилл"),
        ("Big Sky Ventures", "биг скай венчурс"),
        ("Terricon Valley", "террикон вэлли"),
        ("QazInnovations", "казинновейшнс"),
        ("Smart Engineering", "смарт инжиниринг"),
        ("Digital Garage", "диджитал гараж"),
    ],
)
def test_a_latin_name_is_found_as_it_is_written_by_ear_in_cyrillic(app, name, typed):
    listed(name)
    listed("Fab Lab")
    listed("Garden of Frames")

    assert found(text=typed) == [name]


def test_what_only_sounds_the_same_is_no_name(app):
    listed("Aeroport Lab")

    assert found(text="прут") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Zhambyl Hub", "hzambyl hub"),
        ("Zhambyl Hub", "zahmbyl hub"),
        ("QazTech Ventures", "qaztexh ventures"),
        ("Makerspace Taraz", "makerspace tarax"),
        ("KazGASA Lab", "кащгаса"),
        ("Silkway", "silk vay"),
        ("Naukograd", "наука град"),
    ],
)
def test_a_wrong_key_that_folding_makes_two_letters_of_is_one_slip(app, name, typed):
    listed(name)
    listed("Fab Lab")

    assert found(text=typed) == [name]


def test_a_form_that_one_text_has_does_not_hide_the_word_itself(app):
    listed("Деректер орталығы", names={"en": "Data", "kk": "Деректер орталығы"})
    listed("Fab Lab", descriptions={"kk": "Орталығының сайты"})

    assert found(text="деректер орталығының") == ["Data"]


def test_an_elided_word_is_found_with_its_article_and_without(app):
    listed("School", names={"en": "School", "fr": "Fablab de l’école"})

    assert found(text="école fablab") == found(text="l’école") == ["School"]


@pytest.mark.parametrize("typed", ["семейский", "семейская", "семейского", "семейден", "семейнен"])
def test_adjectives_of_a_name_find_it(app, typed):
    listed("Semey Hub")
    listed("Fab Lab")

    assert found(text=typed) == ["Semey Hub"]


def test_of_two_words_written_as_one_the_first_may_be_cut_short(app):
    listed("Chemical Park", names={"en": "Chemical Park", "ru": "Химический парк"})
    listed("Park of Flowers")

    assert found(text="химпарк") == ["Chemical Park"]
