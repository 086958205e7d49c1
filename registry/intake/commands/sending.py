"""Taking a file, and saying how its columns are read."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from secrets import choice
from tempfile import NamedTemporaryFile
from typing import IO, Any

from flask import current_app
from sqlalchemy import delete

from registry.accounts.models import User
from registry.accounts.policy import Act, Is
from registry.db import db, utcnow
from registry.errors import Conflict, Invalid, NotAllowed
from registry.i18n import _
from registry.intake import headings, queries, sheets
from registry.intake.models import ColumnMapping, Import, ImportRow
from registry.intake.stages import Stage
from registry.organisations.guard import require

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"

NUMBER = 12

CHUNK = 1 << 20


def send(
    file: IO[bytes], name: str, by: User, lang: str, organisation_id: int | None = None
) -> Import:
    """Keep a file, guess how it is read, and let it wait to be checked.

    Args:
        file: What was sent.
        name: As its sender calls it.
        by: Who sends it.
        lang: Language in which they read.
        organisation_id: For which they act.

    Raises:
        NotAllowed: They do not act for this organisation.
        Invalid: It is no table, or too large.
    """
    if organisation_id is not None:
        standing = queries.relations(by, organisation_id=organisation_id)
        if Is.EDITOR not in standing:
            raise NotAllowed(_("Only editors of an organisation can act for it."))
    digest = _kept(file)
    reading = sheets.recognise(path_of(digest), headings.is_known)
    made = Import(
        public_id="".join(choice(LETTERS) for _place in range(NUMBER)),
        author_id=by.id,
        organisation_id=organisation_id,
        name=(name or "table").replace("\\", "/").rpartition("/")[2][:200],
        digest=digest,
        lang=lang,
        stage=Stage.SENT,
        reading=_reading(reading, digest, by),
        counts={},
    )
    db.session.add(made)
    db.session.flush()
    return made


def folder() -> Path:
    """Return where files are kept."""
    found: Path = current_app.config["REGISTRY_DATA"] / "imports"
    return found


def path_of(digest: str) -> Path:
    """Return where a file is kept."""
    return folder() / digest


def _kept(file: IO[bytes]) -> str:
    """Keep a file under its digest, and return that; the same file is kept once."""
    folder().mkdir(parents=True, exist_ok=True)
    most = int(current_app.config["IMPORT_MAX_MIB"] * 1024 * 1024)
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder(), delete=False) as fresh:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
            fresh.write(chunk)
            if size > most:
                break
    try:
        if size > most:
            raise Invalid(
                _(
                    "The file is larger than %(most)s MiB.",
                    most=current_app.config["IMPORT_MAX_MIB"],
                )
            )
        Path(fresh.name).replace(path_of(digest.hexdigest()))
    finally:
        Path(fresh.name).unlink(missing_ok=True)
    return digest.hexdigest()


def _reading(reading: sheets.Reading, digest: str, by: User) -> dict[str, Any]:
    """Return how a file is read, the columns as its sender had such a file read before."""
    header = sheets.header(path_of(digest), reading)
    if not any(header):
        raise Invalid(_("The file has no headings: its first row has to name the columns."))
    guessed = headings.guess(header)
    if before := queries.mapping(by, header_digest(header)):
        guessed = [before.get(str(place), "") for place in range(len(header))]
    return {
        **reading._asdict(),
        "sheets": list(reading.sheets),
        "header": header,
        "columns": guessed,
    }


def header_digest(header: Sequence[str]) -> str:
    """Return what tells files with the same headings."""
    return hashlib.sha256("\0".join(header).encode()).hexdigest()


def sheet_reading(imported: Import) -> sheets.Reading:
    """Return how the file of an import is read."""
    kept = {name: imported.reading[name] for name in sheets.Reading._fields}
    return sheets.Reading(**kept | {"sheets": tuple(kept["sheets"])})


def read_anew(imported: Import, columns: Sequence[str], encoding: str, sheet: str) -> None:
    """Say how the columns of a file are read, and let it wait to be checked again.

    Another encoding or sheet may have other headings: then its columns are guessed.

    Raises:
        Conflict: It is being worked on, or was submitted or applied.
        Invalid: A field is given to two columns, or none is given at all.
    """
    require(Act.IMPORT)
    if imported.stage not in (Stage.SENT, Stage.CHECKED, Stage.FAILED):
        raise Conflict(_("The columns of this import cannot be changed any more."))
    reading = sheet_reading(imported)
    wanted = reading._replace(
        encoding=encoding
        if encoding in sheets.ENCODINGS and reading.encoding
        else reading.encoding,
        sheet=sheet if sheet in reading.sheets else reading.sheet,
    )
    author = imported.author
    if wanted != reading and author is not None:
        imported.reading = _reading(wanted, imported.digest, author)
    else:
        _set_columns(imported, columns)
    _start_again(imported)


def _set_columns(imported: Import, columns: Sequence[str]) -> None:
    header = imported.reading["header"]
    chosen = [name if name in headings.LABELS else "" for name in columns[: len(header)]]
    chosen += [""] * (len(header) - len(chosen))
    if double := headings.twice(chosen):
        names = ", ".join(str(headings.LABELS[name]) for name in sorted(double))
        raise Invalid(
            _("Each field can be read from one column only. Chosen twice: %(names)s.", names=names)
        )
    if not any(chosen):
        raise Invalid(_("Say of one column at least what it holds."))
    imported.reading = {**imported.reading, "columns": chosen}
    _remember(imported, header_digest(header), chosen)


def _remember(imported: Import, digest: str, chosen: Sequence[str]) -> None:
    if imported.author_id is None:
        return
    columns = {str(place): name for place, name in enumerate(chosen) if name}
    kept = db.session.get(ColumnMapping, (imported.author_id, digest))
    if kept is None:
        kept = ColumnMapping(user_id=imported.author_id, header=digest, columns=columns)
        db.session.add(kept)
    kept.columns = columns


def _start_again(imported: Import) -> None:
    db.session.execute(delete(ImportRow).where(ImportRow.import_id == imported.id))
    imported.stage, imported.moved_at = Stage.SENT, utcnow()
    imported.done = imported.total = 0
    imported.counts, imported.error = {}, ""
