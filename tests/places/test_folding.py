import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.places.folding import fold, words

SPELLINGS = [
    ("Қарағанды", "Qaraghandy"),
    ("Жамбыл", "Джамбыл"),
    ("Жамбыл", "Zhambyl"),
    ("Жезқазған", "Zhezqazghan"),
    ("Шымкент", "Shymkent"),
    ("Хоргос", "Khorgos"),
    ("Ақтөбе", "Актобе"),
    ("Қостанай", "Kostanay"),
    ("«Astana Hub»", "astana hub"),
    ("Rudnyy", "Рудный"),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_spellings_of_one_name_meet_in_one_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Арал", "Орал"), ("Актау", "Актас"), ("Шу", "Шар")])
def test_different_names_keep_different_keys(one, other):
    assert fold(one) != fold(other)


def test_words_say_where_they_stood():
    text = "парк «Алтай»"

    assert [text[start:end] for _word, start, end in words(text)] == ["парк", "«Алтай»"]


@given(st.text())
def test_any_text_folds_to_letters_and_digits_and_folding_again_changes_nothing(text):
    key = fold(text)

    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789 " for c in key)
    assert fold(key) == key


@given(st.text("zkhtsdjgcqpxwy -"))
def test_what_one_romanisation_leaves_is_read_by_the_next(text):
    assert fold(fold(text)) == fold(text)
