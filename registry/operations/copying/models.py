"""How far a copy has come; kept in the target, from the first row until all is verified."""

from sqlalchemy import BigInteger, Boolean, Column, MetaData, Table, Text

progress = Table(
    "registry_copy",
    MetaData(),  # of its own: a registry has no such table
    Column("step", Text, primary_key=True),
    Column("last", Text),  # key of the last row that is there, as JSON
    Column("rows", BigInteger, nullable=False, default=0),
    Column("is_done", Boolean, nullable=False, default=False),
)
