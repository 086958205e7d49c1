"""Deleting an account, with all that belongs to somebody."""

from registry.accounts import commands as accounts
from registry.accounts.models import User
from registry.organisations import commands as organisations


def delete_account(user: User) -> None:
    """Delete somebody: see accounts and organisations for what stands in the way.

    Raises:
        Conflict: They are the only owner of an organisation with others in it, or the only
            administrator.
    """
    organisations.leave_all(user)
    accounts.delete_account(user)
