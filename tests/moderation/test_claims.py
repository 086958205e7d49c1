"""Claims: every state x every step x everybody, the proofs, disputes, and what comes of them."""

import io

import pytest

from registry.accounts.policy import Membership
from registry.db import db
from registry.errors import Conflict, Invalid, NotAllowed, TooMany
from registry.facilities.models import Contact
from registry.facilities.vocabulary import ContactType
from registry.moderation import queries as proposals
from registry.moderation.claiming import CLAIM_STEPS, ClaimStep, domains, is_at
from registry.moderation.commands import claims as commands
from registry.moderation.queries.claims import get
from registry.moderation.states import ClaimState, Origin
from registry.organisations.queries import membership
from registry.search.commands import index
from tests import factories
from tests.accounts.world import letters, link_in, send, signed_in
from tests.moderation.world import everybody, reviewer

SITE = Contact(type=ContactType.WEBSITE, value="https://www.hub.kz/about")

COMMANDS = {
    ClaimStep.GRANT: commands.grant,
    ClaimStep.REFUSE: commands.refuse,
    ClaimStep.REVOKE: commands.revoke,
}


def facility(**fields):
    contacts = [Contact(type=ContactType.WEBSITE, value="https://www.hub.kz/about")]
    found = factories.facility(contacts=contacts, **fields)
    index([found])
    db.session.commit()
    return found


def claimant():
    """Return somebody who owns an organisation, and that organisation."""
    person, own = factories.person(), factories.organisation()
    factories.member(person, own, Membership.OWNER)
    return person, own


def made(known=None, email="me@hub.kz", state=ClaimState.MADE):
    """Return a claim of somebody's own organisation, in a state."""
    person, own = claimant()
    found = commands.claim(known or facility(), own, person, "we run it", email)
    db.session.commit()
    if state is not ClaimState.MADE:
        bring(found, state)
    return found


def bring(found, state):
    if state is ClaimState.WITHDRAWN:
        commands.withdraw_claim(found, found.author)
    elif state is ClaimState.REFUSED:
        commands.refuse(found, reviewer(), "no")
    else:
        commands.grant(found, reviewer(), "called them")
        if state is ClaimState.REVOKED:
            commands.revoke(found, reviewer(), "sold")
        elif state is ClaimState.DISPUTED:
            made(found.facility)
    db.session.commit()
    assert found.state is state


@pytest.mark.parametrize("state", ClaimState)
@pytest.mark.parametrize("step", [*COMMANDS, ClaimStep.WITHDRAW])
def test_a_claim_goes_where_the_table_of_steps_says_and_nowhere_else(app, state, step):
    found = made(state=state)

    def take():
        if step is ClaimStep.WITHDRAW:
            commands.withdraw_claim(found, found.author)
        else:
            COMMANDS[step](found, reviewer(), "because")

    if (to := CLAIM_STEPS.get((state, step))) is not None:
        take()
        assert found.state is to
    else:
        with pytest.raises(Conflict):
            take()
        assert found.state is state


@pytest.mark.parametrize("step", COMMANDS)
def test_only_reviewers_decide_and_never_on_their_own(app, step):
    start = ClaimState.GRANTED if step is ClaimStep.REVOKE else ClaimState.MADE
    found = made(state=start)
    may = {"reviewer", "reviewer of everything", "administrator"}

    for name, who in everybody(found.author, found.organisation).items():
        if name not in may:
            with pytest.raises(NotAllowed):
                COMMANDS[step](found, who, "because")
            db.session.rollback()
    assert found.state is start


def test_the_operator_changes_when_a_reviewer_grants_and_not_before(app):
    found = made()
    before = found.facility.operator_id

    commands.grant(found, reviewer(), "called the office")
    db.session.commit()

    assert before is None
    assert found.facility.operator_id == found.organisation_id
    (entry,), _total = proposals.history(found.facility)
    assert (entry.origin, entry.decision or entry.reason) == (Origin.CLAIM, "called the office")


def test_an_address_at_the_facility_proves_by_the_link_of_its_letter_and_decides_nothing(client):
    found = made()
    path = link_in(letters("me@hub.kz")[0])

    page, before = client.get(path), found.email_confirmed_at
    send(client, path)

    assert page.status_code == 200
    assert before is None
    assert found.email_confirmed_at is not None
    assert found.state is ClaimState.MADE


