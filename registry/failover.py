"""Answering a read although its database was lost under it, as when a standby takes over."""

from flask import Flask, request
from flask.typing import ResponseReturnValue

from registry import replica
from registry.db import db
from registry.faults import DatabaseError, is_lost, is_refused, reason

TRIES = 3
"""The one that lost its connection, one that may still reach the server that goes, and one more.
Each waits a while for a server to connect to: postgresql.Patience."""


class PatientFlask(Flask):
    """Dispatches a request that changes nothing again when its connection was lost."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer the request. What changes something is tried once: it may have been done."""
        for _one in range(1, TRIES):
            try:
                return super().dispatch_request()
            except DatabaseError as error:
                if not _is_worth_another_try(error):
                    raise
                db.session.rollback()
                if replica.is_reading():
                    replica.leave(reason(error))
                self.logger.warning("A read is tried again: %s", reason(error))
        return super().dispatch_request()


def _is_worth_another_try(error: DatabaseError) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    return is_lost(error) or (is_refused(error) and replica.is_reading())
