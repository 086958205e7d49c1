"""What people do with an import that was checked; rights and stages are looked at here."""

from sqlalchemy import update

from registry.accounts.models import User
from registry.accounts.policy import REFUSALS, Act, may
from registry.db import db, utcnow
from registry.errors import Conflict, Invalid, NotAllowed
from registry.i18n import _
from registry.intake import queries
from registry.intake.models import Import, ImportRow
from registry.intake.stages import Outcome, Stage
from registry.mail.commands import post

APART = "apart_from"
"""Among what a row says: the id of the facility that somebody said it is not."""


def can_apply(imported: Import, by: User) -> bool:
    """Tell whether somebody may apply their own import at once: they decide in all its regions."""
    return may(Act.DECIDE, queries.standing(by, imported, as_author=False))


def can_decide(imported: Import, by: User) -> bool:
    """Tell whether somebody may decide on the import of another."""
    return may(Act.DECIDE, queries.standing(by, imported))


def can_see(imported: Import, by: User) -> bool:
    """Tell whether somebody may look at an import."""
    if may(Act.SEE_IMPORT, queries.standing(by, imported)):
        return True
    return imported.stage is not Stage.SENT and can_decide(imported, by)


def _refuse() -> NotAllowed:
    return NotAllowed(str(REFUSALS[Act.DECIDE]))


def _move(imported: Import, to: Stage, *from_stages: Stage) -> None:
    """Lead an import to another stage, unless somebody else was faster."""
    moved = (
        update(Import)
        .where(Import.id == imported.id, Import.stage.in_(from_stages))
        .values(stage=to, moved_at=utcnow())
    )
    done = db.session.execute(moved, execution_options={"synchronize_session": False})
    db.session.refresh(imported, ["stage", "moved_at"])
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(
            _(
                "This cannot be done any more: the import is in the state “%(state)s”.",
                state=imported.stage.label,
            )
        )


def _require_author(imported: Import, by: User) -> None:
    if imported.author_id != by.id:
        raise NotAllowed(_("This is the import of somebody else."))


def start(imported: Import, by: User, *, is_all_or_nothing: bool) -> None:
    """Have one's own import applied, or put it before the reviewers; the rights decide which.

    Raises:
        NotAllowed: It is another's.
        Conflict: It is not checked, changes nothing, or has faults and nothing else was asked.
    """
    _require_author(imported, by)
    counts = queries.counts(imported)
    if not counts.get(Outcome.NEW, 0) + counts.get(Outcome.CHANGED, 0):
        raise Conflict(_("There is nothing in this file that would change anything."))
    if is_all_or_nothing and counts.get(Outcome.FAULTY):
        raise Conflict(_("The file has faults, and you asked for all of it or nothing."))
    imported.is_all_or_nothing = is_all_or_nothing
    imported.counts = counts
    db.session.flush()
    if can_apply(imported, by):
        _move(imported, Stage.APPLYING, Stage.CHECKED)
    else:
        _move(imported, Stage.SUBMITTED, Stage.CHECKED)


def approve(imported: Import, by: User, reason: str) -> None:
    """Have the import of somebody else applied."""
    if not can_decide(imported, by):
        raise _refuse()
    _move(imported, Stage.APPLYING, Stage.SUBMITTED)
    imported.reviewer, imported.decision = by, reason.strip()[:1000]
    _tell(imported, "import_approved")


def reject(imported: Import, by: User, reason: str) -> None:
    """Refuse the import of somebody else."""
    if not can_decide(imported, by):
        raise _refuse()
    if not reason.strip():
        raise Invalid(_("Say why it is rejected."), {"reason": [_("This is needed.")]})
    _move(imported, Stage.REJECTED, Stage.SUBMITTED)
    imported.reviewer, imported.decision = by, reason.strip()[:1000]
    _tell(imported, "import_rejected")


def withdraw(imported: Import, by: User) -> None:
    """Give one's own import up before it is applied."""
    _require_author(imported, by)
    _move(imported, Stage.WITHDRAWN, Stage.SENT, Stage.CHECKED, Stage.SUBMITTED, Stage.FAILED)


def ask_to_undo(imported: Import, by: User) -> None:
    """Have an import that was applied taken back; for who could have applied it."""
    may_decide = (
        can_apply(imported, by) if imported.author_id == by.id else can_decide(imported, by)
    )
    if not may_decide:
        raise _refuse()
    _move(imported, Stage.UNDOING, Stage.APPLIED)


def judge(imported: Import, row: ImportRow, by: User, *, is_new: bool) -> None:
    """Say whether a row that may be a duplicate is a facility of its own or the one it looks like.

    Raises:
        Conflict: It is no possible duplicate, or the import has gone on.
    """
    _require_author(imported, by)
    if imported.stage is not Stage.CHECKED or row.outcome is not Outcome.DUPLICATE:
        raise Conflict(_("There is nothing to decide about this row any more."))
    if is_new:
        _set_apart(row)
    else:
        row.outcome = Outcome.CHANGED
    db.session.flush()
    imported.counts = queries.counts(imported)


def judge_all(imported: Import, by: User) -> None:
    """Say that every row that may be a duplicate is a facility of its own."""
    _require_author(imported, by)
    if imported.stage is not Stage.CHECKED:
        raise Conflict(_("There is nothing to decide about these rows any more."))
    while some := queries.rows(imported, Outcome.DUPLICATE):
        for row in some:
            _set_apart(row)
        db.session.flush()
    imported.counts = queries.counts(imported)


def _set_apart(row: ImportRow) -> None:
    """Make a row a facility of its own; that it is not the other one is remembered."""
    row.values = {**row.values, APART: row.facility_id}
    row.outcome, row.facility_id = Outcome.NEW, None


def _tell(imported: Import, template: str) -> None:
    if imported.author is None:
        return
    post(
        imported.author.email,
        imported.author.lang,
        template,
        f"{template} {imported.id}",
        imported=imported,
    )
