from xml.etree import ElementTree

from registry.places.models import DataSource
from tests import factories

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_health_answers_when_the_database_does(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def locations(client, address, path):
    root = ElementTree.fromstring(client.get(address).data)  # noqa: S314 - our own
    return [found.text for found in root.findall(path, SITEMAP)]


def test_the_sitemap_names_every_page_in_every_language(client):
    facility = factories.facility()

    parts = locations(client, "/sitemap.xml", "s:sitemap/s:loc")
    pages = [page for part in parts for page in locations(client, part, "s:url/s:loc")]

    for lang in ("kk", "ru", "en", "fr"):
        assert f"http://localhost/{lang}/facilities/{facility.public_id}/{facility.slug}" in pages
        assert f"http://localhost/{lang}/regions/KZ-10" in pages


def test_a_sitemap_that_would_be_empty_is_not_there(client):
    factories.facility()

    assert client.get("/sitemaps/facilities-1.xml").status_code == 200
    assert client.get("/sitemaps/facilities-2.xml").status_code == 404
    assert client.get("/sitemaps/facilities-0.xml").status_code == 404


def test_the_page_about_the_data_names_those_who_made_it(client):
    factories.saved(
        DataSource(
            country="KZ",
            file="settlements.csv",
            title="Places",
            publisher="GeoNames",
            version="3",
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            attribution="Places: GeoNames (CC BY 4.0)",
            note="",
        )
    )

    assert "Places: GeoNames (CC BY 4.0)" in client.get("/en/about/data").text


def test_an_address_that_leads_nowhere_says_so_in_the_readers_language(client):
    answer = client.get("/en/nothing")

    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text


def test_programs_get_problems_instead_of_pages(client):
    answer = client.get("/en/nothing", headers={"Accept": "application/json"})

    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404


def test_scripts_run_only_with_the_word_of_the_page(client):
    first, second = (client.get("/en/about/data") for _ in range(2))

    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert policy != second.headers["Content-Security-Policy"]


def test_files_are_kept_by_their_fingerprint_and_misses_are_not(client):
    kept = client.get("/static/css/site.css?v=1")
    missed = client.get("/static/css/none.css?v=1")

    assert kept.headers["Cache-Control"] == "max-age=31536000, immutable"
    assert "Cookie" not in kept.headers.get("Vary", "")
    assert "immutable" not in missed.headers.get("Cache-Control", "")


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.delete("/en/")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
