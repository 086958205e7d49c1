"""Files that show that something is so: sent with a proposal or a claim, or taken back."""

from pathlib import Path

from flask import current_app

from registry.accounts.models import User
from registry.accounts.policy import Act, Is, may
from registry.columns import Unfit
from registry.db import db
from registry.errors import Conflict, Invalid, NotAllowed
from registry.i18n import _
from registry.moderation import files
from registry.moderation.models import Claim, Evidence, Proposal
from registry.moderation.rights import can, demand
from registry.moderation.states import ClaimState, State
from registry.organisations.queries import relations as standing

MIB = 1024 * 1024
OPEN = (State.DRAFT, State.RETURNED, ClaimState.MADE)


def folder() -> Path:
    """Return the folder in which files lie."""
    found: Path = current_app.config["REGISTRY_DATA"]
    return found


def attach(to: Proposal | Claim, by: User, name: str, content: bytes) -> Evidence:
    """Keep a file as evidence.

    Raises:
        NotAllowed: It is not theirs.
        Conflict: It was sent or decided already.
        Invalid: The file is too large, is one too many, or is none that is taken.
    """
    _demand_open(to, by)
    if len(to.evidence) >= current_app.config["EVIDENCE_FILES_MAX"]:
        raise _refused(_("No more files can be added: take one away first."))
    most = current_app.config["EVIDENCE_MAX_MIB"]
    if not 0 < len(content) <= most * MIB:
        raise _refused(_("A file may have at most %(most)g MB, and must not be empty.", most=most))
    try:
        file = files.cleaned(content)
    except Unfit as unfit:
        raise _refused(str(unfit)) from unfit
    files.keep(folder(), file)
    made = Evidence(
        name=files.name_of(name, file.type),
        type=file.type,
        size=len(file.content),
        digest=file.digest,
    )
    to.evidence.append(made)
    db.session.flush()
    return made


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, {"file": [sentence]})


def detach(evidence: Evidence, by: User) -> None:
    """Take a file back."""
    to = evidence.proposal or evidence.claim
    if to is not None:
        _demand_open(to, by)
    db.session.delete(evidence)
    db.session.flush()


def _demand_open(to: Proposal | Claim, by: User) -> None:
    if isinstance(to, Proposal):
        demand(by, Act.EDIT_PROPOSAL, to)
    elif to.author_id != by.id:
        raise NotAllowed(_("You may not do this."))
    if to.state not in OPEN:
        raise Conflict(_("This was sent already; its evidence stays as it is."))


def demand_sight(evidence: Evidence, by: User) -> None:
    """Let somebody read a file who may see what it belongs to.

    Raises:
        NotAllowed: They may not.
    """
    if not sees(evidence.proposal or evidence.claim, by):
        raise NotAllowed(_("You may not do this."))


def sees(of: Proposal | Claim | None, by: User) -> bool:
    """Tell whether somebody may read the files of a proposal or a claim.

    Who runs the facility may see what others propose for it, but not their evidence.
    """
    if isinstance(of, Proposal):
        stands = standing(
            by,
            author_id=of.author_id,
            region_iso=of.region_iso,
            organisation_id=of.organisation_id,
        )
        return may(Act.SEE_PROPOSAL, stands)
    if of is None:
        return False
    is_author = Is.AUTHOR in standing(by, author_id=of.author_id)
    return is_author or can(by, Act.DECIDE, of.facility)
