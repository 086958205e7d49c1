"""Long names by their letters."""

import pytest

from registry.facilities.models import Contact, Organisation
from registry.facilities.vocabulary import ContactType
from registry.places.folding import fold
from registry.search.acronyms import acronyms
from registry.search.links import link_words
from tests.search.world import found, listed


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Восточно-Казахстанский технический университет имени Д. Серикбаева", "ВКТУ"),
        ("Д. Серікбаев атындағы Шығыс Қазақстан техникалық университеті", "ШҚТУ"),
        ("Казахский национальный аграрный университет", "КазНАУ"),
        ("Карагандинский индустриальный университет", "КарИУ"),
        ("Парк ядерных технологий", "ПЯТ"),
        ("Astana IT University", "AITU"),
        ("Ministry of Science and Higher Education", "MSHE"),
        ("Kazakh National University named after Al-Farabi", "KazNU"),
    ],
)
def test_a_name_is_known_by_its_acronyms(name, acronym):
    assert fold(acronym) in acronyms(name)


@pytest.mark.parametrize(
    "name", ["", "Astana Hub", "Парк имени Первого Президента", "2024 2025 2026"]
)
def test_a_short_name_has_no_acronym(name):
    assert acronyms(name) == set()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://www.instagram.com/sko_hub/", ["sko", "hub"]),
        ("http://terricon.kz/ru?utm=x", ["tericon", "kz", "ru"]),
        ("info@mail.akashi.cloud", ["info", "mail", "akashi", "cloud"]),
        ("@alatau.hub", ["alatau", "hub"]),
        ("https://t.me/qaztech", ["kaztech"]),
    ],
)
def test_a_link_is_known_by_what_is_its_own(link, words):
    assert link_words(link) == words


def test_a_facility_is_found_by_the_acronym_of_its_operator_and_by_its_links(app):
    operator = Organisation(key="mktu", names={"ru": "Международный казахско-турецкий университет"})
    site = Contact(type=ContactType.WEBSITE, value="https://terricon.kz")
    phone = Contact(type=ContactType.PHONE, value="+7 777 123 45 67")
    listed("Garden", operator=operator, contacts=[site, phone])
    listed("Fab Lab")

    assert found(text="МКТУ") == found(text="mktu") == found(text="terricon") == ["Garden"]
    assert found(text="777") == []
