"""Faults that anybody reports, and what reviewers make of them."""

from registry.accounts.models import User
from registry.accounts.policy import Act
from registry.db import db, utcnow
from registry.errors import Conflict, Invalid
from registry.facilities.models import Facility
from registry.i18n import _, best
from registry.mail.commands import post
from registry.moderation.models import Report
from registry.moderation.rights import demand
from registry.moderation.states import ReportState, Wrong


def report(facility: Facility, what: Wrong, text: str, email: str, lang: str) -> Report:
    """Put a fault before the reviewers; anybody may.

    Args:
        facility: Whose record is wrong.
        what: Kind of fault.
        text: What is wrong, and how it is known.
        email: To be told what came of it; may be "".
        lang: Language of the answer.
    """
    made = Report(
        facility=facility,
        what=what.value,
        text=text.strip(),
        email=email.strip(),
        lang=lang,
        state=ReportState.OPEN,
    )
    db.session.add(made)
    db.session.flush()
    return made


def decide_report(report: Report, by: User, *, is_right: bool, decision: str) -> None:
    """Say what became of a report, and tell who made it.

    A report that is right changes nothing by itself: the reviewer changes the record.

    Raises:
        NotAllowed: Somebody else decides here.
        Conflict: It is decided already.
        Invalid: It is dismissed without a word.
    """
    demand(by, Act.DECIDE, report.facility)
    db.session.refresh(report, with_for_update=True)  # of two that decide, the second is told
    if report.state is not ReportState.OPEN:
        raise Conflict(_("Somebody has decided on this report already."))
    if not is_right and not decision.strip():
        raise Invalid(_("Say why it is dismissed."), {"decision": [_("This is needed.")]})
    report.state = ReportState.ACCEPTED if is_right else ReportState.DISMISSED
    report.reviewer, report.decided_at, report.decision = by, utcnow(), decision.strip()
    db.session.flush()
    if report.email:
        post(
            report.email,
            report.lang,
            "report_decided",
            key=f"report {report.id}",
            report=report,
            is_right=is_right,
            name=best(report.facility.names, report.lang).value,
        )
