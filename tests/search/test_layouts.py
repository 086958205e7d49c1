"""What was typed without switching the keyboard."""

import pytest

from registry.search.layouts import exchanged
from tests.search.asked import asked
from tests.search.world import listed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nt[yjgfhr", "технопарк"),
        ('C"P', "СЭЗ"),
        ("ышдлцфн", "silkway"),
        ("Фыефтф Рги", "Astana Hub"),
        ("0jcnfyfq", "қостанай"),
    ],
)
def test_the_same_keys_type_something_else(typed, meant):
    assert meant in exchanged(typed)


@pytest.mark.parametrize("typed", ["", "2024", "…!?", "хаб IT", "технопарк Terricon"])
def test_without_letters_and_with_two_scripts_nothing_is_exchanged(typed):
    assert exchanged(typed) == []


def test_what_nothing_is_called_is_read_on_the_other_layout_and_that_is_said(places):
    listed("Quantum", names={"ru": "Квантовый сад", "en": "Quantum Garden"})

    for typed, meant in (("rdfynjdsq", "квантовый"), ("йгфтегь", "quantum")):
        form = asked(q=typed)

        assert form.question().text == form.args()["q"] == meant
        assert form.exchanged == {typed: meant}


def test_a_kind_and_a_place_are_understood_on_the_other_layout(places):
    form = asked(q="byre,fnjh ctvtq")

    assert [chip.type for chip in form.chips()] == ["kind", "settlement"]
    assert form.exchanged == {"byre,fnjh ctvtq": "инкубатор семей"}


@pytest.mark.parametrize("typed", ["nothing of this", "квантовый", "incubator Semey", "rdfynpzz"])
def test_what_is_found_as_typed_or_not_at_all_stays(places, typed):
    listed("Quantum", names={"ru": "Квантовый сад", "en": "Nothing of this"})

    assert (asked(q=typed).typed, asked(q=typed).exchanged) == (typed, {})


def test_the_page_says_what_it_took_the_typed_for(country):
    text = country.test_client().get("/ru/?q=rjdjhrbyu rfhfufylf").text

    assert "Terricon Valley" in text
    assert "«rjdjhrbyu rfhfufylf»" in text and "«коворкинг караганда»" in text


def test_offers_while_typing_come_on_the_other_layout_too(country):
    answer = country.test_client().get("/en/suggest.json", query_string={"typed": "Фыефтф Рг"})

    assert "Astana Hub" in [offer["value"] for offer in answer.json["suggestions"]]
