"""Duplicates among the real data are found, and what only looks like one is left in peace."""

import pytest

from registry.geo import Point
from registry.intake.profile import Profile
from registry.intake.similarity import LIKELY, likeness
from tests.intake.pairs import pairs

PRECISION, RECALL = 0.95, 0.90
"""Of what is shown as a duplicate, so much is one; of the duplicates, so many are shown."""

ALMATY = Point(43.25, 76.91)


def profile(*names, **fields):
    return Profile(names=names, **{"point": ALMATY, "region_iso": "KZ-75"} | fields)


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_judgements_of_people_are_met(part):
    judged = [(pair.is_same, likeness(pair.one, pair.other).is_likely) for pair in pairs(part)]

    both = sum(same and shown for same, shown in judged)
    assert both / sum(shown for _same, shown in judged) >= PRECISION
    assert both / sum(same for same, _shown in judged) >= RECALL


def test_enough_pairs_are_judged_and_a_third_of_them_is_held_out():
    tuning, held_out = pairs("tuning"), pairs("held_out")

    assert len(tuning) + len(held_out) >= 150
    assert len(held_out) >= (len(tuning) + len(held_out)) / 3
    for part in (tuning, held_out):
        assert 50 <= sum(pair.is_same for pair in part) <= len(part) - 50


def test_likeness_does_not_depend_on_which_comes_first():
    for pair in pairs("tuning")[::5]:
        assert likeness(pair.one, pair.other) == likeness(pair.other, pair.one)


@pytest.mark.parametrize(("one", "other"), [("Park 1", "Park 2"), ("Park", "Park II")])
def test_another_number_decides_whatever_else_is_the_same(one, other):
    same = {"phones": ("+7 727 355 70 40",), "sites": ("https://instagram.com/park",)}

    assert likeness(profile(one, **same), profile(other, **same)).score == 0


def test_a_namesake_in_another_town_is_another_facility():
    elsewhere = profile("Технопарк «Алтай»", point=Point(49.95, 82.61), region_iso="KZ-63")

    assert not likeness(profile("Altai Technopark"), elsewhere).is_likely
    assert likeness(profile("Altai Technopark"), profile("Технопарк «Алтай»")).is_likely


def test_an_account_tells_a_renamed_facility():
    account = {"sites": ("https://www.instagram.com/semey.hub/",)}

    found = likeness(profile("Abai IT Valley", **account), profile("Semey Hub", **account))

    assert found.score >= LIKELY
    assert found.signs["account"] > 0


def test_what_has_no_name_is_like_nothing():
    assert likeness(profile(), profile("Park")).score == 0
