"""Files that are sent as evidence: what they are, by their content, and where they lie. Pure.

Pictures are drawn anew, so that nothing but the picture is kept: no place, no camera, no hidden
parts. A file is named by its SHA-256, so the same file lies there once.
"""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple

from registry.columns import Unfit
from registry.i18n import _
from registry.later import later

pil = later("PIL.Image")
pil_turned = later("PIL.ImageOps")
pypdf = later("pypdf")

PDF = "application/pdf"
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg"}
ENDINGS = {PDF: ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}

PIXELS_MOST = 60_000_000
PAGES_MOST = 500
QUALITY = 88

BEGINNINGS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Cleaned(NamedTuple):
    """A file that can be kept."""

    type: str
    content: bytes
    digest: str


def cleaned(content: bytes) -> Cleaned:
    """Return a file as it is kept.

    Raises:
        Unfit: It is no PDF, PNG or JPEG, or a broken one.
    """
    kind = next((k for start, k in BEGINNINGS.items() if content.startswith(start)), None)
    if kind is None:
        raise Unfit(_("Only PDF, PNG and JPEG files are taken; this is something else."))
    kept = _checked_pdf(content) if kind == PDF else _redrawn(content, kind)
    return Cleaned(kind, kept, sha256(kept).hexdigest())


def _checked_pdf(content: bytes) -> bytes:
    try:
        document = pypdf.PdfReader(BytesIO(content))
        if document.is_encrypted:
            raise Unfit(_("This PDF is locked with a password."))
        pages = len(document.pages)
    except Unfit:
        raise
    except (pypdf.errors.PyPdfError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise Unfit(_("This PDF cannot be read.")) from error
    if not 0 < pages <= PAGES_MOST:
        raise Unfit(_("This PDF has no pages, or too many."))
    return content


def _redrawn(content: bytes, kind: str) -> bytes:
    try:
        with pil.open(BytesIO(content), formats=tuple(PICTURES)) as picture:
            if picture.width * picture.height > PIXELS_MOST:
                raise Unfit(_("This picture is too large."))
            upright: Any = pil_turned.exif_transpose(picture)
            mode = "RGB" if kind == "image/jpeg" or "A" not in upright.getbands() else "RGBA"
            plain = pil.new(mode, upright.size)
            plain.paste(upright.convert(mode))
    except Unfit:
        raise
    except (OSError, ValueError, SyntaxError, pil.DecompressionBombError) as error:
        raise Unfit(_("This picture cannot be read.")) from error
    out = BytesIO()
    if kind == "image/jpeg":
        plain.save(out, "JPEG", quality=QUALITY)
    else:
        plain.save(out, "PNG")
    return out.getvalue()


def path(folder: Path, digest: str) -> Path:
    """Return where a file lies."""
    return folder / "evidence" / digest[:2] / digest


def keep(folder: Path, file: Cleaned) -> None:
    """Lay a file where it belongs; it appears whole or not at all."""
    place = path(folder, file.digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=place.parent, delete=False) as fresh:
        fresh.write(file.content)
    Path(fresh.name).replace(place)


def forget(folder: Path, digest: str) -> None:
    """Take a file away."""
    path(folder, digest).unlink(missing_ok=True)


def name_of(name: str, kind: str) -> str:
    """Return the name under which a file is sent: its own, with the ending of what it is.

    >>> name_of("lease.exe", "application/pdf")
    'lease.pdf'
    """
    stem = "".join(c if c.isprintable() and c not in '/\\"' else "_" for c in name).strip(". ")
    stem = stem.rpartition(".")[0] or stem or "file"
    return f"{stem[:150]}{ENDINGS[kind]}"


def older(folder: Path, moment_s: float) -> list[str]:
    """Return the digests of the files that lie there since before a moment, in seconds."""
    found = (folder / "evidence").glob("*/*")
    return sorted(one.name for one in found if one.stat().st_mtime < moment_s)
