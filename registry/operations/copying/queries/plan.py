"""What is copied, and in which order: the tables of the models, after those that they refer to."""

from functools import cached_property

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    TableClause,
)
from sqlalchemy import Column as TableColumn
from sqlalchemy import column as column_clause
from sqlalchemy import table as table_clause
from sqlalchemy.schema import sort_tables_and_constraints
from sqlalchemy.types import TypeDecorator, TypeEngine

from registry.operations.copying.values import Column, Kind, Read, reader

KINDS: list[tuple[type[TypeEngine], Kind]] = [
    (String, Kind.TEXT),  # choices too
    (Boolean, Kind.FLAG),
    (Integer, Kind.WHOLE),
    (Float, Kind.REAL),
    (Date, Kind.DAY),
    (DateTime, Kind.MOMENT),
    (JSON, Kind.JSON),
    (LargeBinary, Kind.BYTES),
]

KEYS: dict[Kind, type[TypeEngine]] = {Kind.TEXT: String, Kind.WHOLE: BigInteger}
"""What a primary key may be made of, and as what it is compared."""


class Part:
    """A table of the registry, as it is copied."""

    def __init__(self, table: Table, held: set[str]) -> None:
        """Take a table, and the names of its columns that refer to rows which come later."""
        self.table = table
        self.columns = [_column(column) for column in table.columns if column.computed is None]
        self.key = [column for column in self.columns if column.name in table.primary_key.columns]
        self.held = [column for column in self.columns if column.name in held]
        self.plain = plain(table)

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.table.name

    @cached_property
    def readers(self) -> list[Read]:
        """How the cells of a row are read."""
        return [reader(column) for column in self.columns]

    @property
    def is_sound(self) -> bool:
        """Tell whether it can be copied: keys can be compared, what is held can be set later."""
        is_settable = all(self.table.columns[held.name].nullable for held in self.held)
        return all(one.kind in KEYS for one in self.key) and (
            not self.held or (bool(self.key) and is_settable)
        )


def plain(table: Table) -> TableClause:
    """Return a table whose cells are not read as the models do, but come as they are stored."""
    names = [one.name for one in table.columns]
    return table_clause(table.name, *map(column_clause, names))


def parts(metadata: MetaData) -> list[Part]:
    """Return every table, each after those that it refers to.

    Raises:
        NotImplementedError: A table has a column or a key that cannot be copied so far.
    """
    order: list[Table] = []
    found = []
    for table, _late in sort_tables_and_constraints(metadata.tables.values()):
        if table is None:
            continue  # what closes a circle is seen at its tables
        held = {
            name
            for constraint in table.constraints
            if isinstance(constraint, ForeignKeyConstraint)
            and constraint.referred_table not in order
            for name in constraint.column_keys
        }
        order.append(table)
        found.append(Part(table, held))
    if unsound := [part.name for part in found if not part.is_sound]:
        raise NotImplementedError(f"Copying knows no such key: {', '.join(unsound)}.")
    return found


def _column(column: TableColumn) -> Column:
    stored = column.type
    while isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    for type_, kind in KINDS:
        if isinstance(stored, type_):
            return Column(column.name, kind, _limit(stored))
    raise NotImplementedError(f"Copying knows no columns like {column}: {stored!r}.")


def _limit(stored: TypeEngine) -> int | None:
    match stored:
        case String():
            return stored.length
        case SmallInteger():
            return 16
        case BigInteger():
            return 64
        case Integer():
            return 32
    return None
