"""What can go wrong, and the one place where it becomes an answer.

    RegistryError          400
      NotFound             404   no such record, or none this reader may see
      NotAllowed           403   the user may not do this
      Conflict             409   the record is not in a state that permits this
      Invalid              422   the input does not make sense; carries the fields at fault
        Faulty             422   a file with faults; carries each by file, row and column
      Unavailable          503   a service we depend on gives no answer

Queries and commands raise these. Views let them pass.
"""

from typing import NamedTuple


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


class Unavailable(RegistryError):
    """A service that we depend on gives no answer."""

    status = 503
