"""The life of an import, what may become of a row, and how pairs are judged. Pure.

    SENT ─▶ CHECKING ─▶ CHECKED ─▶ SUBMITTED ─▶ APPLYING ─▶ APPLIED ─▶ UNDOING ─▶ UNDONE
              ▲            │          │
              └─ columns ──┘          └─▶ REJECTED; FAILED from CHECKING, APPLYING and UNDOING

Whoever decides on the regions of all its rows goes from CHECKED to APPLYING at once.
"""

from registry.facilities.vocabulary import Word
from registry.i18n import _l


class Stage(Word):
    """How far an import has come."""

    SENT = "sent", _l("Sent")
    CHECKING = "checking", _l("Being checked")
    CHECKED = "checked", _l("Checked")
    SUBMITTED = "submitted", _l("Waiting for review")
    APPLYING = "applying", _l("Being applied")
    APPLIED = "applied", _l("Applied")
    UNDOING = "undoing", _l("Being undone")
    UNDONE = "undone", _l("Undone")
    REJECTED = "rejected", _l("Rejected")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    FAILED = "failed", _l("Failed")


class Outcome(Word):
    """What a row is."""

    NEW = "new", _l("New")
    CHANGED = "changed", _l("Changed")
    SAME = "same", _l("As it is")
    DUPLICATE = "duplicate", _l("Possible duplicate")
    FAULTY = "faulty", _l("With faults")


class Verdict(Word):
    """What two facilities are."""

    OPEN = "open", _l("Not decided")
    DIFFERENT = "different", _l("Two facilities")
    SAME = "same", _l("One facility")
