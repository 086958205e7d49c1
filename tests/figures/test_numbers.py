"""Numbers as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.figures.numbers import parse


@pytest.mark.parametrize("lang", ["kk", "ru", "fr"])
def test_a_comma_begins_decimals(lang):
    assert parse("1 234,5", lang) == 1234.5


def test_a_comma_groups_thousands_in_english():
    assert parse("1,234.5", "en") == 1234.5
    assert parse("12,5", "en") == 12.5


def test_empty_is_not_zero():
    assert parse("", "ru") is None
    assert parse(" \u00a0", "ru") is None
    assert parse("0", "ru") == 0


@pytest.mark.parametrize("text", ["many", "1e5", "1,2,3", "12 m", "--1", "1.", "nan", "١٢"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError):
        parse(text, "ru")


@settings(max_examples=50)
@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", ""]))
def test_thousands_are_set_apart_by_any_space(value, space):
    assert parse(f"{value:,}".replace(",", space), "kk") == value
