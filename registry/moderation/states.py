"""The lives of proposals, claims and reports: which act leads from which state to which. Pure.

    DRAFT ──submit──▶ SUBMITTED ──approve──▶ APPROVED
      ▲                  │ ├──────reject───▶ REJECTED
      │edit              │ └──────return───▶ RETURNED ──submit──▶ SUBMITTED
      └──────withdraw────┴────────────────▶ WITHDRAWN (from DRAFT, SUBMITTED and RETURNED)

Approved, rejected and withdrawn are final.
"""

from enum import StrEnum

from registry.accounts.policy import Act
from registry.facilities.vocabulary import Word
from registry.i18n import _l


class State(Word):
    """Where a proposal stands."""

    DRAFT = "draft", _l("Draft")
    SUBMITTED = "submitted", _l("Waiting for review")
    RETURNED = "returned", _l("Returned for correction")
    APPROVED = "approved", _l("Approved")
    REJECTED = "rejected", _l("Rejected")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class Step(StrEnum):
    """What is done to a proposal."""

    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


STEPS: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.EDIT): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Step.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.SUBMITTED, Step.RETURN): State.RETURNED,
    (State.SUBMITTED, Step.REJECT): State.REJECTED,
    (State.RETURNED, Step.EDIT): State.RETURNED,
    (State.RETURNED, Step.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Step.WITHDRAW): State.WITHDRAWN,
}
"""Everything that is possible; anything else is a Conflict."""

ACTS: dict[Step, Act] = {
    Step.EDIT: Act.EDIT_PROPOSAL,
    Step.SUBMIT: Act.SUBMIT,
    Step.WITHDRAW: Act.WITHDRAW,
    Step.APPROVE: Act.DECIDE,
    Step.RETURN: Act.DECIDE,
    Step.REJECT: Act.DECIDE,
}
"""Which right each step takes."""


class Origin(Word):
    """How a proposal came about."""

    REGISTRATION = "registration", _l("New facility")
    CHANGE = "change", _l("Change")
    REVERT = "revert", _l("Return to an earlier state")
    LIFE = "life", _l("Event in its life")  # opened, suspended, closed, moved, renamed, reopened
    IMPORT = "import", _l("Import")
    MERGE = "merge", _l("Merge")
    UNMERGE = "unmerge", _l("Undoing of a merge")
    CLAIM = "claim", _l("Claim")
    CONFIRMATION = "confirmation", _l("Confirmation")


class ClaimState(Word):
    """Where a claim stands."""

    MADE = "made", _l("Waiting for review")
    GRANTED = "granted", _l("Granted")
    REFUSED = "refused", _l("Refused")
    DISPUTED = "disputed", _l("Disputed")
    REVOKED = "revoked", _l("Revoked")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class ReportState(Word):
    """Where a report of a fault stands."""

    OPEN = "open", _l("Waiting for review")
    ACCEPTED = "accepted", _l("Accepted")
    DISMISSED = "dismissed", _l("Dismissed")


class Wrong(Word):
    """What may be wrong with a record."""

    CLOSED = "closed", _l("It has closed")
    PLACE = "place", _l("The place is wrong")
    CONTACT = "contact", _l("A contact does not work")
    NAME = "name", _l("The name is wrong")
    DUPLICATE = "duplicate", _l("It is in the registry twice")
    OTHER = "other", _l("Something else")
