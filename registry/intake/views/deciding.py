"""What people do with an import that was checked."""

from typing import Any

from flask import flash, request

from registry.db import db
from registry.i18n import _
from registry.intake import queries
from registry.intake.commands import deciding
from registry.intake.views.blueprint import bp
from registry.intake.views.imports import seen, to
from registry.tasks import ask


@bp.post("/imports/<public_id>/start")
def start(public_id: str) -> Any:
    """Have one's import applied, or put it before the reviewers."""
    imported, user = seen(public_id)
    deciding.start(imported, user, is_all_or_nothing=bool(request.form.get("all_or_nothing")))
    db.session.commit()
    ask("intake.apply", imported.id)
    return to(imported)


@bp.post("/imports/<public_id>/rows")
def judge(public_id: str) -> Any:
    """Say whether rows that may be duplicates are facilities of their own."""
    imported, user = seen(public_id)
    if request.form.get("all"):
        deciding.judge_all(imported, user)
    else:
        row = queries.row(imported, request.form.get("row", 0, type=int))
        deciding.judge(imported, row, user, is_new=request.form.get("is") == "new")
    db.session.commit()
    return to(imported)


@bp.post("/imports/<public_id>/withdraw")
def withdraw(public_id: str) -> Any:
    """Give one's import up."""
    imported, user = seen(public_id)
    deciding.withdraw(imported, user)
    db.session.commit()
    flash(_("The import is withdrawn. Nothing was changed."))
    return to(imported)


@bp.post("/imports/<public_id>/decide")
def decide(public_id: str) -> Any:
    """Approve the import of somebody else, or reject it."""
    imported, user = seen(public_id)
    reason = request.form.get("reason", "")
    if request.form.get("step") == "approve":
        deciding.approve(imported, user, reason)
    else:
        deciding.reject(imported, user, reason)
    db.session.commit()
    ask("intake.apply", imported.id)
    ask("mail.send")
    return to(imported)


@bp.post("/imports/<public_id>/undo")
def undo(public_id: str) -> Any:
    """Take an import back as a whole."""
    imported, user = seen(public_id)
    deciding.ask_to_undo(imported, user)
    db.session.commit()
    ask("intake.undo", imported.id)
    return to(imported)
