"""How the address of a database is written."""

from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from registry.later import later

psycopg = later("psycopg")

UNREADABLE = (
    "{setting} cannot be read: an address is written as sqlite:////folder/registry.db"
    " or postgresql://user:password@host:5432/name."
)
UNKNOWN = "{setting} names {engine}: the registry runs on SQLite and PostgreSQL."


def address(text: str | URL, setting: str = "DATABASE_URL") -> URL:
    """Read the address of a database; PostgreSQL's as libpq writes it, with several hosts or one.

    >>> address("postgres://me@one:5432,two:5433/registry?target_session_attrs=read-write").query
    immutabledict({'host': 'one,two', 'port': '5432,5433', 'target_session_attrs': 'read-write'})

    Args:
        text: The address.
        setting: Where it stands, for who has to mend it.

    Raises:
        SystemExit: It cannot be read, or its engine is neither of the two. What it says is not
            repeated: a password may stand in it.
    """
    if isinstance(text, URL):
        return text
    scheme, _colon, rest = text.partition(":")
    engine, _plus, driver = scheme.partition("+")
    if not rest.startswith("//"):
        raise SystemExit(UNREADABLE.format(setting=setting))
    if engine not in ("sqlite", "postgresql", "postgres"):
        raise SystemExit(UNKNOWN.format(setting=setting, engine=engine))
    try:
        if engine == "sqlite":
            return make_url(text)
        if driver in ("", "psycopg"):
            return _from_libpq(psycopg.conninfo.conninfo_to_dict(f"postgresql:{rest}"))
    except (ArgumentError, ValueError) as error:
        raise SystemExit(UNREADABLE.format(setting=setting)) from error
    except psycopg.ProgrammingError as error:
        raise SystemExit(UNREADABLE.format(setting=setting)) from error
    raise SystemExit(
        f"{setting} names the driver {driver}: PostgreSQL is reached by psycopg alone."
    )


def _from_libpq(parts: dict[str, Any]) -> URL:
    # Several hosts, and the folder of a socket, have no place in front of the path.
    is_one = not set(parts.get("host", "")) & set(",/")
    ports = [int(port) if port else None for port in str(parts.get("port", "")).split(",")]
    if is_one:
        parts.pop("port", None)
    return URL.create(
        "postgresql+psycopg",
        username=parts.pop("user", None),
        password=parts.pop("password", None),
        host=parts.pop("host", None) if is_one else None,
        port=ports[0] if is_one else None,
        database=parts.pop("dbname", None),
        query=parts,
    )
