import re

import pytest

from registry.facilities.indicators import Indicator
from registry.facilities.vocabulary import (
    Kind,
    LegalElement,
    Ownership,
    ProgrammeType,
    Sector,
    Service,
    Stage,
    Status,
)
from registry.search.phrasebook import FILE
from tests.places.pack_entries import gazetteer


def named(text):
    """Return what is named in a text, as typed, with the id of the place."""
    return [(text[m.start : m.end], m.entry.id) for m in gazetteer().mentions(text)]


@pytest.mark.parametrize(
    ("text", "words", "id"),
    [
        ("инкубатор рядом с Семей", "Семей", "1519422"),
        ("рядом с Семеем", "Семеем", "1519422"),
        ("технопарк Караганда", "Караганда", "609655"),
        ("акселераторы в Караганде", "Караганде", "609655"),
        ("design bureau near Petropavl biotech", "Petropavl", "1520172"),
        ("Almaty", "Almaty", "1526384"),
        ("Almaty's startups", "Almaty's", "1526384"),
        ("Алматыда коворкинг", "Алматыда", "1526384"),
        ("Қарағандыға барамын", "Қарағандыға", "609655"),
        ("Астанадан 50 км", "Астанадан", "1526273"),
        ("Шымкенттегі хаб", "Шымкенттегі", "1518980"),
        ("Өскеменнен", "Өскеменнен", "1520316"),
        ("incubateur près de Chymkent", "Chymkent", "1518980"),
        ("startup d'Almaty", "Almaty", "1526384"),
        ("хаб в Усть-Каменогорске", "Усть-Каменогорске", "1520316"),
        ("хаб усть каменогорск", "усть каменогорск", "1520316"),
        ("лаборатории Павлодара", "Павлодара", "1520240"),
        ("в Алма-Ате", "Алма-Ате", "1526384"),
        ("Семей 50 км", "Семей", "1519422"),
        ("коворкинг Шымкент қаласы", "Шымкент қаласы", "1518980"),
        ("хаб, г. Семей", "г. Семей", "1519422"),
        ("хаб Тараз қ.", "Тараз қ.", "1516905"),
        ("СЭЗ «Хоргос»", "Хоргос", "1522684"),
        ("North Kazakhstan", "North Kazakhstan", "KZ-59"),
        ("технопарк в Северном Казахстане", "Северном Казахстане", "KZ-59"),
        ("Акмолинская область", "Акмолинская область", "KZ-11"),
        ("хабы в Акмолинской области", "Акмолинской области", "KZ-11"),
        ("Абай облысы", "Абай облысы", "KZ-10"),
        ("область Абай хаб", "область Абай", "KZ-10"),
        ("hub région d'Akmola", "région d'Akmola", "KZ-11"),
        ("ВКО инкубатор", "ВКО", "KZ-63"),
        ("tehnopark Karagadna", "Karagadna", "609655"),
        ("startup in Oral", "Oral", "608668"),
        ("технопарк орал", "орал", "608668"),
        ("инкубатор Есік", "Есік", "1523741"),
        ("хаб З.К.О.", "З.К.О", "KZ-27"),
        ("Семейде хаб", "Семейде", "1519422"),
    ],
)
def test_a_place_is_found_in_a_text_where_it_stands(text, words, id):
    assert named(text) == [(words, id)]


@pytest.mark.parametrize(
    "text",
    [
        "технопарк Казахстан",
        "Ташкент",
        "КБ на Абая",
        "хаб на ул. Сатпаева",
        "Абай көшесі",
        "Алматы ауданы",
        "Kazakh startups",
        "зауыт",
        "Карагандинский университет",
        "startup hub",
        "oral health startup",
        "oral",
        "верный путь",
        "есік",
        "инкубатор есік ашық",
        "рудник",
        "рудня",
        "рудные",
        "аралды",
        "шарды",
        "семена",
        "павлин",
        "Тарас Шевченко",
        "музей Тараса Шевченко",
        "Жезды",
        "шумен",
        "семейный бизнес",
        "семейный центр предпринимательства",
        "оральный",
        "хаб Николаевка",
        "хаб Қарағайлы",
    ],
)
def test_the_country_what_is_abroad_streets_and_words_are_no_places(text):
    assert named(text) == []


def test_several_places_come_in_the_order_of_the_text():
    text = "Павлодар, Экибастуз и Абай облысы"

    assert [id for _words, id in named(text)] == ["1520240", "1524325", "KZ-10"]


def test_a_region_in_the_text_tells_namesakes_apart():
    assert ("Аксу", "1525462") in named("Аксу Туркестанская область")


def test_what_is_mistyped_is_less_sure_than_any_form_of_the_name():
    shares = [
        gazetteer().mentions(text)[0].confidence
        for text in ("технопарк Караганда", "технопарк в Караганде", "технопарк Карагадна")
    ]

    assert shares[0] == 1
    assert shares[1] >= 0.9 > shares[2]


VOCABULARIES = (
    Kind, LegalElement, Status, Service, Sector, Stage, ProgrammeType, Ownership, Indicator
)  # fmt: skip


def spoken():
    """Give the words of the trade in four languages, and each of their words."""
    phrases = {word.value.replace("_", " ") for kind in VOCABULARIES for word in kind}
    phrases |= {line.split(",")[1] for line in FILE.read_text("utf-8").splitlines()[1:]}
    return phrases | {word for phrase in phrases for word in re.findall(r"\w+", phrase)}


def test_words_of_the_trade_are_no_places():
    words = spoken()

    assert len(words) > 1500
    assert {word: named(word) for word in words if named(word)} == {}
    assert {word: named(f"хаб {word}") for word in words if named(f"хаб {word}")} == {}
