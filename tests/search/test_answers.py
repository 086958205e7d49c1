"""Answers that are kept are never older than the record, and nobody's but the visitor's."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import db as database
from registry.db import db, utcnow
from registry.facilities.vocabulary import Kind
from registry.search.answers import EXTENSION, Answer, Answers
from registry.search.commands import index
from tests.counting import counted_queries
from tests.search.world import listed

PAGES = ("/en/", "/ru/?q=alatau")
PROGRAMS = (
    "/en/facilities.geojson?limit=9",
    "/en/counts.json",
    "/en/points.json?view=40,46,56,88&zoom=5",
    "/en/tiles/5/23/10.mvt",
)


@pytest.fixture
def answers(app):
    """The kept answers of the application, none of another test among them."""
    kept = app.extensions[EXTENSION]
    assert kept.most_bytes
    kept.kept.clear()
    kept.bytes = 0
    return kept


def without_own(text):
    """Return a page without what is the visitor's own."""
    return re.sub(r'nonce="[^"]*"|name="csrf_token" value="[^"]*"', "", text)


@pytest.mark.parametrize("address", PAGES + PROGRAMS)
def test_a_kept_answer_is_the_same_and_asks_for_the_state_alone(client, answers, address):
    listed("Alatau Park")
    first = client.get(address)

    with counted_queries() as statements:
        second = client.get(address)

    assert without_own(second.get_data().decode("latin-1")) == without_own(
        first.get_data().decode("latin-1")
    )
    assert second.mimetype == first.mimetype
    assert all("revision" in statement for statement in statements)
    assert len(statements) == 1


@pytest.mark.parametrize("address", PAGES + PROGRAMS)
def test_a_change_is_in_the_very_next_answer(client, answers, address):
    facility = listed("Alatau Park", kind=Kind.FAB_LAB)
    before = client.get(address).get_data().decode("latin-1")

    facility.names = {"en": "Alatau Hub"}
    facility.kind = Kind.IT_HUB
    index([facility])
    db.session.commit()

    after = client.get(address).get_data().decode("latin-1")
    assert without_own(before) != without_own(after)
    assert "Alatau Park" not in after


def test_a_day_that_ends_makes_answers_anew(client, answers, monkeypatch):
    listed("Alatau Park")
    client.get("/en/counts.json")
    monkeypatch.setattr(database, "utcnow", lambda: utcnow() + timedelta(days=1))

    with counted_queries() as statements:
        client.get("/en/counts.json")

    assert len(answers.kept) == 1
    assert len(statements) > 1


def test_every_visitor_gets_a_nonce_and_a_token_of_their_own(app, answers):
    listed("Alatau Park")
    pages = [app.test_client().get("/en/") for _ in range(3)]

    for name in (r'nonce="([^"]+)"', r'name="csrf_token" value="([^"]+)"'):
        found = [set(re.findall(name, page.text)) for page in pages]
        assert all(len(words) == 1 for words in found)
        assert len(set.union(*found)) == len(pages)
    for page in pages:
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', page.text))
        assert f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"]


def test_a_form_of_a_kept_page_can_be_sent(app, answers):
    facility = listed("Alatau Park")
    app.config["WTF_CSRF_ENABLED"] = True
    app.test_client().get("/en/")
    visitor = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/en/").text)[1]

    sent = visitor.post(
        "/en/shortlist", data={"csrf_token": token, "add": facility.public_id, "back": "/en/"}
    )

    assert sent.status_code == 303
    assert visitor.get("/en/").text != app.test_client().get("/en/").text


@pytest.mark.parametrize("address", PROGRAMS)
def test_an_answer_for_programs_is_given_whole_with_its_headers(client, answers, address):
    listed("Alatau Park")
    ways = [{}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br"}]
    first = [client.get(address, headers=way) for way in ways]

    for way, made in zip(ways, first, strict=True):
        kept = client.get(address, headers=way)
        assert kept.data == made.data
        assert dict(kept.headers) == dict(made.headers)
        same = client.get(address, headers={**way, "If-None-Match": made.headers["ETag"]})
        assert (same.status_code, same.data) == (304, b"")
        assert same.headers["ETag"] == made.headers["ETag"]
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("address", PROGRAMS)
def test_nobody_is_given_the_session_of_another(app, answers, address):
    listed("Alatau Park")
    visitor = app.test_client()
    assert visitor.get("/en/").headers.getlist("Set-Cookie")

    first = visitor.get(address)
    second = app.test_client().get(address)

    assert first.status_code == second.status_code == 200
    assert not first.headers.getlist("Set-Cookie")
    assert not second.headers.getlist("Set-Cookie")


def test_long_addresses_are_not_kept_and_the_last_of_an_older_state_neither(client, answers):
    listed("Alatau Park")
    client.get(f"/en/counts.json?x={'a' * 3000}")
    client.get("/en/tiles.json")

    assert not answers.kept


def test_a_streamed_or_foreign_answer_is_not_kept(client, answers):
    listed("Alatau Park")
    for address in ("/en/facilities.csv", "/en/facilities.geojson", "/healthz", "/en/regions"):
        assert client.get(address).status_code == 200

    assert not answers.kept


def test_a_host_gets_no_answer_of_another(client, answers):
    for number in range(7):
        listed(f"Alatau Park {number}")
    ours = client.get("/en/facilities.geojson?limit=2", headers={"Host": "one.example"})
    theirs = client.get("/en/facilities.geojson?limit=2", headers={"Host": "two.example"})

    assert "one.example" in ours.text
    assert "two.example" in theirs.text


def test_an_answer_that_refuses_is_not_kept(client, answers):
    client.get("/en/?radius_km=x")
    client.get("/en/counts.json?radius_km=x")

    assert not answers.kept


@given(sizes=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4000)), max_size=40))
def test_kept_answers_take_no_more_space_than_they_may(sizes):
    held = Answers(8000)

    for key, size in sizes:
        held.put((str(key),), Answer("tag", "text/plain", b"x" * size, ()))

        assert held.bytes <= 8000
        assert held.bytes == sum(len(one.packed) + 1501 for one in held.kept.values())
    assert not sizes or (str(sizes[-1][0]),) in held.kept
