"""What can go wrong, and the one place where it becomes an answer.

    RegistryError          400
      NotFound             404   no such record, or none this reader may see
      NotAllowed           403   the user may not do this
      Conflict             409   the record is not in a state that permits this
      Invalid              422   the input does not make sense; carries the fields at fault
        Faulty             422   a file with faults; carries each by file, row and column
      TooMany              429   the same visitor did this too often; carries how long to wait
      Unavailable          503   a service we depend on gives no answer; carries how long to wait
        DatabaseAway       503   the database is among them

Queries and commands raise these. Views let them pass.
"""

from typing import Any, NamedTuple

import click
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from registry.faults import DatabaseError, is_passing, is_refused, reason
from registry.i18n import _


class RegistryError(Exception):
    """The root of what this application raises on purpose; the text is for the reader."""

    status = 400


class NotFound(RegistryError):
    """There is no such record, or none that this reader may see."""

    status = 404


class NotAllowed(RegistryError):
    """The user may not do this."""

    status = 403


class Conflict(RegistryError):
    """The record is not in a state that permits this."""

    status = 409


class Invalid(RegistryError):
    """The input makes no sense; `fields` gives the sentences by field."""

    status = 422

    def __init__(self, message: str, fields: dict[str, list[str]] | None = None):
        """Keep the message and, per field, the sentences that say what is wrong."""
        super().__init__(message)
        self.fields = fields or {}


class Fault(NamedTuple):
    """One thing wrong in a file, placed so that its author finds it."""

    file: str
    row: int  # line number as a spreadsheet shows it: the header is row 1; 0 is the whole file
    column: str  # "" where the whole row is at fault
    message: str

    def __str__(self) -> str:
        """Return `facilities.csv, row 7, column kind: …`."""
        where = [self.file]
        if self.row:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        return f"{', '.join(where)}: {self.message}"


class Faulty(Invalid):
    """A file with faults. Nothing of it was loaded."""

    def __init__(self, faults: list[Fault]):
        """Keep every fault, in the order of the file."""
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class TooMany(RegistryError):
    """The same visitor did this too often lately."""

    status = 429

    def __init__(self, message: str, retry_after_s: int):
        """Keep the message, and after how many seconds it may be tried again."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(RegistryError):
    """A service that we depend on gives no answer."""

    status = 503
    retry_after_s = 60


class DatabaseAway(Unavailable):
    """The database cannot be reached, is overloaded, or gave a question up."""

    retry_after_s = 5

    def __init__(self) -> None:
        """Say the same of all of it: the reader can do nothing but wait. The log has the rest."""
        super().__init__(_("The registry cannot get at its data just now. Please try again soon."))


PROBLEM = "application/problem+json"


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json", PROBLEM])
    return request.path.endswith((".json", ".mvt")) or best in ("application/json", PROBLEM)


def _sentence(error: HTTPException) -> str:
    match error.code:
        case 404:
            return _("There is no page at this address.")
        case 405:
            return _("This address cannot be used that way.")
        case 413:
            return _("That is too much to send at once.")
        case 400 if isinstance(error, CSRFError):
            return _("The form was open for too long or was sent from elsewhere. Please try again.")
        case code if code and code >= 500:
            return _("Something went wrong on our side. Nothing was lost; please try again.")
        case _other:
            return _("This request could not be understood.")


def _page(message: str, status: int, fields: dict[str, list[str]]) -> tuple[Response | str, int]:
    if _wants_json():
        body = {"title": message, "status": status, "errors": fields}
        response = jsonify(body)
        response.mimetype = PROBLEM
        return response, status
    return render_template("error.html", message=message, status=status, fields=fields), status


def answer(error: RegistryError) -> Response:
    """Turn an error of ours into a page or, for programs, a problem (RFC 9457)."""
    response = make_response(_page(str(error), error.status, getattr(error, "fields", {})))
    if wait_s := getattr(error, "retry_after_s", None):
        response.headers["Retry-After"] = str(wait_s)
    return response


def answer_database(error: DatabaseError) -> Response:
    """Say that the database will be back; what waiting does not mend is an error of ours."""
    if not is_passing(error):
        raise error
    current_app.logger.warning("The database gave no answer: %s", reason(error))
    return answer(DatabaseAway())


def answer_http(error: HTTPException) -> Response | tuple[Response | str, int]:
    """Turn an error of the protocol into the same; redirects pass."""
    if error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    page, status = _page(_sentence(error), error.code, {})
    response = make_response(page, status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def answer_failure(_error: InternalServerError) -> tuple[Response | str, int]:
    """Say that something of ours broke; the log has the details."""
    return _page(_sentence(InternalServerError()), 500, {})


class Command(click.Command):
    """A command of the terminal that tells errors of ours in a sentence and exits with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except RegistryError as error:
            fields = getattr(error, "fields", {})
            details = [sentence for sentences in fields.values() for sentence in sentences]
            raise click.ClickException("\n".join([str(error), *details])) from error
        except DatabaseError as error:
            if not is_passing(error):
                raise
            details = [reason(error)] if is_refused(error) else []  # which host, and why
            raise click.ClickException("\n".join([str(DatabaseAway()), *details])) from error


def init_app(app: Flask) -> None:
    """Give every error its answer."""
    app.register_error_handler(RegistryError, answer)
    app.register_error_handler(DatabaseError, answer_database)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(InternalServerError, answer_failure)
