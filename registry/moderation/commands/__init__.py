"""Every change of a record, and every step of a proposal, goes through here. Nothing commits."""

from registry.moderation.commands.deciding import approve, give_back, reject
from registry.moderation.commands.drafts import begin, bring_up_to_date, edit, submit, withdraw
from registry.moderation.commands.recording import change_at_once, record_many, revert

__all__ = [
    "approve",
    "begin",
    "bring_up_to_date",
    "change_at_once",
    "edit",
    "give_back",
    "record_many",
    "reject",
    "revert",
    "submit",
    "withdraw",
]
