"""Proposals in every state, and everybody who may stand in some relation to them."""

import json

from registry.accounts.policy import Membership, Role
from registry.db import db
from registry.moderation import commands
from registry.moderation.states import Origin, State
from registry.places.models import Boundary
from registry.search.commands import index
from tests import factories

PLACE = {
    "address": {"en": "1 Abai Street"},
    "settlement_id": None,
    "settlement_text": "",
    "region_iso": "KZ-10",
    "postal_code": "",
    "lat": 50.41,
    "lon": 80.25,
    "provider": "person",
    "confidence": 1.0,
    "is_pin_confirmed": True,
    "precision": "building",
}

VALUES = {
    "names": {"en": "Hub"},
    "kind": "business_incubator",
    "status": "active",
    "place": PLACE,
}
"""What a facility needs to be published."""


OUTLINE = {
    "type": "Polygon",
    "coordinates": [[[77.0, 48.0], [83.0, 48.0], [83.0, 52.0], [77.0, 52.0], [77.0, 48.0]]],
}


def country():
    """Make the one region of this world, with its outline."""
    region = factories.region()
    factories.saved(Boundary(region_iso=region.iso, geometry=json.dumps(OUTLINE)))
    return region


def reviewer(region_iso="KZ-10", **fields):
    return factories.person(duties=[(Role.REVIEWER, region_iso)], **fields)


def operated(*members, **fields):
    """Return a facility that an organisation runs, with its members: pairs of person and kind."""
    organisation = factories.organisation()
    for person, membership in members:
        factories.member(person, organisation, membership)
    facility = factories.facility(operator=organisation, **fields)
    index([facility])
    db.session.commit()
    return facility


def registration(author, values=VALUES, state=State.DRAFT, organisation_id=None):
    """Return a proposal for a new facility, brought into a state the way people bring it there."""
    factories.region()
    proposal = commands.begin(author, None, Origin.REGISTRATION, organisation_id)
    commands.edit(proposal, values, author, proposal.revision)
    return brought_to(state, proposal)


def change(facility, author, values, state=State.DRAFT, organisation_id=None):
    """Return a proposal to change a facility, brought into a state."""
    proposal = commands.begin(author, facility, Origin.CHANGE, organisation_id)
    commands.edit(proposal, values, author, proposal.revision)
    return brought_to(state, proposal)


def brought_to(state, proposal):
    author = proposal.author
    if state is State.WITHDRAWN:
        commands.withdraw(proposal, author)
    elif state is not State.DRAFT:
        commands.submit(proposal, author, "because")
    if state in (State.APPROVED, State.RETURNED, State.REJECTED):
        decider = reviewer(proposal.region_iso)
        if state is State.APPROVED:
            commands.approve(proposal, decider)
        elif state is State.RETURNED:
            commands.give_back(proposal, decider, {}, "not yet")
        else:
            commands.reject(proposal, decider, "never")
    db.session.commit()
    assert proposal.state is state
    return proposal


def everybody(author, organisation):
    """Return, by name, people in every relation to a proposal of this author in KZ-10."""
    people = {
        "stranger": factories.person(),
        "author": author,
        "reviewer": reviewer(),
        "reviewer of everything": reviewer(""),
        "reviewer elsewhere": reviewer("KZ-75"),
        "reviewer without second factor": reviewer(second_factor=False),
        "official": factories.person(duties=[Role.OFFICIAL]),
        "administrator": factories.person(duties=[Role.ADMINISTRATOR]),
    }
    for membership in Membership:
        people[str(membership)] = one = factories.person()
        factories.member(one, organisation, membership)
    people["reviewer who is a member"] = colleague = reviewer()
    factories.member(colleague, organisation, Membership.VIEWER)
    return people
