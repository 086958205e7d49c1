import re
from pathlib import Path

import pytest

from registry.facilities.vocabulary import Kind
from registry.maps import signs
from tests.maps.samples import HOSTILE

CSS = (Path(__file__).parents[2] / "static" / "css" / "map.css").read_text()


def colours(text):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text))


LIGHT = colours(CSS.partition("@media")[0])
DARK = LIGHT | colours(
    CSS.partition("@media (prefers-color-scheme: dark)")[2].partition("\n}\n")[0]
)
each_scheme = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
each_kind = pytest.mark.parametrize("kind", [*(kind.value for kind in Kind), "inactive"])


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    whole = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(whole[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@each_scheme
@each_kind
def test_letters_stand_out_from_the_colour_of_their_sign(kind, scheme):
    colour = scheme[f"sign-{kind}"]

    assert contrast(colour, scheme["sign-text"]) >= 4.5
    assert contrast(colour, scheme["sign-edge"]) >= 4.5  # an unverified sign turns them round


@each_scheme
@each_kind
@pytest.mark.parametrize("ground", ["map-land", "map-land-chosen", "map-sea"])
def test_signs_stand_out_from_the_map(ground, kind, scheme):
    assert contrast(scheme[f"sign-{kind}"], scheme[ground]) >= 3


@each_scheme
@pytest.mark.parametrize("ground", ["map-land", "map-land-chosen", "map-sea"])
def test_names_on_the_map_can_be_read(ground, scheme):
    assert contrast(scheme["map-text"], scheme[ground]) >= 4.5


def test_the_two_schemes_differ_and_no_two_kinds_share_a_colour():
    for scheme in (LIGHT, DARK):
        used = [scheme[f"sign-{kind.value}"] for kind in Kind]
        assert len(set(used)) == len(Kind)
    assert LIGHT["sign-text"] != DARK["sign-text"]


def test_the_four_core_kinds_have_a_shape_each_and_the_others_one_more():
    core = [signs.shape(kind) for kind in Kind if kind.is_core]
    others = {signs.shape(kind) for kind in Kind if not kind.is_core}

    assert len(set(core)) == 4
    assert len(others) == 1 and not others & set(core)
    assert set(signs.PATHS) == others | set(core)


@each_kind
def test_every_kind_has_its_colour_in_the_style_sheet(kind):
    assert f".sign--{kind} {{ --sign: var(--sign-{kind}); }}" in CSS


@pytest.mark.parametrize("kind", signs.CORE_SHAPES)
def test_every_core_kind_has_its_shape_in_the_style_sheet(kind):
    assert re.search(rf"^\.sign--{kind} {{[^}}]*--cut:", CSS, re.MULTILINE)


def test_what_is_not_sure_and_what_is_closed_shows_in_the_sign():
    sign = signs.sign("fab_lab", "FL", "moved", approximate=True, unverified=True)

    assert 'class="sign sign--fab_lab sign--inactive sign--approximate sign--unverified"' in sign
    assert signs.classes("fab_lab", "suspended") == "sign sign--fab_lab sign--inactive"
    assert signs.classes("fab_lab", "planned") == "sign sign--fab_lab"


def test_hostile_letters_stay_text():
    assert signs.sign(HOSTILE, HOSTILE).count("<") == 4
