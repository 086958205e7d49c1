"""Events in the life of a facility: who may say what, and what becomes of the record."""

from datetime import date, timedelta

import pytest

from registry.accounts.policy import Membership
from registry.db import db, today
from registry.errors import Conflict, Invalid
from registry.facilities.models import Facility
from registry.facilities.vocabulary import Status
from registry.moderation import commands
from registry.moderation.commands.life import happen
from registry.moderation.life import FROM, Event, possible
from registry.moderation.states import State
from registry.search.commands import index
from registry.search.queries import find
from registry.search.question import Question
from tests import factories
from tests.accounts.world import send, signed_in
from tests.moderation.world import PLACE, operated, reviewer

ON = date(2025, 5, 31)
ANSWERS = {"place": PLACE, "names": {"en": "New name"}}


def facility(status=Status.ACTIVE, **fields):
    found = factories.facility(status=status, **fields)
    index([found])
    db.session.commit()
    return found


def found_by(text):
    return [one.card.public_id for one in find(Question(text=text, whole=text)).hits]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("event", Event)
def test_only_what_is_possible_can_happen(app, status, event):
    known = facility(status)

    if event in possible(status):
        assert happen(known, event, reviewer(), ON, ANSWERS).state is State.APPROVED
    else:
        with pytest.raises(Conflict):
            happen(known, event, reviewer(), ON, ANSWERS)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (Event.OPENED, Status.ACTIVE),
        (Event.SUSPENDED, Status.SUSPENDED),
        (Event.REOPENED, Status.ACTIVE),
        (Event.CLOSED, Status.CLOSED),
    ],
)
def test_an_event_changes_the_status_from_its_day_on(app, event, status):
    known = facility(FROM[event][0])

    happen(known, event, reviewer(), ON, ANSWERS)

    assert (known.status, known.status_date) == (status, ON)


def test_what_closed_has_its_day_until_it_reopens(app):
    known = facility()

    happen(known, Event.CLOSED, reviewer(), ON, {})
    closed_on = known.closed_on
    happen(known, Event.REOPENED, reviewer(), ON + timedelta(days=30), {})

    assert closed_on == ON
    assert known.closed_on is None


def test_the_old_name_still_finds_what_was_renamed(app):
    known = facility(name="Kipchak Forge")

    happen(known, Event.RENAMED, reviewer(), ON, {"names": {"en": "Steppe Hub"}})
    db.session.commit()

    assert [(one.name, one.valid_to) for one in known.former_names] == [("Kipchak Forge", ON)]
    assert found_by("Kipchak Forge") == found_by("Steppe Hub") == [known.public_id]


def test_the_old_address_still_finds_what_moved(app):
    known = facility(place={"address": {"en": "99 Momyshuly Street"}})

    happen(known, Event.MOVED, reviewer(), ON, {"place": PLACE})
    db.session.commit()

    assert known.location.address == PLACE["address"]
    (old,) = [place for place in known.locations if not place.is_current]
    assert old.address == {"en": "99 Momyshuly Street"}
    assert found_by("99 Momyshuly Street") == found_by("1 Abai Street") == [known.public_id]


def test_what_anybody_else_says_waits_for_a_review(app):
    editor = factories.person()
    known = operated((editor, Membership.EDITOR))

    proposal = happen(known, Event.MOVED, editor, ON, {"place": PLACE}, "our own site")
    waiting = known.location.address
    commands.approve(proposal, reviewer())

    assert proposal.reason == "It moved (2025-05-31). our own site"
    assert waiting == {}
    assert known.location.address == PLACE["address"]
    assert len(known.locations) == 2


@pytest.mark.parametrize("on", [today() + timedelta(days=1), date(2017, 12, 31)])
def test_a_day_that_cannot_be_is_refused(app, on):
    known = facility(opened_on=date(2018, 1, 1))

    with pytest.raises(Invalid):
        happen(known, Event.CLOSED, reviewer(), on, {})


def test_an_event_goes_on_record_from_the_page(client):
    known = facility(name="Old")
    signed_in(client, reviewer())
    address = f"/en/facilities/{known.public_id}/life/renamed"

    page = client.get(address).text
    answer = send(client, address, {"on": "2025-05-31", "names_en": "Novel"})

    assert 'value="Old"' in page
    assert answer.status_code == 303
    assert db.session.get(Facility, known.id).names == {"en": "Novel"}


def test_a_move_looks_the_new_address_up(client):
    factories.settlement("Semey")
    known = facility()
    signed_in(client, reviewer())
    told = {"on": "2025-05-31", "address_en": "5 Abai", "region_iso": "KZ-10"}

    answer = send(
        client,
        f"/en/facilities/{known.public_id}/life/moved",
        {**told, "settlement": "Semey", "precision": ""},
    )

    assert answer.status_code == 303
    place = db.session.get(Facility, known.id).location
    assert place.address == {"en": "5 Abai"}
    assert place.settlement.names == {"en": "Semey"}
    assert place.point is not None


@pytest.mark.parametrize(
    ("told", "field"),
    [({"on": ""}, "on"), ({"on": "May"}, "on"), ({"on": "2999-01-01"}, "on")],
)
def test_what_is_wrong_is_said_beside_its_field(client, told, field):
    known = facility()
    signed_in(client, reviewer())

    answer = send(client, f"/en/facilities/{known.public_id}/life/closed", told)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert known.status is Status.ACTIVE


def test_what_cannot_happen_has_no_page(client):
    known = facility()
    signed_in(client, reviewer())

    assert client.get(f"/en/facilities/{known.public_id}/life/reopened").status_code == 404
    assert client.get(f"/en/facilities/{known.public_id}/life/burnt").status_code == 404
