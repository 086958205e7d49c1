from hypothesis import given
from hypothesis import strategies as st

from registry.places.spelling import deletions, slips, tolerance

WORDS = st.text("abcdr", min_size=4, max_size=10)


@given(WORDS, st.data())
def test_a_word_with_one_letter_lost_shares_a_deletion_with_the_whole(word, data):
    gap = data.draw(st.integers(0, len(word) - 1))
    lost = word[:gap] + word[gap + 1 :]

    assert lost in deletions(word)
    assert slips(word, lost, 2) == 1


@given(WORDS, WORDS)
def test_slips_count_the_same_both_ways(one, other):
    assert slips(one, other, 2) == slips(other, one, 2)


def test_swapped_neighbours_are_one_slip():
    assert slips("technopark", "tehcnopark", 2) == 1


def test_short_words_and_numbers_forgive_nothing():
    assert [tolerance(word) for word in ("hub", "park1", "park", "incubator")] == [0, 0, 1, 2]
