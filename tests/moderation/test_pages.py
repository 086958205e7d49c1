"""The pages of the form: each step saved, the place found, files taken, the whole sent."""

import re

import pytest

from registry.accounts.policy import Membership
from registry.db import db
from registry.moderation import commands
from registry.moderation.commands.applying import complete
from registry.moderation.forms import STEPS
from registry.moderation.models import Proposal
from registry.moderation.states import State
from tests import factories
from tests.accounts.world import letters, send, signed_in
from tests.moderation import world
from tests.moderation.test_forms import sent as sent_form


@pytest.fixture
def author(app):
    world.country()
    return factories.person()


@pytest.fixture
def browser(client, author):
    return signed_in(client, author)


def fields(page):
    """Return what a browser would send of the hidden fields of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))


def fill(browser, proposal, step, then="next", **typed):
    """Open a step, type something, send it."""
    path = f"/en/proposals/{proposal.public_id}/{step}"
    page = browser.get(path)
    assert page.status_code == 200, page.headers.get("Location")
    data = sent_form(STEPS[step].filled(complete(proposal)))
    for name, value in {**fields(page), **typed, "then": then}.items():
        if not name.startswith(("services-", "capacities-")):
            data.setlist(name, [value])
    return browser.post(path, data=data)


def only_proposal():
    return db.session.scalars(db.select(Proposal)).one()


def test_a_facility_is_registered_step_by_step_and_published_when_approved(browser, author):
    browser.get("/en/proposals/new")
    answer = send(browser, "/en/proposals/new", {"organisation": ""})
    proposal = only_proposal()
    assert answer.location == f"/en/proposals/{proposal.public_id}/what"

    fill(browser, proposal, "what", names_en="Semey Hub", kind="it_hub", status="active")
    fill(browser, proposal, "where", region_iso="KZ-10", lat="50.41", lon="80.25")
    fill(browser, proposal, "services", **{"services-0-offered": "y"})
    fill(browser, proposal, "capacity", **{"programmes-0-names_en": "Start"})
    answer = fill(browser, proposal, "contacts", **{"contacts-0-contact": "+7 7222 12-34-56"})
    assert answer.location.endswith("/evidence")
    answer = send(browser, f"/en/proposals/{proposal.public_id}/check", {"reason": "It is new."})

    assert answer.location == f"/en/proposals/{proposal.public_id}"
    assert proposal.state is State.SUBMITTED
    facility = commands.approve(proposal, world.reviewer())
    db.session.commit()
    assert facility.names == {"en": "Semey Hub"}
    assert [place.provider for place in facility.locations] == ["person"]
    assert facility.programmes[0].names == {"en": "Start"}
    assert "waits for review" in letters(author.email)[0].subject


def test_each_step_is_kept_as_a_draft(browser, author):
    proposal = world.registration(author)

    fill(browser, proposal, "what", then="stay", short_name="SH")

    assert proposal.changes["short_name"]["new"] == "SH"
    assert proposal.state is State.DRAFT


def test_what_is_wrong_is_told_and_not_kept(browser, author):
    proposal = world.registration(author)

    answer = fill(browser, proposal, "what", opened_on="soon")

    assert answer.status_code == 422
    assert 'href="#opened_on"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="soon"' in answer.text
    assert "opened_on" not in proposal.changes


def test_the_address_is_found_on_the_map(browser, author):
    factories.settlement("Semey")
    proposal = world.registration(author, world.VALUES | {"place": None})

    answer = fill(browser, proposal, "where", then="find", settlement="Semey", region_iso="KZ-10")

    place = proposal.changes["place"]["new"]
    assert answer.location.endswith("/where")
    assert (place["lat"], place["provider"]) == (factories.SEMEY.lat, "gazetteer")
    assert place["precision"] == "settlement"


def test_two_windows_are_shown_both_versions(browser, author):
    proposal = world.registration(author)
    path = f"/en/proposals/{proposal.public_id}/what"
    first = fields(browser.get(path))
    fill(browser, proposal, "what", short_name="One")
    data = sent_form(STEPS["what"].filled(complete(proposal)))
    for name, value in {**first, "short_name": "Two"}.items():
        data.setlist(name, [value])

    answer = browser.post(path, data=data)

    assert answer.status_code == 409
    assert "<del>One</del>" in answer.text and "<ins>Two</ins>" in answer.text
    assert proposal.changes["short_name"]["new"] == "One"

    data.update(fields(answer))
    for name, value in fields(answer).items():
        data.setlist(name, [value])
    assert browser.post(path, data=data).status_code == 303
    db.session.refresh(proposal)
    assert proposal.changes["short_name"]["new"] == "Two"


def test_what_others_changed_meanwhile_is_compared_first(browser, author):
    facility = world.operated(names={"en": "Old"})
    mine = world.change(facility, author, {"names": {"en": "Mine"}, "short_name": "M"})
    world.change(facility, factories.person(), {"names": {"en": "Theirs"}}, State.APPROVED)

    answer = browser.get(f"/en/proposals/{mine.public_id}/what")
    assert answer.location == f"/en/proposals/{mine.public_id}/compare"
    page = browser.get(answer.location)
    assert "Theirs" in page.text and "Mine" in page.text

    browser.post(answer.location, data=fields(page) | {"names": "mine"})
    db.session.refresh(mine)
    assert mine.changes["names"] == {"old": {"en": "Theirs"}, "new": {"en": "Mine"}}
    assert "short_name" in mine.changes


def test_what_is_typed_is_not_lost_when_the_record_changes_under_it(browser, author):
    facility = world.operated(names={"en": "Old"})
    mine = world.change(facility, author, {"short_name": "M"})
    path = f"/en/proposals/{mine.public_id}/what"
    page = browser.get(path)
    data = sent_form(STEPS["what"].filled(complete(mine)))
    for name, value in {**fields(page), "names_en": "Mine"}.items():
        data.setlist(name, [value])
    world.change(facility, factories.person(), {"names": {"en": "Theirs"}}, State.APPROVED)

    answer = browser.post(path, data=data)

    assert answer.status_code == 409
    assert "<del>English: Theirs</del>" in answer.text and 'value="Mine"' in answer.text
    for name, value in fields(answer).items():
        data.setlist(name, [value])
    assert browser.post(path, data=data).status_code == 303
    db.session.refresh(mine)
    assert mine.changes["names"] == {"old": {"en": "Theirs"}, "new": {"en": "Mine"}}


@pytest.mark.parametrize(
    "path",
    [
        "review?kind=%00&region=%00&page=99999999999999999999",
        "review/next?after=%00",
        "evidence/99999999999999999999",
        "proposals/similar?name=%00abc&lat=nan&lon=inf&but=%00",
        "proposals/%00",
    ],
)
def test_hostile_addresses_are_answered(client, path):
    world.country()
    browser = signed_in(client, world.reviewer())

    assert browser.get(f"/en/{path}").status_code in (200, 303, 404)


def test_signs_that_no_database_keeps_are_passed_over(browser, author):
    proposal = world.registration(author)

    fill(browser, proposal, "what", short_name="A\0B")
    send(browser, f"/en/proposals/{proposal.public_id}/check", {"reason": "be\0cause"})

    assert proposal.state is State.SUBMITTED
    assert "\0" not in proposal.reason + proposal.changes["short_name"]["new"]


def test_the_record_stands_where_the_author_gives_way(browser, author):
    facility = world.operated(names={"en": "Old"})
    mine = world.change(facility, author, {"names": {"en": "Mine"}, "short_name": "M"})
    world.change(facility, factories.person(), {"names": {"en": "Theirs"}}, State.APPROVED)
    path = f"/en/proposals/{mine.public_id}/compare"

    browser.post(path, data=fields(browser.get(path)) | {"names": "theirs"})

    db.session.refresh(mine)
    assert set(mine.changes) == {"short_name"}


def test_facilities_that_may_be_the_same_are_shown(browser, author):
    facility = world.operated(names={"en": "Semey Business Incubator"})

    page = browser.get("/en/proposals/similar?name=Semey+Business&lat=50.42&lon=80.25")

    assert f"/en/facilities/{facility.public_id}/change" in page.text
    assert "Is it one of these?" in page.text


def test_a_change_goes_on_where_it_was_left(browser, author):
    facility = world.operated()
    path = f"/en/facilities/{facility.public_id}/change"
    first = send(browser, path)

    again = send(browser, path)

    assert first.location == again.location
    assert db.session.scalar(db.select(db.func.count(Proposal.id))) == 1


def test_a_proposal_is_withdrawn(browser, author):
    proposal = world.registration(author, state=State.SUBMITTED)
    path = f"/en/proposals/{proposal.public_id}"

    send(browser, path, to=f"{path}/withdraw")

    db.session.refresh(proposal)
    assert proposal.state is State.WITHDRAWN


def test_objections_lead_to_their_fields(browser, author):
    proposal = world.registration(author, state=State.SUBMITTED)
    commands.give_back(proposal, world.reviewer(), {"names": "Write it in full."}, "")
    db.session.commit()

    page = browser.get(f"/en/proposals/{proposal.public_id}")

    assert f"/en/proposals/{proposal.public_id}/what#objection-names" in page.text
    step = browser.get(f"/en/proposals/{proposal.public_id}/what")
    assert "Write it in full." in step.text


@pytest.mark.parametrize("path", ["", "/what", "/where", "/check", "/evidence", "/compare"])
def test_nobody_else_sees_a_proposal(client, author, path):
    proposal = world.registration(author)
    stranger = signed_in(client, factories.person())

    assert stranger.get(f"/en/proposals/{proposal.public_id}{path}").status_code == 403


def test_members_see_the_proposals_of_their_organisation(client, author):
    organisation = factories.organisation()
    factories.member(author, organisation, Membership.EDITOR)
    colleague = factories.person()
    factories.member(colleague, organisation, Membership.VIEWER)
    proposal = world.registration(author, organisation_id=organisation.id)

    page = signed_in(client, colleague).get(f"/en/proposals/{proposal.public_id}")

    assert page.status_code == 200
    assert page.cache_control.no_store


@pytest.mark.only_on("sqlite")  # the database plays no part
@pytest.mark.parametrize("lang", ["kk", "ru", "en", "fr"])
@pytest.mark.parametrize("step", [*STEPS, "evidence", "check"])
def test_every_step_is_shown_in_every_language(browser, author, lang, step):
    proposal = world.registration(author)

    assert browser.get(f"/{lang}/proposals/{proposal.public_id}/{step}").status_code == 200