def test_an_address_elsewhere_is_refused(app):
    with pytest.raises(Invalid):
        made(email="me@gmail.com")


def test_domains_that_anybody_uses_are_nobodys_own(app):
    site = Contact(type=ContactType.WEBSITE, value="https://www.instagram.com/hub")
    mail = Contact(type=ContactType.EMAIL, value="hub@gmail.com")

    assert domains([SITE, site, mail]) == ["hub.kz"]
    assert is_at("Hub@Gmail.com", [mail])
    assert not is_at("other@gmail.com", [mail])
    assert is_at("me@mail.hub.kz", [SITE])
    assert not is_at("me@notthehub.kz", [SITE])


def test_a_claim_that_nothing_proves_needs_the_words_of_the_reviewer(app):
    found = made(email="")

    with pytest.raises(Invalid):
        commands.grant(found, reviewer(), "")
    db.session.rollback()
    commands.grant(found, reviewer(), "called +7 7222 000000")

    assert found.state is ClaimState.GRANTED


def test_who_proves_to_be_an_operator_without_people_becomes_its_owner(app):
    operator, person = factories.organisation(), factories.person()
    known = facility(operator=operator)

    found = commands.claim(known, operator, person, "I am its head", "")
    before = membership(person, operator.id)
    commands.grant(found, reviewer(), "called the office")

    assert before is None
    assert membership(person, operator.id) is Membership.OWNER


def test_nobody_claims_for_an_organisation_of_others(app):
    with pytest.raises(NotAllowed):
        commands.claim(facility(), factories.organisation(), factories.person(), "", "")


def test_one_organisation_claims_once(app):
    found = made()

    with pytest.raises(Conflict):
        commands.claim(found.facility, found.organisation, found.author, "", "")


def test_nobody_claims_more_than_a_person_can_mean(app):
    person, own = claimant()
    for _time in range(commands.MOST_A_DAY):
        commands.claim(facility(), own, person, "", "")

    with pytest.raises(TooMany):
        commands.claim(facility(), own, person, "", "")


def test_somebody_finds_their_own_claims_again(client):
    found = made()

    page = signed_in(client, found.author).get("/en/claims").text

    assert f"/en/claims/{found.id}" in page


def test_a_second_claim_disputes_the_first_and_tells_its_owners(app):
    first = made(state=ClaimState.GRANTED)

    second = made(first.facility)

    assert first.state is ClaimState.DISPUTED
    assert first.facility.operator_id == first.organisation_id
    assert any("Somebody else claims" in one.subject for one in letters(first.author.email))
    commands.refuse(second, reviewer(), "no proof")
    assert first.state is ClaimState.GRANTED


def test_a_dispute_that_is_won_moves_the_facility(app):
    first = made(state=ClaimState.GRANTED)
    second = made(first.facility)

    commands.grant(second, reviewer(), "sold in May")

    assert (first.state, second.state) == (ClaimState.REVOKED, ClaimState.GRANTED)
    assert first.facility.operator_id == second.organisation_id


def test_a_claim_that_is_revoked_leaves_the_facility_without_operator(app):
    found = made(state=ClaimState.GRANTED)

    commands.revoke(found, reviewer(), "the lease has ended")

    assert found.facility.operator_id is None
    assert "the lease has ended" in letters(found.author.email)[-1].text


def test_somebody_claims_from_the_page_with_a_document(client, tmp_path):
    known = facility()
    person, own = claimant()
    signed_in(client, person)
    paper = (io.BytesIO(b"%PDF-1.4 not really"), "order.pdf")
    fields = {"organisation": str(own.id), "note": "order 5"}
    address = f"/en/facilities/{known.public_id}/claim"

    wrong = send(client, address, {**fields, "file": paper}, content_type="multipart/form-data")
    answer = send(client, address, fields)

    assert wrong.status_code == 422
    assert answer.status_code == 303
    assert "order 5" in client.get(answer.location).text


def test_a_reviewer_decides_from_the_page_of_a_claim(client):
    found = made()
    signed_in(client, reviewer())
    address = f"/en/claims/{found.id}"

    listed = client.get("/en/review/claims").text
    send(client, address, {"step": "grant", "decision": "called"}, to=f"{address}/decide")

    assert address in listed
    assert get(found.id).state is ClaimState.GRANTED


def test_strangers_do_not_see_a_claim(client):
    found = made()

    assert signed_in(client, factories.person()).get(f"/en/claims/{found.id}").status_code == 403
