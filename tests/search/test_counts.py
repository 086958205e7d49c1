from dataclasses import replace

import pytest
from hypothesis import given

from registry.facilities.vocabulary import Kind
from registry.search.queries import counts, find
from registry.search.question import FACETS, FLAGS, Question
from tests.search import world
from tests.search.asking import many, questions


@pytest.fixture
def country(app):
    return world.build()


@many
@given(question=questions)
def test_each_facet_is_counted_with_its_own_choice_lifted(country, question):
    numbers = counts(question)

    assert set(numbers) == {*FACETS, *FLAGS}
    for facet, field in FACETS.items():
        for code, count in numbers[facet].items():
            asked = replace(question, **{field: (code,)})
            assert count == sum(world.passes(f, asked) for f in country), (facet, code)
    for flag, field in FLAGS.items():
        asked = replace(question, **{field: True})
        assert numbers[flag][""] == sum(world.passes(f, asked) for f in country), flag


def test_choosing_what_was_counted_finds_as_many(country):
    for code, count in counts(Question())["service"].items():
        assert find(Question(services=(code,))).total == count


def test_a_code_that_leaves_nothing_is_counted_as_none(app):
    world.listed(kind=Kind.FAB_LAB)
    world.listed(kind=Kind.IT_HUB)

    numbers = counts(Question(text="nothing of this name"))

    assert numbers["kind"] == {"fab_lab": 0, "it_hub": 0}
