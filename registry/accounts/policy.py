"""Who may do what: the one table of rights. Pure.

A person stands in some relations to what an act is done to: whoever is signed in, a member of the
organisation that runs the facility, a reviewer of its region. An act is allowed when one of the
relations that RIGHTS names for it holds, unless BARRED names one that does.
"""

from collections.abc import Set
from enum import StrEnum, auto

from registry.i18n import _l


class Role(StrEnum):
    """What somebody is beside a visitor and an operator, in a region or in all of them."""

    REVIEWER = "reviewer"
    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"


class Membership(StrEnum):
    """What somebody may do in an organisation; each may what those after it may."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


class Is(StrEnum):
    """How a person stands to what is acted on."""

    VISITOR = auto()  # everybody
    SIGNED_IN = auto()
    AUTHOR = auto()  # of the proposal, the draft, the claim, the import
    VIEWER = auto()  # of the organisation that runs the facility
    EDITOR = auto()
    OWNER = auto()
    REVIEWER = auto()  # of the region where it is
    OFFICIAL = auto()
    ADMINISTRATOR = auto()


class Act(StrEnum):
    """What can be done."""

    READ = auto()
    REPORT = auto()  # a fault of a record
    REGISTER = auto()  # begin a proposal for a new facility
    PROPOSE = auto()  # begin a change of a published record
    CLAIM = auto()  # ask to run a facility
    SEE_PROPOSAL = auto()
    EDIT_PROPOSAL = auto()
    SUBMIT = auto()
    WITHDRAW = auto()
    SEE_QUEUE = auto()
    DECIDE = auto()  # approve, return, reject; of claims and reports too
    REVERT_AT_ONCE = auto()
    MERGE = auto()
    IMPORT = auto()
    SEE_IMPORT = auto()
    DECIDE_DUPLICATES = auto()
    CONFIRM = auto()  # that all is still correct
    SEE_FIGURES = auto()
    REPORT_FIGURES = auto()
    SEE_ORGANISATION = auto()
    MANAGE_MEMBERS = auto()
    JOIN = auto()
    OWN_ACCOUNT = auto()
    SEE_COVERAGE = auto()  # what officials see and the public does not
    SET_TARGETS = auto()  # what a region is to reach
    ADMINISTER = auto()


RIGHTS: dict[Act, frozenset[Is]] = {
    Act.READ: frozenset({Is.VISITOR}),
    Act.REPORT: frozenset({Is.VISITOR}),
    Act.REGISTER: frozenset({Is.SIGNED_IN}),
    Act.PROPOSE: frozenset({Is.SIGNED_IN}),
    Act.CLAIM: frozenset({Is.SIGNED_IN}),
    Act.SEE_PROPOSAL: frozenset({Is.AUTHOR, Is.VIEWER, Is.REVIEWER, Is.ADMINISTRATOR}),
    Act.EDIT_PROPOSAL: frozenset({Is.AUTHOR}),
    Act.SUBMIT: frozenset({Is.AUTHOR}),
    Act.WITHDRAW: frozenset({Is.AUTHOR}),
    Act.SEE_QUEUE: frozenset({Is.REVIEWER, Is.ADMINISTRATOR}),
    Act.DECIDE: frozenset({Is.REVIEWER, Is.ADMINISTRATOR}),
    Act.REVERT_AT_ONCE: frozenset({Is.REVIEWER, Is.ADMINISTRATOR}),
    Act.MERGE: frozenset({Is.REVIEWER, Is.ADMINISTRATOR}),
    Act.IMPORT: frozenset({Is.SIGNED_IN}),
    Act.SEE_IMPORT: frozenset({Is.AUTHOR, Is.ADMINISTRATOR}),
    Act.DECIDE_DUPLICATES: frozenset({Is.REVIEWER, Is.ADMINISTRATOR}),
    Act.CONFIRM: frozenset({Is.EDITOR}),
    Act.SEE_FIGURES: frozenset({Is.VIEWER, Is.REVIEWER, Is.OFFICIAL, Is.ADMINISTRATOR}),
    Act.REPORT_FIGURES: frozenset({Is.EDITOR}),
    Act.SEE_ORGANISATION: frozenset({Is.VIEWER, Is.ADMINISTRATOR}),
    Act.MANAGE_MEMBERS: frozenset({Is.OWNER}),
    Act.JOIN: frozenset({Is.SIGNED_IN}),
    Act.OWN_ACCOUNT: frozenset({Is.SIGNED_IN}),
    Act.SEE_COVERAGE: frozenset({Is.OFFICIAL, Is.ADMINISTRATOR}),
    Act.SET_TARGETS: frozenset({Is.OFFICIAL, Is.ADMINISTRATOR}),
    Act.ADMINISTER: frozenset({Is.ADMINISTRATOR}),
}

BARRED: dict[Act, frozenset[Is]] = {
    # Nobody decides on their own, nor on what is their organisation's.
    Act.DECIDE: frozenset({Is.AUTHOR, Is.VIEWER}),
}

REFUSALS = {
    Act.DECIDE: _l("Somebody else has to decide: this is your own, or not of your regions."),
}


def may(act: Act, relations: Set[Is]) -> bool:
    """Tell whether somebody in these relations may do this.

    >>> may(Act.DECIDE, {Is.SIGNED_IN, Is.REVIEWER})
    True
    >>> may(Act.DECIDE, {Is.SIGNED_IN, Is.REVIEWER, Is.AUTHOR})
    False
    """
    return bool(RIGHTS[act] & relations) and not BARRED.get(act, frozenset()) & relations
