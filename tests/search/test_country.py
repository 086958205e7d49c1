"""Searching the real data."""

from math import ceil

import pytest

from registry.i18n import LANGUAGES
from registry.search.queries import find
from tests.counting import counted_queries
from tests.search.asked import asked

PLACES = "semei almatya semei almatyb "
LONG = (
    PLACES * 7 + "ast",
    "semei 10 km almaty 11 km " * 8,
    "qwertyi asdfghj zxcvbnm poiuytr lkjhgfd mnbvcxz " * 4,
    "hub park lab centre " * 10,
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("sort", ["", "relevance", "name", "newest", "distance"])
@pytest.mark.parametrize("filters", [{}, {"sector": "ict"}, {"q": "hub"}])
def test_every_list_can_be_walked_to_its_end(country, lang, sort, filters):
    near = {"near": "Semey", "radius_km": "500"} if sort == "distance" else {}
    with country.test_request_context(f"/{lang}/"):
        question = filters | near | {"sort": sort}
        pages = [find(asked(**question).question())]
        while pages[-1].after:
            pages.append(find(asked(**question, after=pages[-1].after).question()))

    shown = [hit.card.id for page in pages for hit in page.hits]
    assert len(set(shown)) == len(shown) == pages[0].total > 0
    assert len(pages) == ceil(len(shown) / country.config["SEARCH_PAGE_SIZE"])


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("near", ["", "50,70"])
def test_no_text_is_read_with_many_statements(country, text, near):
    with country.test_request_context("/en/"), counted_queries() as statements:
        form = asked(q=text[:200], near=near)
        find(form.question())
        form.chips()

    assert len(statements) < 40
