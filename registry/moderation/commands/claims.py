"""Claims: somebody says that an organisation runs a facility, and shows it; reviewers decide."""

from flask import current_app

from registry.accounts.models import User
from registry.accounts.policy import REFUSALS, Act, Is, Membership, may
from registry.db import db, utcnow
from registry.errors import Conflict, Invalid, NotAllowed, TooMany
from registry.facilities.models import Facility, Organisation
from registry.i18n import _, best
from registry.mail.commands import post
from registry.moderation import links
from registry.moderation.claiming import CLAIM_STEPS, ClaimStep, is_at
from registry.moderation.commands.recording import change_at_once
from registry.moderation.models import Claim
from registry.moderation.queries import claims as queries
from registry.moderation.rights import demand
from registry.moderation.states import ClaimState, Origin
from registry.organisations import queries as organisations
from registry.organisations.commands import enter

PURPOSE = "claim"

MAIL_DAYS = 14
"""Days for which an address at the facility can be proven by its letter."""


MOST_A_DAY = 20
"""Claims that one person makes within a day; each may send a letter to somebody else."""

DAY_S = 24 * 3600


def claim(facility: Facility, organisation: Organisation, by: User, note: str, email: str) -> Claim:
    """Say that an organisation runs a facility. Nothing comes of it before a reviewer decides.

    Args:
        facility: What is claimed.
        organisation: An own one, or the operator on record if nobody acts for it yet.
        by: Who claims.
        note: What shows that it is so.
        email: An address at the facility; a letter to it proves that it is the author's. Or "".

    Raises:
        NotAllowed: They may not claim, or not for this organisation.
        Conflict: It runs the facility already, or has claimed it.
        Invalid: The address is not at the facility.
        TooMany: They have claimed much today.
    """
    demand(by, Act.CLAIM, facility)
    if queries.made_lately(by) >= MOST_A_DAY:
        raise TooMany(_("You have claimed much today. Please go on tomorrow."), DAY_S)
    _require_standing(facility, organisation, by)
    made_before = queries.of_facility(facility, ClaimState.MADE)
    if any(one.organisation_id == organisation.id for one in made_before):
        raise Conflict(_("This organisation has claimed it already; a reviewer will decide."))
    if email and not is_at(email, facility.contacts):
        sentence = _("This address is not at a domain of the facility that is on its record.")
        raise Invalid(sentence, {"email": [sentence]})
    made = Claim(
        facility=facility,
        organisation=organisation,
        author=by,
        state=ClaimState.MADE,
        email=email.strip(),
        note=note.strip(),
    )
    db.session.add(made)
    db.session.flush()
    if made.email:
        _write_to_facility(made, by)
    _dispute_others(made)
    return made


def _require_standing(facility: Facility, organisation: Organisation, by: User) -> None:
    is_operator = facility.operator_id == organisation.id
    if is_operator and queries.has_members(organisation):
        raise Conflict(_("This organisation runs it already: ask its owners to let you join."))
    is_own = Is.EDITOR in organisations.relations(by, organisation_id=organisation.id)
    if not (is_own or is_operator):
        raise NotAllowed(_("Only editors of an organisation can act for it."))


def _write_to_facility(made: Claim, by: User) -> None:
    post(
        made.email,
        by.lang,
        "claim_address",
        key=f"claim {made.id} address",
        name=best(made.facility.names, by.lang).value,
        person=by.name or by.email,
        token=links.token(str(current_app.secret_key), PURPOSE, [made.id, made.email]),
        days=MAIL_DAYS,
    )


def _dispute_others(made: Claim) -> None:
    """Let those who run it know that somebody else says to; until a decision nothing changes."""
    for held in queries.of_facility(made.facility, *queries.HELD):
        if held.organisation_id == made.organisation_id:
            continue
        if held.state is ClaimState.GRANTED:
            held.state = CLAIM_STEPS[held.state, ClaimStep.DISPUTE]
    operator = made.facility.operator
    if operator is None or operator.id == made.organisation_id:
        return
    for owner in organisations.owners(operator.id):
        if owner.user is not None:
            post(
                str(owner.user.email),
                owner.user.lang,
                "claim_disputes",
                key=f"claim {made.id} disputes {owner.user.id}",
                name=best(made.facility.names, owner.user.lang).value,
                person=owner.user.name or owner.user.email,
                other=best(made.organisation.names, owner.user.lang).value,
                claim=made,
            )


def opened(text: str) -> Claim:
    """Return the claim whose letter has this link.

    Raises:
        Conflict: It has expired.
        NotFound: Nobody here made it.
    """
    claim_id, email = links.read(str(current_app.secret_key), PURPOSE, text, MAIL_DAYS)
    found = queries.get(claim_id)
    if found.email != email or found.state is not ClaimState.MADE:
        raise Conflict(_("This claim does not wait for a proof any more."))
    return found


