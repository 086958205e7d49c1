import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.facilities import shortlist
from tests import factories

IDS = st.lists(st.from_regex(shortlist.PUBLIC_ID, fullmatch=True), unique=True, max_size=10)


@given(IDS)
def test_a_shortlist_survives_its_cookie(ids):
    assert shortlist.read(shortlist.written(tuple(ids))) == tuple(ids)


@given(st.text())
def test_any_cookie_can_be_read(text):
    assert len(shortlist.read(text)) <= shortlist.MOST


@given(IDS, st.from_regex(shortlist.PUBLIC_ID, fullmatch=True))
def test_what_is_put_on_can_be_taken_off(ids, one):
    kept = tuple(id for id in ids if id != one)

    assert shortlist.changed(shortlist.changed(kept, add=one), remove=one) == kept


def token(client):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/en/shortlist").text)[1]


@pytest.fixture
def guarded(app):
    app.config["WTF_CSRF_ENABLED"] = True


def test_a_visitor_without_an_account_keeps_and_compares(client):
    one = factories.facility("First Park", public_id="aaaa2222")
    two = factories.facility("Second Park", public_id="bbbb2222")
    for facility in (one, two):
        form = {"add": facility.public_id, "back": "/en/", "csrf_token": token(client)}
        answer = client.post("/en/shortlist", data=form)
        assert (answer.status_code, answer.location) == (303, "/en/")

    listed = client.get("/en/shortlist").text
    compared = client.get("/en/compare?id=aaaa2222&id=bbbb2222").text

    assert "First Park" in listed
    assert "Second Park" in listed
    assert compared.index("First Park") < compared.index("Second Park")


def test_a_shared_address_shows_the_same_list(client):
    factories.facility("First Park", public_id="aaaa2222")

    assert "First Park" in client.get("/en/shortlist?id=aaaa2222").text


def test_other_sites_cannot_change_a_shortlist(client, guarded):
    assert client.post("/en/shortlist", data={"add": "aaaa2222"}).status_code == 400


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "x", "//[", "http://[::1"]
)
def test_the_way_back_stays_here(client, back):
    form = {"add": "aaaa2222", "back": back, "csrf_token": token(client)}

    assert client.post("/en/shortlist", data=form).location == "/en/shortlist"


def test_four_fit_side_by_side(client):
    ids = [f"aaaa222{letter}" for letter in "bcdef"]
    for id in ids:
        factories.facility(f"Park {id}", public_id=id)

    text = client.get("/en/compare", query_string={"id": ids}).text

    assert "Park aaaa222e" in text
    assert "Park aaaa222f" not in text
    assert "the first four are shown" in text


def test_a_full_shortlist_says_so(client):
    letters = shortlist_letters()
    client.set_cookie("shortlist", ".".join(f"aaaa22{pair}" for pair in letters[: shortlist.MOST]))

    answer = client.post("/en/shortlist", data={"add": "zzzz9999", "csrf_token": token(client)})

    assert answer.status_code == 409
    assert "A shortlist holds 40 facilities" in answer.text


def shortlist_letters():
    return [a + b for a in "bcdefgh" for b in "bcdefgh"]
