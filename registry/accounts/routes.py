"""What every address is for: the one table from endpoints to acts. Pure.

An address that is not here is open to nobody. Whether an act is allowed to who asks, policy.py
tells; whether it is allowed on this very thing, the command that does it.
"""

from registry.accounts.policy import Act

PUBLIC: frozenset[str] = frozenset(
    (
        "static",
        "coverage.country",
        "coverage.region",
        "coverage.quality",
        "downloads.book",
        "downloads.counts",
        "downloads.geojson",
        "downloads.jsonl",
        "downloads.table",
        "facilities.boundaries",
        "facilities.change_shortlist",
        "facilities.compare",
        "facilities.detail",
        "facilities.region",
        "facilities.regions",
        "facilities.show_shortlist",
        "operations.about_data",
        "operations.healthz",
        "operations.robots",
        "operations.sitemap",
        "operations.sitemap_facilities",
        "operations.sitemap_pages",
        "search.front",
        "search.points",
        "search.results",
        "search.suggest",
        "vector_tiles.about",
        "vector_tiles.tile",
    )
)
"""What everybody reads. A shortlist is the visitor's own, in a cookie."""

ACCOUNTS: dict[str, Act] = {
    **dict.fromkeys(
        (
            "accounts.check_mail",
            "security.change_email_confirm",
            "security.confirm_email",
            "security.forgot_password",
            "security.login",
            "security.logout",
            "security.mf_recovery",
            "security.oauthresponse",
            "security.oauthstart",
            "security.register",
            "security.reset_password",
            "security.send_confirmation",
            "security.tf_select",
            "security.two_factor_setup",
            "security.two_factor_token_validation",
            "security.wan_signin",
            "security.wan_signin_response",
        ),
        Act.READ,
    ),
    **dict.fromkeys(
        (
            "accounts.end_session",
            "accounts.safety",
            "accounts.show",
            "security.change_email",
            "security.change_password",
            "security.mf_recovery_codes",
            "security.oauth_verify_response",
            "security.oauth_verify_start",
            "security.two_factor_setup_validate",
            "security.verify",
            "security.wan_delete",
            "security.wan_register",
            "security.wan_register_response",
            "security.wan_verify",
            "security.wan_verify_response",
        ),
        Act.OWN_ACCOUNT,
    ),
}
"""What somebody without a session may do to get one is everybody's."""

CLOSED = ("security.two_factor_rescue",)
"""Addresses that a package brings and nobody needs: recovery codes do it."""

ORGANISATIONS: dict[str, Act] = {
    "organisations.answer": Act.JOIN,
    "organisations.ask_to_join": Act.JOIN,
    "organisations.change_member": Act.MANAGE_MEMBERS,
    "organisations.invitation": Act.JOIN,
    "organisations.invite": Act.MANAGE_MEMBERS,
    "organisations.leave": Act.JOIN,
    "organisations.mine": Act.JOIN,
    "organisations.new": Act.JOIN,
    "organisations.show": Act.SEE_ORGANISATION,
}

MODERATION: dict[str, Act] = {
    "moderation.mine": Act.OWN_ACCOUNT,
    "moderation.new": Act.REGISTER,
    "moderation.similar_ones": Act.REGISTER,
    "moderation.change": Act.PROPOSE,
    "moderation.history": Act.PROPOSE,
    "moderation.revert": Act.PROPOSE,
    **dict.fromkeys(("moderation.show", "moderation.evidence_file"), Act.SEE_PROPOSAL),
    **dict.fromkeys(
        (
            "moderation.compare",
            "moderation.delete_evidence",
            "moderation.evidence",
            "moderation.step",
        ),
        Act.EDIT_PROPOSAL,
    ),
    "moderation.check": Act.SUBMIT,
    "moderation.withdraw": Act.WITHDRAW,
    **dict.fromkeys(("moderation.next", "moderation.queue"), Act.SEE_QUEUE),
    **dict.fromkeys(("moderation.approve_many", "moderation.review"), Act.DECIDE),
}

KEEPING: dict[str, Act] = {
    "moderation.report": Act.REPORT,
    "moderation.reports": Act.SEE_QUEUE,
    "moderation.decide_on_report": Act.DECIDE,
    "moderation.keep": Act.PROPOSE,
    "moderation.life": Act.PROPOSE,
    "moderation.life_event": Act.PROPOSE,
    "moderation.confirm": Act.CONFIRM,
    "moderation.claim": Act.CLAIM,
    "moderation.claim_status": Act.CLAIM,
    "moderation.my_claims": Act.CLAIM,
    "moderation.withdraw_claim": Act.CLAIM,
    "moderation.claim_address": Act.READ,
    "moderation.claims": Act.SEE_QUEUE,
    "moderation.decide_on_claim": Act.DECIDE,
    "moderation.still_correct": Act.READ,
}
"""How records stay true. The link of a letter says itself whose it is."""

INTAKE: dict[str, Act] = {
    "intake.annotated_file": Act.SEE_IMPORT,
    "intake.decide": Act.DECIDE,
    "intake.decide_pair": Act.DECIDE_DUPLICATES,
    "intake.judge": Act.IMPORT,
    "intake.merger": Act.MERGE,
    "intake.mine": Act.IMPORT,
    "intake.pair": Act.DECIDE_DUPLICATES,
    "intake.pairs": Act.DECIDE_DUPLICATES,
    "intake.read": Act.IMPORT,
    "intake.send": Act.IMPORT,
    "intake.show": Act.SEE_IMPORT,
    "intake.start": Act.IMPORT,
    "intake.undo": Act.IMPORT,
    "intake.unmerge": Act.MERGE,
    "intake.withdraw": Act.IMPORT,
}

FIGURES: dict[str, Act] = {
    "figures.show": Act.SEE_FIGURES,
    "figures.download": Act.SEE_FIGURES,
    "figures.report": Act.REPORT_FIGURES,
}

COVERAGE: dict[str, Act] = {
    "coverage.siting": Act.SEE_COVERAGE,
}
"""Screens 1, 2 and 6 of the audit are in PUBLIC; the others are for officials."""

OUTREACH: dict[str, Act] = {}

OPERATIONS: dict[str, Act] = {
    **dict.fromkeys(("operations.failures", "operations.see_to_failure"), Act.ADMINISTER),
    **dict.fromkeys(("own_data.delete", "own_data.show", "own_data.take"), Act.OWN_ACCOUNT),
}

ROUTES: dict[str, Act] = {
    **dict.fromkeys(PUBLIC, Act.READ),
    **ACCOUNTS,
    **ORGANISATIONS,
    **MODERATION,
    **KEEPING,
    **INTAKE,
    **FIGURES,
    **COVERAGE,
    **OUTREACH,
    **OPERATIONS,
}
