"""The database handle, and what every table shares."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import JSON, URL, Connection, DateTime, Engine, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from registry import postgresql, replica, sqlite
from registry.database_url import address
from registry.faults import DatabaseError, is_lost

# Named constraints, so that a migration can drop what an earlier one made:
# SQLite leaves constraints nameless otherwise.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Turn to UTC whatever zone the moment came in."""
        return value.astimezone(UTC) if value else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Return the moment aware of its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


ROOM_TO_WRITE_KIB = 256 * 1024

Texts = dict[str, str]
"""Text by language code, {"kk": …, "ru": …}; a language without text has no key."""


class Base(DeclarativeBase):
    """What all tables share."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        # Choices are stored as the words the API shows, not as the names of Python members.
        type_annotation_map={
            StrEnum: Enum(StrEnum, native_enum=False, values_callable=list, length=40),
            datetime: Moment(),
            Texts: JSON,
            list[str]: JSON,
            dict[str, Any]: JSON,
        },
    )


ENGINES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


class PatientSession(Session):
    """A session that asks the replica where the request may, and that can always be closed."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any
    ) -> Engine | Connection:
        """Return the engine that a statement goes to."""
        if bind is None and replica.is_reading():
            return self._db.engines[replica.BIND]
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **more)

    def close(self) -> None:
        """Give the connection back. One that broke since its last statement has nothing to undo."""
        try:
            super().close()
        except DatabaseError as error:
            if not is_lost(error):
                raise
            self.invalidate()


db = SQLAlchemy(model_class=Base, session_options={"class_": PatientSession})


def utcnow() -> datetime:
    """Return the present moment, aware of its zone; the only clock the application reads."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present day in UTC."""
    return utcnow().date()


@contextmanager
def room_to_write(kib: int = ROOM_TO_WRITE_KIB) -> Iterator[None]:
    """Give SQLite space for a change of nearly everything; other engines have it.

    With the space of a page it would write the same parts of its indexes again and again.

    Args:
        kib: Most that it takes, in kibibytes.
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size = {-kib}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


def for_glances(engine: Engine) -> Engine:
    """Return an engine for single reads: in no transaction, where beginning one takes a trip."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def take_turn(work: str) -> None:
    """Wait until nobody else is at this work; the turn ends with the transaction.

    For what reads first and writes then, such as a load that adds what is missing. It has to come
    before anything is read. On SQLite, which has one writer, it is the turn to write at all.
    """
    connection = db.session.connection()
    ENGINES[connection.dialect.name].take_turn(connection, work)


def options(url: URL, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `create_engine` is told about a database, from our settings."""
    found: dict[str, Any] = ENGINES[url.get_backend_name()].options(url, settings)
    return found


def init_app(app: Flask) -> None:
    """Give the application its database, a replica of it if there is one, and migrations.

    Raises:
        SystemExit: An address names an engine that we do not run on, or cannot be read.
    """
    settings = app.config
    url = address(settings["SQLALCHEMY_DATABASE_URI"])
    given = settings.get("SQLALCHEMY_ENGINE_OPTIONS", {})
    settings["SQLALCHEMY_DATABASE_URI"] = url
    settings["SQLALCHEMY_ENGINE_OPTIONS"] = options(url, settings) | given
    if settings["DATABASE_REPLICA_URL"]:
        url = address(settings["DATABASE_REPLICA_URL"], "DATABASE_REPLICA_URL")
        settings["SQLALCHEMY_BINDS"] = {replica.BIND: {"url": url, **options(url, settings)}}
        replica.init_app(app)
    db.init_app(app)
    with app.app_context():
        for name, engine in db.engines.items():
            # While the replica is away the primary is asked, so nobody waits for it.
            wait_s = 0 if name else settings["DATABASE_RETRY_S"]
            ENGINES[engine.dialect.name].watch(engine, settings, wait_s)
