"""Facilities out of files: the data pack of a country, and what people send. Nothing commits."""

from registry.intake.commands.pack import Counts, load_facilities

__all__ = ["Counts", "load_facilities"]