def prove_address(found: Claim) -> None:
    """Note that who claims reads the mail of the facility. It proves; it decides nothing."""
    found.email_confirmed_at = found.email_confirmed_at or utcnow()
    db.session.flush()


def _take(found: Claim, step: ClaimStep) -> None:
    to = CLAIM_STEPS.get((found.state, step))
    if to is None:
        raise Conflict(
            _("This cannot be done any more: the claim is “%(state)s”.", state=found.state.label)
        )
    found.state = to


def withdraw_claim(found: Claim, by: User) -> None:
    """Take one's own claim back.

    Raises:
        NotAllowed: It is not theirs.
        Conflict: It is decided.
    """
    if found.author_id != by.id:
        raise NotAllowed(_("You may not do this."))
    _take(found, ClaimStep.WITHDRAW)
    _uphold_others(found)
    db.session.flush()


def _decide(found: Claim, step: ClaimStep, by: User, decision: str) -> None:
    if not may(Act.DECIDE, queries.relations(by, found)):
        raise NotAllowed(str(REFUSALS[Act.DECIDE]))
    db.session.refresh(found, with_for_update=True)  # of two that decide, the second is told
    _take(found, step)
    found.reviewer, found.decided_at, found.decision = by, utcnow(), decision.strip()


def grant(found: Claim, by: User, decision: str) -> None:
    """Let an organisation run a facility from now on; other claims to it that held are revoked.

    Raises:
        NotAllowed: Somebody else has to decide.
        Conflict: It is decided.
        Invalid: Nothing shows that it is so, and the reviewer does not say what does.
    """
    _decide(found, ClaimStep.GRANT, by, decision)
    is_shown = found.email_confirmed_at is not None or bool(found.evidence)
    if not is_shown and not found.decision:
        sentence = _("Nothing proves this claim: say what does, for example whom you called.")
        raise Invalid(sentence, {"decision": [sentence]})
    for held in queries.of_facility(found.facility, *queries.HELD):
        if held is found:
            continue
        held.state = CLAIM_STEPS[held.state, ClaimStep.REVOKE]
        held.reviewer, held.decided_at = by, utcnow()
        held.decision = _("Another organisation has shown that it runs the facility.")
        _tell(held)
    if found.author and not queries.has_members(found.organisation):
        enter(found.organisation, found.author, Membership.OWNER)
    if found.facility.operator_id != found.organisation_id:
        values = {"operator_id": found.organisation_id}
        change_at_once(found.facility, values, by, Origin.CLAIM, found.decision)
    db.session.flush()
    _tell(found)


def refuse(found: Claim, by: User, decision: str) -> None:
    """Refuse a claim; those that it disputed hold again.

    Raises:
        NotAllowed: Somebody else has to decide.
        Conflict: It is decided.
        Invalid: Without a word.
    """
    _require_words(decision)
    _decide(found, ClaimStep.REFUSE, by, decision)
    _uphold_others(found)
    db.session.flush()
    _tell(found)


def revoke(found: Claim, by: User, decision: str) -> None:
    """Take a facility from an organisation to which it was granted.

    Raises:
        NotAllowed: Somebody else has to decide.
        Conflict: It was not granted.
        Invalid: Without a word.
    """
    _require_words(decision)
    _decide(found, ClaimStep.REVOKE, by, decision)
    if found.facility.operator_id == found.organisation_id:
        values = {"operator_id": None}
        change_at_once(found.facility, values, by, Origin.CLAIM, found.decision)
    db.session.flush()
    _tell(found)


def _require_words(decision: str) -> None:
    if not decision.strip():
        sentence = _("Say why: its author has to know.")
        raise Invalid(sentence, {"decision": [sentence]})


def _uphold_others(gone: Claim) -> None:
    """Let what was disputed hold again once no other claim disputes it."""
    if [one for one in queries.of_facility(gone.facility, ClaimState.MADE) if one is not gone]:
        return
    for held in queries.of_facility(gone.facility, ClaimState.DISPUTED):
        held.state = CLAIM_STEPS[held.state, ClaimStep.UPHOLD]


def _tell(found: Claim) -> None:
    """Write to the author what became of a claim."""
    if found.author is None:
        return
    lang = found.author.lang
    post(
        str(found.author.email),
        lang,
        "claim_decided",
        key=f"claim {found.id} {found.state}",
        name=best(found.facility.names, lang).value,
        person=found.author.name or found.author.email,
        claim=found,
        is_granted=found.state is ClaimState.GRANTED,
        is_revoked=found.state is ClaimState.REVOKED,
    )
